package io.github.claudebridge.outbox;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;

/**
 * The chat of this machine, for channels named {@code local-N}: what is stored is posted, and
 * {@code vai chat N} reads it from the store.
 */
public final class LocalChat implements Chat {
  @Override
  public boolean serves(String channel) {
    return channel.startsWith("local-");
  }

  @Override
  public String send(Post post) {
    return "local-post-" + post.id();
  }

  @Override
  public boolean paced() {
    return false;
  }

  @Override
  public void edit(Post post) {
    // The store has it, and that is where it is read.
  }

  @Override
  public boolean showsLive() {
    return false; // its readers are told what goes on as events
  }

  @Override
  public void typing(String channel) {
    // The reader of a local channel sees the session's state beside it.
  }

  @Override
  public void mark(Message message, Rung rung) {
    // The reader of a local channel is told each rung as an event.
  }
}
