package io.github.claudebridge.api;

import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.claude.HookEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.json.StringCutter;
import io.github.claudebridge.monitor.HookStore;
import io.github.claudebridge.monitor.Metrics.HookOutcome;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what agents report of themselves by hooks. It answers at once and with no opinion, but
 * for a hook that asks a person something: that one is answered when somebody has decided.
 */
public final class HookDoor {
  private static final Logger log = LoggerFactory.getLogger(HookDoor.class);

  /** Of a longer string, such as a file that a tool has read, the first part is kept. */
  private static final int LONGEST_STRING = 1024 * 1024;

  private static final int MOST_KEPT = 4 * 1024 * 1024;
  private static final long MOST_READ = 64L * 1024 * 1024;

  /** What is kept of a large one, and its tree, take many megabytes; so few are read at a time. */
  private static final int LARGE = 64 * 1024;

  private final Semaphore large = new Semaphore(3);

  private final SessionManager sessions;
  private final HookTokens tokens;
  private final HookStore store;
  private final IntFunction<@Nullable String> seeds;
  private final ScheduledExecutorService timers;
  private final Metrics metrics;

  /**
   * @param seeds what a conversation of a session that begins now is told, or null; asked once for
   *     each beginning
   * @param timers look whether a caller that waits is still there
   */
  public HookDoor(
      SessionManager sessions,
      HookTokens tokens,
      HookStore store,
      IntFunction<@Nullable String> seeds,
      ScheduledExecutorService timers,
      Metrics metrics) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.store = store;
    this.seeds = seeds;
    this.timers = timers;
    this.metrics = metrics;
  }

  void take(int number, HookCall call) {
    long from = System.nanoTime();
    try {
      metrics.hook(hear(number, call), Duration.ofNanos(System.nanoTime() - from));
    } catch (IOException e) {
      log.debug("a hook of session {} broke off: {}", number, e.getMessage());
      call.abandon(e);
    } catch (StoreException e) {
      call.fail(HttpStatus.SERVICE_UNAVAILABLE_503, String.valueOf(e.getMessage()), "try again");
    } catch (RuntimeException e) {
      log.error("a hook of session {} failed", number, e);
      call.fail(
          HttpStatus.INTERNAL_SERVER_ERROR_500,
          "the bridge could not do it: " + e.getMessage(),
          "see logs/bridge.log");
    }
  }

  private HookOutcome hear(int number, HookCall call) throws IOException {
    Session session = sessions.session(number).orElse(null);
    if (session == null || !tokens.matches(number, call.authorization())) {
      log.warn("a hook for session {} without its token was refused", number);
      call.readOut();
      call.refuse(HttpStatus.FORBIDDEN_403);
      return HookOutcome.REFUSED;
    }
    try {
      Said said = read(call, number);
      HookEvent event = said.event();
      if (event instanceof HookEvent.FormAnswered form) {
        HeldCall.hold(call, session.questions().formEnded(form), timers);
        return HookOutcome.TAKEN;
      }
      if (QuestionReader.matter(event).isPresent()) {
        if (said.body().whole()) {
          HeldCall.hold(call, session.questions().asked(event, said.body().json()), timers);
          return HookOutcome.TAKEN;
        }
        log.warn("a question of session {} is too long to be shown whole, and stays there", number);
      } else {
        session.hook(event);
      }
      boolean begins = event instanceof HookEvent.SessionStarted;
      call.answer(begins ? told(seeds.apply(number)) : HookCall.NO_OPINION);
      return HookOutcome.TAKEN;
    } catch (StringCutter.TooLargeException e) {
      log.warn("a hook of session {} is too large: {}", number, e.getMessage());
      call.refuse(HttpStatus.PAYLOAD_TOO_LARGE_413);
      return HookOutcome.TOO_LARGE;
    } catch (BadJsonException e) {
      log.warn("a hook of session {} cannot be read: {}", number, e.getMessage());
      call.answer(HookCall.NO_OPINION);
      return HookOutcome.UNREADABLE;
    }
  }

  private static String told(@Nullable String seed) {
    if (seed == null) {
      return HookCall.NO_OPINION;
    }
    ObjectNode answer = Json.object();
    answer
        .putObject("hookSpecificOutput")
        .put("hookEventName", "SessionStart")
        .put("additionalContext", seed);
    return Json.write(answer);
  }

  /** What an agent said, as it was written and as it is understood. */
  private record Said(StringCutter.Text body, HookEvent event) {}

  private Said read(HookCall call, int number) throws IOException, BadJsonException {
    if (call.length() >= 0 && call.length() < LARGE) {
      return readNow(call, number, (int) call.length());
    }
    large.acquireUninterruptibly(); // who reads waits for its agent alone, and that one gives up
    try {
      return readNow(call, number, LARGE);
    } finally {
      large.release();
    }
  }

  /** Stores what was said, also where it cannot be understood, and reads it. */
  private Said readNow(HookCall call, int number, int size) throws IOException, BadJsonException {
    StringCutter.Text body =
        StringCutter.read(call.body(), size, LONGEST_STRING, MOST_KEPT, MOST_READ);
    store.add(number, body.json());
    return new Said(body, HookEvent.parse(body.json()));
  }
}
