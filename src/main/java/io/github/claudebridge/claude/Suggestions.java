package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question.Grant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Claude Code offers to grant for longer with a permission: rules, directories, another mode.
 * For the session all of it is granted; for good its rules alone, and in the project's own settings
 * of this user.
 */
final class Suggestions {
  private static final String SESSION = "session";
  private static final String LOCAL = "localSettings";

  private final JsonNode offered;

  Suggestions(JsonNode offered) {
    this.offered = offered;
  }

  /** What is granted, or null if nothing is offered for that long. */
  @Nullable Grant grant(Scope scope) {
    List<String> rules = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    String mode = null;
    for (JsonNode update : updates(scope)) {
      update.path("rules").forEach(rule -> rules.add(rule(rule)));
      update.path("directories").forEach(each -> directories.add(each.asText()));
      mode = update.hasNonNull("mode") ? update.path("mode").asText() : mode;
    }
    return rules.isEmpty() && directories.isEmpty() && mode == null
        ? null
        : new Grant(rules, directories, mode);
  }

  /** The same as Claude Code wants to be told it. */
  ArrayNode updates(Scope scope) {
    ArrayNode updates = Json.array();
    if (scope == Scope.ONCE) {
      return updates;
    }
    for (JsonNode each : offered) {
      String type = each.path("type").asText();
      boolean rule = type.equals("addRules") && each.path("behavior").asText().equals("allow");
      boolean passing = type.equals("addDirectories") || type.equals("setMode");
      if (each instanceof ObjectNode update && (rule || (passing && scope == Scope.SESSION))) {
        updates.add(update.deepCopy().put("destination", scope == Scope.SESSION ? SESSION : LOCAL));
      }
    }
    return updates;
  }

  private static String rule(JsonNode rule) {
    String tool = rule.path("toolName").asText();
    return rule.hasNonNull("ruleContent")
        ? tool + "(" + rule.path("ruleContent").asText() + ")"
        : tool;
  }
}
