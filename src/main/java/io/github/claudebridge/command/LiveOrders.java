package io.github.claudebridge.command;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.live.Levels;
import io.github.claudebridge.live.LiveStatus;
import io.github.claudebridge.live.LiveView;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.reply.Words;
import java.util.Map;

/** The orders about what is shown of an agent's work. What they change stands in the audit log. */
public final class LiveOrders {
  private final SessionOrders sessions;
  private final Levels levels;
  private final LiveStatus live;
  private final AuditLog audit;

  public LiveOrders(SessionOrders sessions, Levels levels, LiveStatus live, AuditLog audit) {
    this.sessions = sessions;
    this.levels = levels;
    this.live = live;
    this.audit = audit;
  }

  /** How much of its agent's work a session shows. */
  public Verbosity level(int session) throws OrderException {
    sessions.session(session);
    return levels.of(session);
  }

  /** The same in words for a person in chat. */
  String level(int session, Words words) throws OrderException {
    return words.say("level." + level(session).word());
  }

  /** Has a session show more or less of its agent's work, from now on. */
  public void choose(int session, Verbosity level, Author by) throws OrderException {
    sessions.session(session);
    levels.choose(session, level);
    audit.record(
        by.id(),
        "session.verbosity",
        Map.of("session", Integer.toString(session), "level", level.word()));
  }

  /** The level that a word means. */
  public static Verbosity level(String word) throws OrderException {
    return Verbosity.of(word)
        .orElseThrow(
            () ->
                new OrderException(
                    Kind.BAD,
                    "'" + word.strip() + "' is no level",
                    "choose quiet, normal or everything"));
  }

  /** What the agent does at the moment. */
  public LiveView view(int session) throws OrderException {
    sessions.session(session);
    return live.view(session);
  }

  /** Whether a prompt is one of those that a session works on now. */
  boolean worksOn(int session, String promptId) {
    return live.worksOn(session, promptId);
  }
}
