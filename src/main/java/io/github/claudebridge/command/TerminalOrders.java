package io.github.claudebridge.command;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.command.ChatOrder.Limit.Wish;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.reply.MessageLine;
import io.github.claudebridge.session.Dialogs;
import io.github.claudebridge.session.Dialogs.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The orders about what stands on a terminal: look at it, press keys in its dialogs, choose what
 * becomes of work at a usage limit. Each key and choice leaves a line in the audit log.
 */
public final class TerminalOrders {
  private static final long PATIENCE_SECONDS = 20;
  private static final int MOST_KEYS = 20;

  private final SessionOrders sessions;
  private final AuditLog audit;

  public TerminalOrders(SessionOrders sessions, AuditLog audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  /** What stands on a session's terminal, or null when it has none. */
  public @Nullable TerminalView look(int session) throws OrderException {
    return await(sessions.session(session).dialogs().look(), "look at session " + session);
  }

  /** Presses a key in the dialog, and the look of it, that the presser saw. */
  public Outcome press(int session, String dialog, String print, String key, Author by)
      throws OrderException {
    TerminalKey named =
        TerminalKey.of(key).orElseThrow(() -> new OrderException(Kind.BAD, bad(key), keys()));
    return press(session, dialog, print, named, by);
  }

  /**
   * Presses keys in whatever dialog stands there, one after the other and each once the one before
   * has shown its effect; ends at the first that is not pressed.
   *
   * @return what came of the last
   */
  public Outcome keys(int session, List<String> names, Author by) throws OrderException {
    List<TerminalKey> keys = new ArrayList<>();
    for (String name : names) {
      keys.add(
          TerminalKey.of(name)
              .orElseThrow(() -> new OrderException(Kind.BAD, bad(name), keys())));
    }
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new OrderException(
          Kind.BAD, keys.size() + " keys were given", "give 1 to " + MOST_KEYS);
    }
    Outcome last = Outcome.PRESSED;
    for (TerminalKey key : keys) {
      last = press(session, null, null, key, by);
      if (last != Outcome.PRESSED) {
        return last;
      }
    }
    return last;
  }

  private Outcome press(
      int session, @Nullable String dialog, @Nullable String print, TerminalKey key, Author by)
      throws OrderException {
    Dialogs dialogs = sessions.session(session).dialogs();
    Outcome outcome = await(dialogs.press(dialog, print, key, by), "press " + key);
    if (outcome == Outcome.PRESSED) {
      Map<String, String> details = new LinkedHashMap<>();
      details.put("session", Integer.toString(session));
      details.put("key", key.name());
      details.put("dialog", dialog == null ? "-" : dialog);
      audit.record(by.id(), "dialog.press", details);
    }
    return outcome;
  }

  /** Chooses what becomes of work that a limit cut off; false if no limit holds it up any more. */
  public boolean limit(int session, Wish wish, Author by) throws OrderException {
    var hold = sessions.session(session).limit();
    boolean done =
        await(
            switch (wish) {
              case CONTINUE -> hold.choose(Choice.CONTINUE, by);
              case LEAVE -> hold.choose(Choice.OPEN, by);
              case NOW -> hold.goOn(by);
            },
            "change what happens at the limit of session " + session);
    if (done) {
      audit.record(
          by.id(),
          "limit." + wish.name().toLowerCase(java.util.Locale.ROOT),
          Map.of("session", Integer.toString(session)));
    }
    return done;
  }

  private static String bad(String key) {
    return "'" + MessageLine.beginning(key, 40) + "' is no key";
  }

  private static String keys() {
    return "one character, or one of " + String.join(", ", TerminalKey.NAMES);
  }

  private static <T> T await(CompletableFuture<T> done, String what) throws OrderException {
    try {
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new OrderException(
          Kind.FAILED, "could not " + what + ": " + e.getCause().getMessage(), "see the log");
    } catch (TimeoutException e) {
      throw new OrderException(
          Kind.FAILED, "it takes too long to " + what, "it may still happen; look with vai screen");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException(Kind.FAILED, "interrupted while trying to " + what, "try again");
    }
  }
}
