package io.github.claudebridge.outbox;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import java.util.List;

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
   * The ids of messages of ours that look like a post, oldest first. Asked before a post is sent
   * that may have been sent so long ago that its nonce keeps a second one off no more.
   *
   * @param versions what it says and what it said before
   * @throws ChatException if it cannot be told at the moment
   */
  default List<String> standing(Post post, List<PostBody> versions) throws ChatException {
    return List.of();
  }

  /**
   * Makes a post that stands in its channel say what its body says now, buttons included. Files of
   * the body take the place of those that stand there; a body without files leaves them. Waits
   * until it does. Safe to repeat.
   *
   * @throws ChatException if it goes on saying what it said
   */
  void edit(Post post) throws ChatException;

  /** Whether posts take their time here, so that many of them are better put together. */
  default boolean paced() {
    return true;
  }

  /**
   * Takes a post away that stands in its channel. Waits until it is gone; safe to repeat, and done
   * if somebody else took it away before.
   *
   * @throws ChatException if it goes on standing there
   */
  default void remove(Post post) throws ChatException {}

  /** Whether posts that change all the time are of use here. */
  default boolean showsLive() {
    return true;
  }

  /** Shows that somebody is writing in the channel; best effort, never blocks for long. */
  void typing(String channel);

  /** Shows on a person's message how far it got; best effort, never blocks for long. */
  void mark(Message message, Rung rung);
}
