package io.github.claudebridge.app;

import io.github.claudebridge.model.SessionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last events of all sessions, without what anybody said, for a report of a crash. */
final class LastEvents implements Consumer<SessionEvent> {
  private static final int KEPT = 60;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public void accept(SessionEvent event) {
    String line =
        event.at()
            + " session "
            + event.session()
            + " "
            + event.getClass().getSimpleName()
            + more(event);
    synchronized (lines) {
      lines.add(line);
      if (lines.size() > KEPT) {
        lines.remove();
      }
    }
  }

  private static String more(SessionEvent event) {
    return switch (event) {
      case SessionEvent.StateChanged e -> " " + e.from() + " -> " + e.to();
      case SessionEvent.Delivered e -> " " + e.message().id() + " " + e.rung().word();
      case SessionEvent.Decided e -> " " + e.message().id() + " " + e.decision();
      case SessionEvent.TurnEnded e -> " " + e.end();
      case SessionEvent.DialogShown e -> " " + e.kind();
      case SessionEvent.DialogClosed e -> " " + e.kind();
      case SessionEvent.LimitReached e -> " " + e.resets();
      case SessionEvent.LimitOver e -> " " + e.how();
      case SessionEvent.QuestionAsked e -> " " + e.question().id();
      case SessionEvent.QuestionEnded e -> " " + e.question().id() + " " + e.question().state();
      case SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.Progress _,
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _ ->
          "";
    };
  }

  /** Oldest first. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
