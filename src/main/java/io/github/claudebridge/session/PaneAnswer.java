package io.github.claudebridge.session;

import io.github.claudebridge.claude.QuestionDialog;
import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Question.Matter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a question by keys in its dialog on the screen, where no hook waits any more. The dialog
 * has to be the same one for half a second before a key is pressed, and to be gone afterwards. On
 * the session's own thread.
 */
final class PaneAnswer {
  private static final Logger log = LoggerFactory.getLogger(PaneAnswer.class);

  /** Claude Code is deaf to keys for the first 0.2 s of a dialog (2.1.329). */
  private static final Duration STANDS = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS = 20;

  /** What came of it. */
  enum Result {
    /** The dialog is gone. */
    DONE,
    /** It is not on the screen. */
    NOT_SHOWN,
    /** Keys cannot give this answer. */
    NOT_BY_KEYS,
    /** The keys were pressed, and the dialog stays. */
    STAYS
  }

  private final Engine engine;
  private final Mailbox mailbox;

  PaneAnswer(Engine engine, Mailbox mailbox) {
    this.engine = engine;
    this.mailbox = mailbox;
  }

  CompletableFuture<Result> give(Matter matter, Answer answer) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    Dialog seen = engine.dialog();
    if (!asks(seen, matter)) {
      result.complete(Result.NOT_SHOWN);
    } else if (QuestionDialog.keys(matter, answer, seen).isEmpty()) {
      result.complete(Result.NOT_BY_KEYS);
    } else {
      mailbox.after(STANDS, () -> press(matter, answer, seen, result));
    }
    return result;
  }

  private static boolean asks(
      @Nullable Dialog dialog, Matter matter) {
    return dialog != null && QuestionDialog.same(matter, dialog.kind().name(), dialog.text());
  }

  private void press(
      Matter matter, Answer answer, Dialog before, CompletableFuture<Result> result) {
    Dialog now = engine.dialog();
    if (now == null || !now.equals(before)) {
      result.complete(Result.NOT_SHOWN);
      return;
    }
    next(QuestionDialog.keys(matter, answer, now), before, result);
  }

  /** One stroke after the other, with time for the screen to take it in. */
  private void next(List<String> keys, Dialog before, CompletableFuture<Result> result) {
    if (keys.isEmpty()) {
      mailbox.after(LOOK, () -> look(before, 1, result));
      return;
    }
    try {
      if (keys.getFirst().equals(QuestionDialog.ENTER)) {
        engine.submit();
      } else {
        engine.keys(keys.getFirst());
      }
      mailbox.after(LOOK, () -> next(keys.subList(1, keys.size()), before, result));
    } catch (EngineException e) {
      log.warn("a dialog could not be answered: {}", e.getMessage());
      result.complete(Result.STAYS);
    }
  }

  private void look(Dialog before, int look, CompletableFuture<Result> result) {
    Dialog now = engine.dialog();
    if (now == null || !now.text().equals(before.text())) {
      result.complete(Result.DONE);
    } else if (look >= LOOKS) {
      result.complete(Result.STAYS);
    } else {
      mailbox.after(LOOK, () -> look(before, look + 1, result));
    }
  }
}
