package io.github.claudebridge.api;

import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what agents report of themselves by hooks. It answers at once and with no opinion, but for
 * a hook that asks a person something: that one is answered when somebody has decided.
 */
final class HookDoor {
  private static final Logger log = LoggerFactory.getLogger(HookDoor.class);
  private static final String NO_OPINION = "{}";

  private final SessionManager sessions;
  private final HookTokens tokens;
  private final ScheduledExecutorService timers;

  HookDoor(SessionManager sessions, HookTokens tokens, ScheduledExecutorService timers) {
    this.sessions = sessions;
    this.tokens = tokens;
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
    } catch (BadJsonException e) {
      log.warn("a hook of session {} cannot be read: {}", number, e.getMessage());
    }
    ctx.contentType("application/json").result(NO_OPINION);
  }
}
