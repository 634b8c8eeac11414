package io.github.claudebridge.claude;

import io.github.claudebridge.model.Doing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells what hooks say of an agent's work in the middle of a turn. Not thread-safe. */
public final class DoingReader {
  private final TodoList todos = new TodoList();

  /** What an event says of it; nothing for most. */
  public List<Doing> read(HookEvent event) {
    return switch (event) {
      case HookEvent.ToolStarting e ->
          List.of(new Doing.ToolBegan(e.toolUseId(), e.tool(), subject(e.tool(), e)));
      case HookEvent.ToolFinished e -> finished(e);
      case HookEvent.TextShown e ->
          List.of(new Doing.Wrote(e.messageId(), e.index(), e.last(), e.delta()));
      case HookEvent.TasksChanged e ->
          todos.took(e) ? List.of(new Doing.Planned(todos.all())) : List.of();
      case HookEvent.SessionStarted _,
          HookEvent.SessionEnded _,
          HookEvent.PromptSubmitted _,
          HookEvent.PermissionAsked _,
          HookEvent.FormAsked _,
          HookEvent.FormAnswered _,
          HookEvent.Notified _,
          HookEvent.Stopped _,
          HookEvent.StopFailed _,
          HookEvent.SubagentStarted _,
          HookEvent.SubagentStopped _,
          HookEvent.CompactStarting _,
          HookEvent.CompactDone _,
          HookEvent.Unknown _ ->
          List.of();
    };
  }

  private static String subject(String tool, HookEvent.ToolStarting e) {
    return ToolSubject.of(tool, e.input(), e.cwd());
  }

  private List<Doing> finished(HookEvent.ToolFinished e) {
    List<Doing> doings = new ArrayList<>();
    doings.add(
        new Doing.ToolEnded(
            e.toolUseId(),
            e.tool(),
            ToolSubject.of(e.tool(), e.input(), e.cwd()),
            e.failed() ? null : ToolSubject.changed(e.tool(), e.input()),
            e.failed(),
            ToolOutcome.of(e),
            Duration.ofMillis(Math.max(0, e.durationMs()))));
    if (todos.took(e)) {
      doings.add(new Doing.Planned(todos.all()));
    }
    return doings;
  }
}
