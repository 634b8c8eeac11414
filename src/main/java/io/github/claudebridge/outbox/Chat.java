package io.github.claudebridge.outbox;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;

/**
 * A place where posts go: Discord, or the local chat of this machine. The narrow seam between the
 * outbox and whatever speaks to people.
 */
public interface Chat {

  /** Whether this chat is the one that a channel belongs to. */
  boolean serves(String channel);

  /**
   * Sends a post and waits until it stands in the channel. Sending the same post again, also after
   * a restart, must not make a second one: the nonce of the post sees to that.
   *
   * @return the chat's id of it
   * @throws ChatException if it does not stand there
   */
  String send(Post post) throws ChatException;

  /**
   * Makes a post that stands in its channel say what its body says now, buttons included; its files
   * stay as they are. Waits until it does. Safe to repeat.
   *
   * @throws ChatException if it goes on saying what it said
   */
  void edit(Post post) throws ChatException;

  /** Shows that somebody is writing in the channel; best effort, never blocks for long. */
  void typing(String channel);

  /** Shows on a person's message how far it got; best effort, never blocks for long. */
  void mark(Message message, Rung rung);
}
