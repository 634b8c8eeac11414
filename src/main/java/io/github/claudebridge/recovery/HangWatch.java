package io.github.claudebridge.recovery;

import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.session.SessionThread;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for agents that say that they work and give no sign of it. Signs are events, and a screen
 * that changes: a working agent counts its seconds there. The screen is looked at only after half
 * of the time has passed without an event.
 */
final class HangWatch {
  private static final Logger log = LoggerFactory.getLogger(HangWatch.class);
  private static final Duration SLOWEST = Duration.ofSeconds(30);
  private static final Duration FASTEST = Duration.ofMillis(100);

  /** What hears of a hung agent. */
  interface Finding {
    void hung(int session);
  }

  private final Supplier<Collection<Session>> sessions;
  private final IntFunction<Vitals> vitals;
  private final Duration hangAfter;
  private final ScheduledExecutorService timers;
  private final Finding finding;

  HangWatch(
      Supplier<Collection<Session>> sessions,
      IntFunction<Vitals> vitals,
      Duration hangAfter,
      ScheduledExecutorService timers,
      Finding finding) {
    this.sessions = sessions;
    this.vitals = vitals;
    this.hangAfter = hangAfter;
    this.timers = timers;
    this.finding = finding;
  }

  /** Begins to look, for as long as the timers go on. */
  void start() {
    if (!hangAfter.isZero()) {
      later();
    }
  }

  private void later() {
    Duration pause = hangAfter.dividedBy(4);
    pause = pause.compareTo(SLOWEST) > 0 ? SLOWEST : pause;
    pause = pause.compareTo(FASTEST) < 0 ? FASTEST : pause;
    timers.schedule(this::sweep, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      sessions.get().forEach(this::look);
    } catch (RuntimeException e) {
      log.error("the look for hung agents failed", e);
    } finally {
      later();
    }
  }

  private void look(Session session) {
    int n = session.binding().session();
    Vitals signs = vitals.apply(n);
    Duration half = hangAfter.dividedBy(2);
    if (session.state() != SessionState.WORKING || signs.quiet().compareTo(half) < 0) {
      return;
    }
    boolean first = signs.still().compareTo(signs.quiet()) > 0; // the picture is of a time before
    session
        .picture()
        .thenAccept(
            picture -> {
              if (picture.isEmpty()) { // it cannot be told
                signs.sign();
                return;
              }
              if (first) {
                signs.lookAnew(picture);
                return;
              }
              signs.looked(picture);
              if (session.state() == SessionState.WORKING
                  && signs.quiet().compareTo(hangAfter) >= 0
                  && signs.still().compareTo(half) >= 0) {
                SessionThread.start("hung", n, () -> finding.hung(n));
              }
            });
  }
}
