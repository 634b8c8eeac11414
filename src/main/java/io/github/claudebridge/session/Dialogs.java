package io.github.claudebridge.session;

import io.github.claudebridge.claude.DialogKind;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.TerminalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dialog that stands on a session's terminal: told once, told again when it looks different,
 * and answered by keys that people press from afar. A dialog keeps its id for as long as something
 * stands there, also over a restart of the bridge.
 *
 * <p>A key is pressed only in the very look of the dialog that its presser saw, half a second after
 * that appeared (before, Claude Code 2.1.329 is deaf), and never a second one before the first has
 * shown what it does: it could fall into whatever comes next. All but {@link #press} is called on
 * the session's own thread.
 */
public final class Dialogs {
  private static final Logger log = LoggerFactory.getLogger(Dialogs.class);
  private static final Duration DEAF = Duration.ofMillis(500);
  private static final Duration TAKES_EFFECT = Duration.ofMillis(1_500);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration BETWEEN_EDITS = Duration.ofSeconds(4);

  /** A dialog that goes away later than this after a key was not closed by that key. */
  private static final Duration CLOSED_BY_KEY = Duration.ofSeconds(10);

  /** How long the engine has to put away the menu of a limit, which is told of already. */
  private static final Duration PUT_AWAY = Duration.ofSeconds(3);

  /** The kind of a dialog that is none: an agent that shows something else than its prompt. */
  static final String SLOW_START = "not ready";

  /** What came of a key. */
  public enum Outcome {
    /** It was pressed. */
    PRESSED,
    /** The dialog stands there no more. */
    GONE,
    /** It looks different than what the presser saw; it is shown anew. */
    CHANGED,
    /** The dialog does not offer that key. */
    NOT_OFFERED,
    /** A key was pressed a moment ago, and has shown no effect so far. */
    TOO_SOON,
    /** No dialog: a prompt can be written, and keys would fall into it. */
    NO_DIALOG,
    /** The agent asks that in a post of its own, where whoever may can answer it. */
    QUESTION
  }

  private final int session;
  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final DialogStore store;
  private final BooleanSupplier asks;
  private DialogStore.@Nullable Known open;
  private AgentEvent.@Nullable Waiting cause;
  private @Nullable Instant menuSince;
  private Instant looksSoSince = Instant.EPOCH;
  private Instant toldAt = Instant.EPOCH;
  private @Nullable String pressedIn;
  private Instant pressedAt = Instant.EPOCH;
  private boolean toldHere;

  /**
   * The dialogs of a session.
   *
   * @param asks whether what stands there is a question that has a post already; it has no second
   */
  Dialogs(
      int session, SessionParts parts, Engine engine, Mailbox mailbox, BooleanSupplier asks) {
    this.session = session;
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.asks = asks;
    this.store = parts.messages().dialogs();
    this.open = store.open(session).orElse(null);
  }

  /** The agent waits in a dialog. */
  void shown(AgentEvent.Waiting waiting) {
    cause = waiting;
    show(engine.view(), false);
  }

  /** Looks whether the dialog that stands there looks as it was told, or was drawn late. */
  void refresh() {
    if (cause != null
        && (open == null || parts.clock().instant().isAfter(toldAt.plus(BETWEEN_EDITS)))) {
      show(engine.view(), false);
    }
  }

  /** Tells of a dialog as it looks now, unless that is told already. */
  private void show(@Nullable TerminalView view, boolean again) {
    AgentEvent.Waiting waiting = cause;
    if (waiting == null) {
      return;
    }
    boolean slow = waiting.kind().equals(SLOW_START);
    if (view != null && !view.covered() && !slow) {
      return; // gone before it could be told, or not drawn so far
    }
    boolean readable = view != null && view.kind() != null && !view.kind().equals("UNKNOWN");
    String kind = readable || (view != null && !slow) ? view.kind() : waiting.kind();
    if (kind.equals(DialogKind.USAGE_LIMIT.name()) && !toldHere && isPutAway()) {
      return;
    }
    String print = view == null ? Integer.toHexString(waiting.hashCode()) : view.print();
    if (open == null) {
      open = store.begin(session, kind, print);
      toldHere = false;
      pressedIn = null;
    } else if (toldHere && !again && open.print().equals(print)) {
      return;
    }
    if (!open.print().equals(print) || !toldHere) {
      looksSoSince = parts.clock().instant();
      open = store.looks(open, kind, print);
    }
    toldHere = true;
    toldAt = parts.clock().instant();
    parts
        .listener()
        .accept(
            new SessionEvent.DialogShown(
                session,
                toldAt,
                Long.toString(open.id()),
                kind,
                view == null ? waiting.screen() : view.dialog(),
                view == null ? "" : view.colours(),
                view == null ? 0 : view.columns(),
                print,
                view == null ? List.of() : view.keys()));
  }

  /** Whether the engine may still be putting the menu away. */
  private boolean isPutAway() {
    Instant now = parts.clock().instant();
    if (menuSince == null) {
      menuSince = now;
    }
    return Duration.between(menuSince, now).abs().compareTo(PUT_AWAY) < 0;
  }

  /** No dialog stands there any more. */
  void over() {
    cause = null;
    menuSince = null;
    DialogStore.Known was = open;
    if (was == null) {
      return;
    }
    open = null;
    toldHere = false;
    Instant now = parts.clock().instant();
    boolean byKey =
        was.pressedAt() != null && now.isBefore(was.pressedAt().plus(CLOSED_BY_KEY));
    parts
        .listener()
        .accept(
            new SessionEvent.DialogClosed(
                session,
                now,
                Long.toString(was.id()),
                was.kind(),
                byKey ? was.key() : null,
                byKey ? was.by() : null));
    store.closed(session); // last: after a crash before it, the end is told once more
  }

  /** What stands on the terminal, or null when there is none. */
  public CompletableFuture<@Nullable TerminalView> look() {
    return mailbox.ask(engine::view);
  }

  /**
   * Presses a key in a dialog.
   *
   * @param id which dialog, or null for whatever stands there now
   * @param print the look of it that the presser saw, or null for whatever it looks like
   */
  public CompletableFuture<Outcome> press(
      @Nullable String id, @Nullable String print, TerminalKey key, Author by) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    mailbox.post(() -> guarded(answer, () -> attempt(id, print, key, by, answer)));
    return answer;
  }

  private void attempt(
      @Nullable String id,
      @Nullable String print,
      TerminalKey key,
      Author by,
      CompletableFuture<Outcome> answer)
      throws EngineException {
    if (id != null && (open == null || !id.equals(Long.toString(open.id())))) {
      answer.complete(Outcome.GONE);
      return;
    }
    TerminalView view = engine.view();
    if (view == null || !view.covered()) {
      answer.complete(id == null ? Outcome.NO_DIALOG : Outcome.GONE);
      return;
    }
    if (asks.getAsBoolean()) {
      answer.complete(Outcome.QUESTION);
      return;
    }
    if (open == null) { // nobody has noticed it so far
      cause = new AgentEvent.Waiting(view.kind(), view.dialog());
      show(view, false);
    } else if (!view.print().equals(open.print())) {
      show(view, false);
    }
    Instant now = parts.clock().instant();
    if (print != null && !print.equals(view.print())) {
      show(view, true);
      answer.complete(Outcome.CHANGED);
    } else if (print != null && view.keys().stream().noneMatch(k -> k.key().equals(key))) {
      answer.complete(Outcome.NOT_OFFERED);
    } else if (view.print().equals(pressedIn) && now.isBefore(pressedAt.plus(TAKES_EFFECT))) {
      answer.complete(Outcome.TOO_SOON);
    } else if (now.isBefore(looksSoSince.plus(DEAF))) {
      mailbox.after(
          Duration.between(now, looksSoSince.plus(DEAF)),
          () -> guarded(answer, () -> attempt(id, view.print(), key, by, answer)));
    } else {
      open = store.pressed(open, key.name(), by);
      pressedIn = view.print();
      pressedAt = now;
      engine.press(key);
      log.info("{} was pressed in the dialog {} ({})", key, open.id(), view.kind());
      watch(now, answer);
    }
  }

  /** Waits until the key shows an effect, and tells what stands there then. */
  private void watch(Instant since, CompletableFuture<Outcome> answer) {
    mailbox.after(
        LOOK,
        () ->
            guarded(
                answer,
                () -> {
                  TerminalView view = engine.view();
                  boolean same = view != null && view.covered() && view.print().equals(pressedIn);
                  boolean late = parts.clock().instant().isAfter(since.plus(TAKES_EFFECT));
                  if (same && !late && open != null) {
                    watch(since, answer);
                    return;
                  }
                  if (open != null) {
                    show(view, false);
                  }
                  answer.complete(Outcome.PRESSED);
                }));
  }

  /** Work whose failure is the asker's answer. */
  private interface Work {
    void run() throws EngineException;
  }

  private static void guarded(CompletableFuture<Outcome> answer, Work work) {
    try {
      work.run();
    } catch (EngineException e) {
      answer.completeExceptionally(new IllegalStateException(e.getMessage(), e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
