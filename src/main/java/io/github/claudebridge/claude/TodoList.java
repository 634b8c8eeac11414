package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.model.Doing.Todo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent's to-do list, put together from what its tools say: {@code TodoWrite} gives it whole,
 * {@code TaskCreate} and {@code TaskUpdate} change one entry (2.1.329). Not thread-safe.
 */
final class TodoList {
  private static final int MOST = 200;

  private final Map<String, Todo> entries = new LinkedHashMap<>();

  /** Takes in a tool that has run; true if the list is another one now. */
  boolean took(HookEvent.ToolFinished event) {
    if (event.failed()) {
      return false;
    }
    return switch (event.tool()) {
      case "TodoWrite" -> replaced(event.input().path("todos"));
      case "TaskCreate" -> {
        String id = event.response().path("task").path("id").asText();
        yield !id.isEmpty() && put(id, event.input().path("subject").asText(), Todo.State.OPEN);
      }
      case "TaskUpdate" -> updated(event.input());
      default -> false;
    };
  }

  /** Takes in an entry that was made or finished; true if the list is another one now. */
  boolean took(HookEvent.TasksChanged event) {
    Todo known = entries.get(event.taskId());
    Todo.State state =
        event.completed() ? Todo.State.DONE : known == null ? Todo.State.OPEN : known.state();
    return put(event.taskId(), event.subject(), state);
  }

  private boolean replaced(JsonNode todos) {
    if (!todos.isArray()) {
      return false;
    }
    Map<String, Todo> before = Map.copyOf(entries);
    entries.clear();
    int n = 0;
    for (JsonNode todo : todos) {
      Todo.State state = state(todo.path("status").asText());
      put(
          String.valueOf(++n),
          todo.path("content").asText(),
          state == null ? Todo.State.OPEN : state);
    }
    return !before.equals(entries);
  }

  private boolean updated(JsonNode input) {
    String id = input.path("taskId").asText();
    if (input.path("status").asText().equals("deleted")) {
      return entries.remove(id) != null;
    }
    Todo known = entries.get(id);
    String subject = input.path("subject").asText(known == null ? "#" + id : known.text());
    Todo.State state = state(input.path("status").asText());
    Todo.State before = known == null ? Todo.State.OPEN : known.state();
    return !id.isEmpty() && put(id, subject, state == null ? before : state);
  }

  private static Todo.@Nullable State state(String status) {
    return switch (status) {
      case "pending" -> Todo.State.OPEN;
      case "in_progress" -> Todo.State.ACTIVE;
      case "completed" -> Todo.State.DONE;
      default -> null;
    };
  }

  private boolean put(String id, String text, Todo.State state) {
    Todo todo = new Todo(ToolSubject.line(text), state);
    if (todo.text().isEmpty() || (entries.size() >= MOST && !entries.containsKey(id))) {
      return false;
    }
    return !todo.equals(entries.put(id, todo));
  }

  /** The list as it is, in the order in which its entries were made. */
  List<Todo> all() {
    return List.copyOf(entries.values());
  }
}
