package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.claude.HookEvent.FormAsked;
import io.github.claudebridge.claude.HookEvent.PermissionAsked;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What Claude Code is answered to a hook that asks (2.1.329). A yes to a choice or a plan counts
 * only with {@code updatedInput}.
 */
public final class HookAnswer {
  /** No opinion: the dialog stays at the terminal. */
  public static final String NONE = "{}";

  private static final String REFUSED = "The user does not want this.";

  private HookAnswer() {}

  /** The body of the answer; {@link #NONE} where an answer does not fit what was asked. */
  public static String json(HookEvent asked, Answer answer) {
    return switch (asked) {
      case PermissionAsked e -> permission(e, answer);
      case FormAsked _ -> ofForm(answer);
      case HookEvent e -> NONE;
    };
  }

  private static String permission(PermissionAsked e, Answer answer) {
    return switch (answer) {
      case Answer.Allow a ->
          decided("allow", updates(new Suggestions(e.suggestions()).updates(a.scope())));
      case Answer.Deny d -> denied(d.reason() == null ? REFUSED : d.reason());
      case Answer.Approve a -> {
        ObjectNode more = updates(mode(a.acceptEdits() ? "acceptEdits" : "default"));
        more.set("updatedInput", e.input().deepCopy());
        yield decided("allow", more);
      }
      case Answer.Revise r ->
          denied(r.feedback().isBlank() ? "Keep planning." : r.feedback());
      case Answer.Chosen c -> {
        ObjectNode input = Json.object();
        JsonNode questions = e.input().path("questions");
        input.set("questions", questions.deepCopy());
        ObjectNode answers = input.putObject("answers");
        c.answers().forEach(answers::put);
        ObjectNode more = Json.object();
        more.set("updatedInput", input);
        yield decided("allow", more);
      }
      case Answer.Filled _, Answer.Decline _, Answer.Cancel _ -> NONE;
    };
  }

  private static ArrayNode mode(String mode) {
    ArrayNode updates = Json.array();
    updates.addObject().put("type", "setMode").put("mode", mode).put("destination", "session");
    return updates;
  }

  private static ObjectNode updates(ArrayNode updates) {
    ObjectNode more = Json.object();
    if (!updates.isEmpty()) {
      more.set("updatedPermissions", updates);
    }
    return more;
  }

  private static String denied(String message) {
    return decided("deny", Json.object().put("message", message));
  }

  private static String decided(String behavior, ObjectNode more) {
    ObjectNode decision = Json.object().put("behavior", behavior);
    decision.setAll(more);
    ObjectNode body = Json.object();
    body.putObject("hookSpecificOutput")
        .put("hookEventName", "PermissionRequest")
        .set("decision", decision);
    return Json.write(body);
  }

  /** What takes the place of a form's end at the terminal. */
  public static String ofForm(Answer answer) {
    return switch (answer) {
      case Answer.Filled f -> {
        ObjectNode content = Json.object();
        f.values().forEach((name, value) -> put(content, name, value));
        yield elicited("accept", content);
      }
      case Answer.Decline d -> elicited("decline", null);
      case Answer.Cancel c -> elicited("cancel", null);
      case Answer.Deny d -> elicited("decline", null);
      case Answer.Allow _, Answer.Approve _, Answer.Revise _, Answer.Chosen _ -> NONE;
    };
  }

  private static void put(ObjectNode content, String name, Object value) {
    if (value instanceof Boolean truth) {
      content.put(name, truth);
    } else if (value instanceof Long number) {
      content.put(name, number);
    } else if (value instanceof Double number) {
      content.put(name, number);
    } else {
      content.put(name, value.toString());
    }
  }

  private static String elicited(String action, @Nullable ObjectNode with) {
    ObjectNode out = Json.object().put("hookEventName", "ElicitationResult").put("action", action);
    if (with != null) {
      out.set("content", with);
    }
    ObjectNode body = Json.object();
    body.set("hookSpecificOutput", out);
    return Json.write(body);
  }
}
