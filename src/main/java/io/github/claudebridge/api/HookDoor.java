package io.github.claudebridge.api;

import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.claude.HookEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what agents report of themselves by hooks. It answers at once and with no opinion, but for
 * a hook that asks a person something: that one is answered when somebody has decided.
 */
public final class HookDoor {
  private static final Logger log = LoggerFactory.getLogger(HookDoor.class);
  private static final String NO_OPINION = "{}";

  private final SessionManager sessions;
  private final HookTokens tokens;
  private final IntFunction<@Nullable String> seeds;
  private final ScheduledExecutorService timers;

  /**
   * @param seeds what a conversation of a session that begins now is told, or null; asked once for
   *     each beginning
   * @param timers look whether a caller that waits is still there
   */
  public HookDoor(
      SessionManager sessions,
      HookTokens tokens,
      IntFunction<@Nullable String> seeds,
      ScheduledExecutorService timers) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.seeds = seeds;
    this.timers = timers;
  }

  void take(Context ctx) throws IOException {
    int number = ctx.pathParamAsClass("n", Integer.class).get();
    if (sessions.session(number).isEmpty()
        || !tokens.matches(number, ctx.header("Authorization"))) {
      log.warn("a hook for session {} without its token was refused", number);
      // The body is left unread, so the connection ends here; say so, or the client reuses it.
      ctx.status(HttpStatus.FORBIDDEN).header("Connection", "close").result(NO_OPINION);
      return;
    }
    String answer = NO_OPINION;
    try {
      String body = ctx.body();
      HookEvent event = HookEvent.parse(body);
      Session session = sessions.session(number).orElse(null);
      if (session != null && QuestionReader.matter(event).isPresent()) {
        HeldCall.hold(ctx, session.questions().asked(event, body), timers);
        return;
      }
      if (session != null) {
        session.hook(event);
      }
      if (event instanceof HookEvent.SessionStarted) {
        answer = told(seeds.apply(number));
      }
    } catch (BadJsonException e) {
      log.warn("a hook of session {} cannot be read: {}", number, e.getMessage());
    }
    ctx.contentType("application/json").result(answer);
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
}
