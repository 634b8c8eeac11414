package io.github.claudebridge.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionDialog;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.session.QuestionStore.Kept;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which questions were answered at the terminal. The agent does not say so: a no ends its
 * call of the hook, a yes shows in its dialog being gone, or in the tool having run. On the
 * session's own thread.
 */
final class DialogsSeen {
  /** A hung up call and a tool's end come sooner than this after a dialog is gone. */
  private static final Duration REST = Duration.ofMillis(700);

  /** How long after an interruption a dialog may take to go. */
  private static final Duration INTERRUPTED = Duration.ofSeconds(8);

  /** Closes a question; does nothing if it is closed. */
  interface End {
    boolean end(long id, State state, @Nullable Answer answer, @Nullable Author by);
  }

  private final Mailbox mailbox;
  private final Supplier<List<Kept>> open;
  private final LongPredicate held;
  private final End end;
  private final Set<Long> shown = new HashSet<>();
  private boolean covered;
  private boolean interrupted;

  DialogsSeen(Mailbox mailbox, Supplier<List<Kept>> open, LongPredicate held, End end) {
    this.mailbox = mailbox;
    this.open = open;
    this.held = held;
    this.end = end;
  }

  /** Whether the dialog that the agent shows is a question that people know of already. */
  boolean covered() {
    return covered;
  }

  /** Somebody stops the turn; what is open then is not answered but put away. */
  void interrupting() {
    interrupted = true;
    mailbox.after(INTERRUPTED, () -> interrupted = false);
  }

  void agent(AgentEvent event) {
    switch (event) {
      case AgentEvent.Waiting e -> waiting(e);
      case AgentEvent.Busy _, AgentEvent.Idle _ -> {
        covered = false;
        Set<Long> before = Set.copyOf(shown);
        boolean idle = event instanceof AgentEvent.Idle;
        mailbox.after(REST, () -> dialogGone(before, idle));
      }
      case AgentEvent.Conversing _,
          AgentEvent.Accepted _,
          AgentEvent.WentOn _,
          AgentEvent.Joined _,
          AgentEvent.Queued _,
          AgentEvent.Progress _,
          AgentEvent.Said _,
          AgentEvent.ReadTo _,
          AgentEvent.Stopped _,
          AgentEvent.StopFailed _,
          AgentEvent.Interrupted _,
          AgentEvent.Exited _ -> {}
    }
  }

  private void waiting(AgentEvent.Waiting e) {
    List<Kept> all = open.get();
    Set<Long> now = new HashSet<>();
    boolean ofItsKind = false;
    for (Kept each : all) {
      long id = each.question().id();
      var matter = each.question().matter();
      if (QuestionDialog.same(matter, e.kind(), e.screen())) {
        now.add(id);
      }
      ofItsKind |=
          held.test(id) && (QuestionDialog.kindFits(matter, e.kind()) || e.screen().isEmpty());
    }
    covered = !now.isEmpty() || ofItsKind;
    for (Kept each : all) {
      long id = each.question().id();
      if (now.contains(id)) {
        shown.add(id);
      } else if (!held.test(id)) { // asked before this bridge began, and not to be found
        boolean maybe = QuestionDialog.kindFits(each.question().matter(), e.kind());
        end.end(id, maybe ? State.TERMINAL_ONLY : State.MISSED, null, null);
      } else if (!now.isEmpty() && shown.remove(id)) { // another one took its place
        end.end(id, State.TERMINAL_YES, null, null);
      }
    }
  }

  /** The agent goes on: whatever was on its screen before has been answered there. */
  private void dialogGone(Set<Long> before, boolean idle) {
    for (Kept each : open.get()) {
      long id = each.question().id();
      boolean stands = shown.contains(id) && !before.contains(id); // seen since
      if (!held.test(id) && !stands) {
        end.end(id, State.MISSED, null, null);
      } else if (before.contains(id) && shown.remove(id)) {
        end.end(id, idle ? no() : State.TERMINAL_YES, null, null);
      }
    }
  }

  /** The agent does not wait for an answer any more. */
  void hungUp(long id) {
    shown.remove(id);
    end.end(id, no(), null, null);
  }

  /** What a question is that was denied or put away at the terminal. */
  State no() {
    return interrupted ? State.STOPPED : State.TERMINAL_NO;
  }

  /** A tool that was asked about has run. */
  void hook(HookEvent event) {
    if (!(event instanceof HookEvent.ToolFinished done)) {
      return;
    }
    for (Kept each : open.get()) {
      if (each.hook() instanceof HookEvent.PermissionAsked asked && ran(each, asked, done)) {
        shown.remove(each.question().id());
        end.end(each.question().id(), State.TERMINAL_YES, answer(each, done), null);
        return;
      }
    }
  }

  private static boolean ran(
      Kept kept, HookEvent.PermissionAsked asked, HookEvent.ToolFinished done) {
    if (!asked.tool().equals(done.tool())
        || !Objects.equals(asked.agentId(), done.agentId())) {
      return false;
    }
    return switch (kept.question().matter()) {
      case Choice c -> asked.input().path("questions").equals(done.input().path("questions"));
      case Plan p -> true;
      case Permission p ->
          asked.input().equals(done.input());
      case Form f -> false;
    };
  }

  private static @Nullable Answer answer(Kept kept, HookEvent.ToolFinished done) {
    JsonNode answers = done.response().path("answers");
    return kept.question().matter() instanceof Choice && answers.isObject() && !answers.isEmpty()
        ? new Answer.Chosen(AnswerText.texts(answers))
        : null;
  }
}
