package io.github.claudebridge.session;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the agent reported as the last words of a turn, while its record does not have them yet.
 * They come before the next prompt, and before the turn is called answered. Touched by the
 * session's own thread alone.
 */
final class LastWords {
  /** How long they may be missing from the record after the turn ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private record Awaited(@Nullable String promptId, String words, ScheduledFuture<?> timer) {}

  private final Mailbox mailbox;
  private final Turns turns;
  private final AgentFollower follower;
  private final Runnable readRecord;
  private final Runnable heard;
  private @Nullable Awaited awaited;

  /**
   * @param readRecord puts what the record has by now into the mailbox
   * @param heard called when the words have been said after all
   */
  LastWords(
      Mailbox mailbox, Turns turns, AgentFollower follower, Runnable readRecord, Runnable heard) {
    this.mailbox = mailbox;
    this.turns = turns;
    this.follower = follower;
    this.readRecord = readRecord;
    this.heard = heard;
  }

  boolean awaited() {
    return awaited != null;
  }

  /** Waits for the record to bring these words of the open turn, and says them if it does not. */
  void await(String words) {
    forget();
    awaited = new Awaited(turns.open(), words, mailbox.after(PATIENCE, this::late));
  }

  /** Something was said, perhaps these words. */
  void said(String text) {
    if (awaited != null && turns.wasSaid(text)) {
      forget();
      heard.run();
    }
  }

  /** Says them at once: the agent is gone, and its record will bring no more. */
  void sayNow() {
    Awaited now = awaited;
    if (now != null) {
      forget();
      follower.sayLastWords(now.promptId(), now.words());
    }
  }

  /** On a busy machine the record may have them, unread. */
  private void late() {
    readRecord.run();
    mailbox.post(
        () -> {
          if (awaited != null) {
            sayNow();
            heard.run();
          }
        });
  }

  private void forget() {
    Awaited now = awaited;
    awaited = null;
    if (now != null) {
      now.timer().cancel(false);
    }
  }
}
