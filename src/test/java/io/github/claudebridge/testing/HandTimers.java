package io.github.claudebridge.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.Optional;

/** Timers that go off by hand, when a {@link SettableTime} has reached them. */
public final class HandTimers extends ScheduledThreadPoolExecutor {
  private final SettableTime time;
  private final List<Timer> timers = new CopyOnWriteArrayList<>();

  public HandTimers(SettableTime time) {
    super(0);
    this.time = time;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    Timer timer = new Timer(work, time.instant().plus(Duration.of(delay, unit.toChronoUnit())));
    timers.add(timer);
    return timer;
  }

  /** When the next timer goes off. */
  public Optional<Instant> next() {
    timers.removeIf(Timer::isDone);
    return timers.stream().map(t -> t.due).min(Comparator.naturalOrder());
  }

  /** Lets everything go off that is due. */
  public void goOff() {
    timers.stream()
        .filter(t -> !t.due.isAfter(time.instant()))
        .sorted(Comparator.comparing(t -> t.due))
        .forEach(Timer::run);
    timers.removeIf(Timer::isDone);
  }

  /** Lets time pass, and each timer go off when it is due. */
  public void pass(Duration duration) {
    Instant end = time.instant().plus(duration);
    for (var next = next(); next.isPresent() && !next.get().isAfter(end); next = next()) {
      if (next.get().isAfter(time.instant())) {
        time.set(next.get());
      }
      goOff();
    }
    if (end.isAfter(time.instant())) { // what went off may have moved it
      time.set(end);
    }
  }

  private final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final Instant due;

    Timer(Runnable work, Instant due) {
      super(work, null);
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(time.instant(), due));
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
