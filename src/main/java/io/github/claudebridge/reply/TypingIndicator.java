package io.github.claudebridge.reply;

import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Shows in the channel that an agent works, for as long as it does. */
public final class TypingIndicator implements Consumer<SessionEvent> {

  /** Discord shows it for ten seconds. */
  private static final Duration EVERY = Duration.ofSeconds(8);

  private final Outbox outbox;
  private final ScheduledExecutorService timers;
  private final IntFunction<@Nullable String> channelOf;
  private final Map<Integer, ScheduledFuture<?>> shown = new ConcurrentHashMap<>();

  public TypingIndicator(
      Outbox outbox,
      ScheduledExecutorService timers,
      IntFunction<@Nullable String> channelOf) {
    this.outbox = outbox;
    this.timers = timers;
    this.channelOf = channelOf;
  }

  private void show(int session) {
    String channel = channelOf.apply(session);
    if (channel == null) { // removed while it worked
      hide(session);
    } else {
      outbox.typing(channel);
    }
  }

  private void hide(int session) {
    ScheduledFuture<?> running = shown.remove(session);
    if (running != null) {
      running.cancel(false);
    }
  }

  @Override
  public void accept(SessionEvent event) {
    if (event instanceof SessionEvent.StateChanged e) {
      boolean works = e.to().equals("working");
      String channel = channelOf.apply(e.session());
      if (works && channel != null) {
        shown.computeIfAbsent(
            e.session(),
            n ->
                timers.scheduleAtFixedRate(
                    () -> show(n), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS));
      } else {
        hide(e.session());
      }
    }
  }
}
