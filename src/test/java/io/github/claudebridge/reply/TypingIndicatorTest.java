package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.testing.RecordingChat;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** Typing is shown while an agent works, and not a moment longer. */
class TypingIndicatorTest {
  @Test
  void showsOnceAtATimeAndEnds() throws Exception {
    SettableTime time = SettableTime.start();
    RecordingChat chat = RecordingChat.everywhere();
    ScheduledThreadPoolExecutor timers =
        (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(1);
    timers.setRemoveOnCancelPolicy(true);
    try (TempStore store = new TempStore(time)) {
      Outbox outbox = new Outbox(new PostStore(store.database(), time));
      outbox.through(chat);
      TypingIndicator typing = new TypingIndicator(outbox, timers, n -> n == 1 ? "c1" : null);
      for (String state : new String[] {"working", "working"}) {
        typing.accept(new SessionEvent.StateChanged(1, time.instant(), "idle", state, null));
      }
      typing.accept(new SessionEvent.StateChanged(2, time.instant(), "idle", "working", null));
      await().untilAsserted(() -> assertThat(chat.typed()).containsExactly("c1"));
      assertThat(timers.getQueue()).hasSize(1);
      typing.accept(new SessionEvent.StateChanged(1, time.instant(), "working", "idle", null));
      assertThat(timers.getQueue()).isEmpty();
      outbox.close();
    } finally {
      timers.shutdownNow();
    }
  }
}
