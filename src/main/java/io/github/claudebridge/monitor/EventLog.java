package io.github.claudebridge.monitor;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.SessionEvent;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes into a session's log what happened in it, with keys that a program can look for. What
 * people and agents wrote is not among them: it stands in the store.
 */
public final class EventLog implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Delivered e ->
          keys("rung", e.rung().word())
              .addKeyValue("message", e.message().id())
              .addKeyValue("channel", e.message().channel())
              .addKeyValue("reason", e.reason())
              .log("a message is {}", e.rung().word());
      case SessionEvent.Decided e ->
          keys("decision", e.decision().name().toLowerCase(Locale.ROOT))
              .addKeyValue("message", e.message().id())
              .addKeyValue("author", e.by().id())
              .log("somebody decided about a message");
      case SessionEvent.TurnStarted e ->
          keys("prompt", e.promptId())
              .addKeyValue("message", e.replyTo())
              .log("a turn began");
      case SessionEvent.TurnEnded e ->
          keys("prompt", e.promptId())
              .addKeyValue("message", e.replyTo())
              .addKeyValue("end", e.end().name().toLowerCase(Locale.ROOT))
              .log("a turn ended");
      case SessionEvent.TypedAtTerminal e ->
          keys("prompt", e.promptId()).log("somebody typed at the terminal");
      case SessionEvent.DialogShown e -> keys("dialog", e.kind()).log("the agent waits");
      case SessionEvent.DialogClosed e -> keys("dialog", e.kind()).log("a dialog is gone");
      case SessionEvent.LimitReached e ->
          keys("limit", e.limit())
              .addKeyValue("resets", e.resets().toString())
              .log("a usage limit holds up the queue");
      case SessionEvent.LimitOver e ->
          keys("lift", e.how().name().toLowerCase(Locale.ROOT))
              .log("the usage limit holds up nothing any more");
      case SessionEvent.StateChanged _,
          SessionEvent.Said _,
          SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _,
          SessionEvent.Progress _ -> {}
    }
  }

  /** A post was stored, sent or has failed. */
  public void post(Post post) {
    String before = MDC.get("session"); // a post is stored on a session's own thread
    MDC.put("session", Integer.toString(post.session()));
    try {
      keys("post", Long.toString(post.id()))
          .addKeyValue("channel", post.channel())
          .addKeyValue("kind", post.kind().name().toLowerCase(Locale.ROOT))
          .addKeyValue("reason", post.reason())
          .log("a post is {}", post.state().name().toLowerCase(Locale.ROOT));
    } finally {
      if (before == null) {
        MDC.remove("session");
      } else {
        MDC.put("session", before);
      }
    }
  }

  private static LoggingEventBuilder keys(String key, @Nullable String value) {
    return log.atInfo().addKeyValue(key, value);
  }
}
