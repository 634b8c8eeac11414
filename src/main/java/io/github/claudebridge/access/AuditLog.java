package io.github.claudebridge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, as lines of JSON in {@code logs/audit.log} that are only ever added. Each carries a
 * hash over itself and the one before, so that a changed, removed or inserted line is found by
 * {@link #verify}. Lines cut off at the end are found by holding {@link #head} against one that was
 * kept elsewhere.
 *
 * <p>A refused stranger gets a line at once and then at most one a minute for each channel, with
 * the number of attempts. Losing the log must not stop the bridge: a line that cannot be written is
 * told in the bridge's own log.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int STRANGERS = 10_000;

  private final AuditChain chain;
  private final Redactor redactor;
  private final Cache<Stranger, Attempts> strangers;

  private record Stranger(String user, String channel) {}

  private record Attempts(String action, String reason, AtomicInteger more) {}

  /**
   * Opens the log and continues its chain.
   *
   * @param file {@code logs/audit.log}, made with mode 0600 if it is missing
   * @throws IOException if the file cannot be written, or its last line is no line of ours
   */
  public AuditLog(Path file, InstantSource clock, Redactor redactor) throws IOException {
    this.chain = AuditChain.open(file, clock);
    this.redactor = redactor;
    this.strangers =
        Caffeine.newBuilder()
            .expireAfterWrite(WINDOW)
            .maximumSize(STRANGERS)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .removalListener(this::windowEnded)
            .build();
  }

  /**
   * Writes a line.
   *
   * @param who the id of the one who did it
   * @param what a word for it, such as {@code session.start}
   * @param details more about it, in the order given; secrets in it are masked
   */
  public void record(String who, String what, Map<String, String> details) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("who", redactor.redact(who));
    fields.put("what", redactor.redact(what));
    details.forEach((key, value) -> fields.put("+" + key, redactor.redact(value)));
    try {
      chain.append(fields);
    } catch (IOException lost) {
      log.error("the audit log cannot be written; this is lost to it: {}", fields, lost);
    }
  }

  /** Notes that somebody was refused. */
  public void denied(Request request, Decision.Deny deny) {
    var stranger = new Stranger(text(request.user()), text(request.channel()));
    var action = request.action() == null ? "?" : request.action().name();
    var fresh = new Attempts(action, deny.reason().name(), new AtomicInteger());
    // The value is changed in place: writing it again would begin the minute anew.
    var known = strangers.asMap().putIfAbsent(stranger, fresh);
    if (known == null) {
      writeDenied(stranger, fresh, 1);
    } else {
      known.more().incrementAndGet();
    }
  }

  /** The hash of the last line, to be kept where nobody of this machine can change it. */
  public String head() {
    return chain.head();
  }

  /** Checks every line of a log and names the first bad one. */
  public static Verdict verify(Path file) throws IOException {
    return AuditChain.verify(file);
  }

  /**
   * What a check of a log found.
   *
   * @param lines how many good lines there are before the first bad one
   * @param head the hash of the last good line
   * @param problem what is wrong with the line after it, or null if all is well
   */
  public record Verdict(long lines, String head, @Nullable String problem) {
    /** Whether every line is good. */
    public boolean sound() {
      return problem == null;
    }
  }

  /** Writes what is still counted, and closes the file. */
  @Override
  public void close() throws IOException {
    strangers.invalidateAll();
    strangers.cleanUp();
    chain.close();
  }

  /** Writes the counts of the minutes that are over. */
  void settle() {
    strangers.cleanUp();
  }

  private void windowEnded(
      @Nullable Stranger stranger, @Nullable Attempts attempts, RemovalCause cause) {
    if (cause != RemovalCause.REPLACED
        && stranger != null
        && attempts != null
        && attempts.more().get() > 0) {
      writeDenied(stranger, attempts, attempts.more().get());
    }
  }

  private void writeDenied(Stranger stranger, Attempts attempts, int count) {
    var details = new LinkedHashMap<String, String>();
    details.put("channel", stranger.channel());
    details.put("action", attempts.action());
    details.put("reason", attempts.reason());
    details.put("count", Integer.toString(count));
    record(stranger.user(), "denied", details);
  }

  private static String text(@Nullable String id) {
    return id == null ? "?" : id.length() > 40 ? id.substring(0, 40) : id;
  }
}
