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
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what agents report of themselves by hooks. It answers at once and with no opinion, but
 * for a hook that asks a person something: that one is answered when somebody has decided.
 */
public final class HookDoor {
  private static final Logger log = LoggerFactory.getLogger(HookDoor.class);
  private static final String NO_OPINION = "{}";

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

  void take(Context ctx) throws IOException {
    long from = System.nanoTime();
    metrics.hook(hear(ctx), Duration.ofNanos(System.nanoTime() - from));
  }

  private HookOutcome hear(Context ctx) throws IOException {
    int number = ctx.pathParamAsClass("n", Integer.class).get();
    if (sessions.session(number).isEmpty()
        || !tokens.matches(number, ctx.header("Authorization"))) {
      log.warn("a hook for session {} without its token was refused", number);
      Unread.readOut(ctx);
      ctx.status(HttpStatus.FORBIDDEN).header("Connection", "close").result(NO_OPINION);
      return HookOutcome.REFUSED;
    }
    HookOutcome outcome = HookOutcome.TAKEN;
    String answer = NO_OPINION;
    try {
      Said said = read(ctx, number);
      HookEvent event = said.event();
      Session session = sessions.session(number).orElse(null);
      if (session != null && event instanceof HookEvent.FormAnswered form) {
        HeldCall.hold(ctx, session.questions().formEnded(form), timers);
        return outcome;
      }
      if (session != null && QuestionReader.matter(event).isPresent()) {
        if (said.body().whole()) {
          HeldCall.hold(ctx, session.questions().asked(event, said.body().json()), timers);
          return outcome;
        }
        log.warn("a question of session {} is too long to be shown whole, and stays there", number);
      } else if (session != null) {
        session.hook(event);
      }
      if (event instanceof HookEvent.SessionStarted) {
        answer = told(seeds.apply(number));
      }
    } catch (StringCutter.TooLargeException e) {
      log.warn("a hook of session {} is too large: {}", number, e.getMessage());
      ctx.status(HttpStatus.CONTENT_TOO_LARGE).header("Connection", "close").result(NO_OPINION);
      return HookOutcome.TOO_LARGE;
    } catch (BadJsonException e) {
      log.warn("a hook of session {} cannot be read: {}", number, e.getMessage());
      outcome = HookOutcome.UNREADABLE;
    }
    ctx.contentType("application/json").result(answer);
    return outcome;
  }

  private static String told(@Nullable String seed) {
    if (seed == null) {
      return NO_OPINION;
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

  private Said read(Context ctx, int number) throws IOException, BadJsonException {
    long length = ctx.req().getContentLengthLong();
    if (length >= 0 && length < LARGE) {
      return readNow(ctx, number);
    }
    large.acquireUninterruptibly(); // who reads waits for its agent alone, and that one gives up
    try {
      return readNow(ctx, number);
    } finally {
      large.release();
    }
  }

  /** Stores what was said, also where it cannot be understood, and reads it. */
  private Said readNow(Context ctx, int number) throws IOException, BadJsonException {
    StringCutter.Text body =
        StringCutter.read(ctx.req().getInputStream(), LONGEST_STRING, MOST_KEPT, MOST_READ);
    store.add(number, body.json());
    return new Said(body, HookEvent.parse(body.json()));
  }
}
