package io.github.claudebridge.monitor;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.TmuxException;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a sample of everything now and then, keeps it, shows it, and tells when something gets too
 * full. What fails is logged and tried again with the next sample; nothing waits for it.
 */
public final class Monitor {
  private static final Logger log = LoggerFactory.getLogger(Monitor.class);

  /** So that there is something to see soon after the start. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  private static final int LONGEST_PAUSE = 3;

  /**
   * What it works on.
   *
   * @param file {@code logs/metrics.json}
   * @param sessionOf the session of a channel, 0 for none
   * @param gatewayReady whether Discord is connected; empty where there is no token
   */
  public record Parts(
      Settings.Monitor settings,
      OshiMachine machine,
      Metrics metrics,
      MetricStore store,
      Path file,
      Supplier<? extends Collection<? extends Measured>> sessions,
      Outbox outbox,
      Words words,
      ToIntFunction<String> sessionOf,
      Supplier<Optional<Boolean>> gatewayReady,
      InstantSource clock) {}

  /** One session, as it is measured. */
  public record Measured(int number, OptionalLong process, int queued)
      implements Sampler.Measured {

    /** Every session that there is. */
    public static List<Measured> of(
        SessionManager sessions, MessageStore messages, Function<String, Optional<Pane>> panes) {
      return sessions.all().stream()
          .map(Session::binding)
          .map(
              b ->
                  new Measured(
                      b.session(), process(panes, b.session()), messages.queued(b.session())))
          .toList();
    }

    private static OptionalLong process(Function<String, Optional<Pane>> panes, int session) {
      try {
        return panes
            .apply("claude-session-" + session)
            .map(p -> OptionalLong.of(p.pid()))
            .orElse(OptionalLong.empty());
      } catch (TmuxException e) {
        log.debug("the pane of session {} is not known now", session, e);
        return OptionalLong.empty();
      }
    }
  }

  private record Unposted(Alerts.Change change, List<Sample> samples) {}

  private final Parts parts;
  private final Sampler sampler;
  private final SampleGauges gauges;
  private final Alerts alerts;
  private final AlertPosts posts;
  private final MetricsFile file;
  private final Deque<Unposted> unposted = new ArrayDeque<>();
  private volatile List<Sample> latest = List.of();

  public Monitor(Parts parts) {
    this.parts = parts;
    Settings.Monitor settings = parts.settings();
    this.sampler =
        new Sampler(
            parts.machine(),
            parts.machine().processes(),
            parts.metrics(),
            ProcessHandle.current().pid());
    this.gauges = new SampleGauges(parts.metrics());
    this.alerts =
        new Alerts(
            Map.of(
                Level.CPU, settings.cpu(), Level.MEMORY, settings.memory(), Level.DISK,
                settings.disk()),
            settings.hold(),
            settings.every().multipliedBy(LONGEST_PAUSE));
    this.posts =
        new AlertPosts(parts.outbox(), parts.words(), settings.channel(), parts.sessionOf());
    this.file = new MetricsFile(parts.file());
  }

  /**
   * Begins, on a thread of its own. What was on before a restart is on again, and not told again.
   */
  public void start(ScheduledExecutorService own) {
    Duration every = parts.settings().every();
    Duration first = every.compareTo(FIRST) < 0 ? every : FIRST;
    own.execute(this::remember);
    own.scheduleWithFixedDelay(
        this::sample, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void remember() {
    try {
      Duration back = parts.settings().hold().multipliedBy(2).plus(parts.settings().every());
      parts
          .store()
          .of(Sample.HOST, parts.clock().instant().minus(back))
          .forEach(alerts::take);
    } catch (StoreException e) {
      log.warn("the samples of before cannot be read: {}", e.getMessage());
    }
  }

  /** Takes one sample now. */
  void sample() {
    try {
      Instant at = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
      List<Sample> samples =
          sampler.take(at, parts.sessions().get(), parts.gatewayReady().get());
      latest = List.copyOf(samples);
      gauges.show(samples);
      for (Alerts.Change change : alerts.take(samples.getFirst())) {
        parts.metrics().alerted(change.level().word(), change.entered());
        posts.log(change, samples);
        unposted.add(new Unposted(change, samples));
      }
      post();
      parts.store().add(samples, at.minus(parts.settings().keep()));
      file.write(samples, alerts.active());
    } catch (IOException | RuntimeException e) { // the next sample must come all the same
      log.warn("a sample could not be taken or kept: {}", e.toString());
    }
  }

  /** What a full store did not take is posted with the next sample. */
  private void post() {
    for (Unposted next = unposted.peek(); next != null; next = unposted.peek()) {
      posts.post(next.change(), next.samples());
      unposted.remove();
    }
  }

  /** The newest sample of a session, or of the machine. */
  public Optional<Sample> latest(int session) {
    return latest.stream().filter(s -> s.session() == session).findFirst();
  }

  /** The samples from a time on, of one session with the machine or of everything. */
  public List<Sample> since(Instant from, @Nullable Integer session) {
    return session == null
        ? parts.store().all(from)
        : java.util.stream.Stream.concat(
                parts.store().of(Sample.HOST, from).stream(),
                session == Sample.HOST
                    ? java.util.stream.Stream.empty()
                    : parts.store().of(session, from).stream())
            .toList();
  }

  /** The alerts that are on, as JSON. */
  public List<Map<String, Object>> alerts() {
    return alerts.active().stream().map(MetricsFile::alert).toList();
  }

  /** Everything in the text format of Prometheus. */
  public String prometheus() {
    return parts.metrics().text();
  }
}
