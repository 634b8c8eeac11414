package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookAnswer;
import io.github.claudebridge.claude.HookEvent.FormAnswered;
import io.github.claudebridge.claude.HookEvent.FormAsked;
import io.github.claudebridge.claude.QuestionDialog;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.session.DialogsSeen.End;
import io.github.claudebridge.session.QuestionStore.Kept;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forms of a session, which stand at the terminal and in the channel at the same time: whoever
 * fills one in first counts. On the session's own thread.
 *
 * <p>Claude Code shows a form only once its hook is answered, so that hook is let go at once. It
 * asks by another hook when the form has ended at the terminal, and takes an answer of that one
 * instead (2.1.329). So what somebody gave from afar is kept, the form is put away by Escape, and
 * the agent is told the answer when it says that it was put away. What it says otherwise was
 * answered there.
 */
final class FormAnswers {
  private static final Logger log = LoggerFactory.getLogger(FormAnswers.class);

  /** Claude Code is deaf to keys for the first 0.2 s of a dialog (2.1.329). */
  private static final Duration STANDS = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS = 20;
  private static final Duration TAKES_EFFECT = Duration.ofSeconds(1);
  private static final int MOST_ESCAPES = 3;

  /** The agent tells of an end within a moment. */
  private static final Duration TOLD = Duration.ofSeconds(5);

  /** What came of an answer from afar. */
  enum Taken {
    /** The agent has it. */
    DONE,
    /** Somebody at the terminal was first. */
    TOO_LATE,
    /** The form is not on the screen, or does not go. */
    NOT_TAKEN
  }

  /** An answer that the agent is told once its form is put away; by nobody if its time is over. */
  private record Given(
      Kept form, Answer answer, @Nullable Author by, CompletableFuture<Taken> taken) {}

  private final Engine engine;
  private final Mailbox mailbox;
  private final Supplier<List<Kept>> open;
  private final Supplier<State> no;
  private final End end;
  private final Set<Long> asked = new HashSet<>();
  private final Map<Long, Given> given = new HashMap<>();

  /**
   * The forms of a session.
   *
   * @param open its questions that nobody has answered, the oldest first
   * @param no what a form is that was put away at the terminal
   */
  FormAnswers(
      Engine engine, Mailbox mailbox, Supplier<List<Kept>> open, Supplier<State> no, End end) {
    this.engine = engine;
    this.mailbox = mailbox;
    this.open = open;
    this.no = no;
    this.end = end;
  }

  /** A form was asked for, and comes up at the terminal in a moment. */
  void asked(long id) {
    asked.add(id);
  }

  /** Whether it was asked for since this bridge began, so that its end is told. */
  boolean knows(long id) {
    return asked.contains(id);
  }

  /** Whether an answer is on its way to the agent. */
  boolean underway(long id) {
    return given.containsKey(id);
  }

  /** Gives an answer from afar. */
  CompletableFuture<Taken> give(Kept form, Answer answer, @Nullable Author by) {
    long id = form.question().id();
    Given mine = new Given(form, answer, by, new CompletableFuture<>());
    given.put(id, mine);
    mine.taken().whenComplete((taken, failed) -> given.remove(id));
    await(mine, 1);
    return mine.taken();
  }

  private void await(Given mine, int look) {
    if (stands(mine.form())) {
      mailbox.after(STANDS, () -> putAway(mine, 1));
    } else if (look < LOOKS) {
      mailbox.after(LOOK, () -> await(mine, look + 1));
    } else {
      mine.taken().complete(Taken.NOT_TAKEN);
    }
  }

  private void putAway(Given mine, int escape) {
    if (mine.taken().isDone()) {
      return;
    }
    try {
      if (escape <= MOST_ESCAPES && stands(mine.form())) {
        engine.interrupt();
        mailbox.after(TAKES_EFFECT, () -> putAway(mine, escape + 1));
      } else {
        mailbox.after(TOLD, () -> mine.taken().complete(Taken.NOT_TAKEN));
      }
    } catch (EngineException e) {
      log.warn("a form could not be put away: {}", e.getMessage());
      mine.taken().complete(Taken.NOT_TAKEN);
    }
  }

  /** Whether a form is on the screen, whatever the agent says of itself: 2.1.197 says busy. */
  boolean stands(Kept form) {
    Dialog dialog = engine.dialog();
    return dialog != null
        && QuestionDialog.same(form.question().matter(), dialog.kind().name(), dialog.text());
  }

  /** A form has ended at the terminal: what the agent is answered to that. */
  String ended(FormAnswered event) {
    Given mine =
        given.values().stream().filter(g -> of(g.form(), event)).findFirst().orElse(null);
    boolean putAway = event.action().equals("cancel");
    if (mine != null && putAway) {
      long id = mine.form().question().id();
      boolean counts =
          mine.by() == null || end.end(id, State.ANSWERED, mine.answer(), mine.by());
      mine.taken().complete(counts ? Taken.DONE : Taken.TOO_LATE);
      return counts ? HookAnswer.ofForm(mine.answer()) : HookAnswer.NONE;
    }
    Optional<Kept> form =
        mine != null
            ? Optional.of(mine.form())
            : open.get().stream().filter(kept -> of(kept, event)).findFirst();
    form.ifPresent(
        kept -> {
          boolean yes = event.action().equals("accept");
          Answer filled = yes ? QuestionReader.filled(event) : null;
          end.end(kept.question().id(), yes ? State.TERMINAL_YES : no.get(), filled, null);
        });
    if (mine != null) {
      mine.taken().complete(Taken.TOO_LATE);
    }
    return HookAnswer.NONE;
  }

  private static boolean of(Kept kept, FormAnswered event) {
    return kept.hook() instanceof FormAsked form && form.server().equals(event.server());
  }
}
