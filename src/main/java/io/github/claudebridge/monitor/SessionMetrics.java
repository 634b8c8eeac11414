package io.github.claudebridge.monitor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.claudebridge.model.SessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts what happens in sessions, and how long their messages take. */
public final class SessionMetrics implements Consumer<SessionEvent> {
  private static final int MOST_UNDER_WAY = 100_000;

  /** When a message under way was heard of, and when its last key was typed. */
  private final Cache<String, Instant> heard =
      Caffeine.newBuilder().maximumSize(MOST_UNDER_WAY).build();

  private final Cache<String, Instant> typed =
      Caffeine.newBuilder().maximumSize(MOST_UNDER_WAY).build();

  private final Metrics metrics;

  public SessionMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Delivered e -> delivered(e);
      case SessionEvent.TurnEnded e -> metrics.turn(e.end().name().toLowerCase(Locale.ROOT));
      case SessionEvent.StateChanged e -> {
        if (e.to().equals("lost")) {
          metrics.lost(e.session());
        } else if (e.from().equals("lost") && e.to().equals("starting")) {
          metrics.restarted(e.session());
        }
      }
      case SessionEvent.Decided _,
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _,
          SessionEvent.Progress _ -> {}
    }
  }

  private void delivered(SessionEvent.Delivered e) {
    String id = e.message().id();
    metrics.delivered(e.rung().word());
    switch (e.rung()) {
      case RECEIVED, QUEUED -> heard.asMap().putIfAbsent(id, e.at());
      case TYPING -> {}
      case TYPED -> {
        Instant from = heard.getIfPresent(id);
        if (from != null) {
          metrics.typedAfter(Duration.between(from, e.at()));
        }
        typed.put(id, e.at());
      }
      case ACCEPTED -> {
        Instant from = typed.getIfPresent(id);
        if (from != null) {
          metrics.acceptedAfter(Duration.between(from, e.at()));
        }
        forget(id);
      }
      case ANSWERED, FAILED, UNDECIDED -> forget(id);
    }
  }

  private void forget(String id) {
    heard.invalidate(id);
    typed.invalidate(id);
  }
}
