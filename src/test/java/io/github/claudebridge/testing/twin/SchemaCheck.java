package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a JSON value against the part of JSON Schema that Discord's OpenAPI file uses. {@code
 * oneOf} is read as "one of them fits", since the types of that file overlap.
 */
final class SchemaCheck {
  /** What is wrong, and where. */
  record Flaw(String field, String rule, String problem) {}

  private final JsonNode document;

  SchemaCheck(JsonNode document) {
    this.document = document;
  }

  /** The flaws of this value; empty if it fits. */
  List<Flaw> check(JsonNode schema, JsonNode value) {
    var flaws = new ArrayList<Flaw>();
    check(schema, value, "", flaws);
    return flaws;
  }

  private void check(JsonNode schema, JsonNode value, String at, List<Flaw> flaws) {
    if (schema.has("$ref")) {
      check(document.at(schema.get("$ref").asText().substring(1)), value, at, flaws);
      return;
    }
    for (JsonNode part : Nodes.list(schema, "allOf")) {
      check(part, value, at, flaws);
    }
    alternatives(Nodes.list(schema, "oneOf"), value, at, flaws);
    alternatives(Nodes.list(schema, "anyOf"), value, at, flaws);
    if (!ofType(schema, value)) {
      flaws.add(new Flaw(at, "BASE_TYPE", "is not of type " + schema.get("type")));
      return;
    }
    if (schema.has("const") && !same(schema.get("const"), value)) {
      flaws.add(new Flaw(at, "BASE_TYPE_CHOICES", "is not " + schema.get("const")));
    }
    if (schema.has("enum") && !value.isNull() && !oneOf(schema.get("enum"), value)) {
      flaws.add(new Flaw(at, "BASE_TYPE_CHOICES", "is not one of " + schema.get("enum")));
    }
    if (value.isTextual()) {
      text(schema, value.asText(), at, flaws);
    } else if (value.isNumber()) {
      bound(schema, "minimum", value.doubleValue(), at, flaws);
      bound(schema, "maximum", value.doubleValue(), at, flaws);
    } else if (value.isArray()) {
      bound(schema, "minItems", value.size(), at, flaws);
      bound(schema, "maxItems", value.size(), at, flaws);
      for (int i = 0; schema.has("items") && i < value.size(); i++) {
        check(schema.get("items"), value.get(i), step(at, Integer.toString(i)), flaws);
      }
    } else if (value.isObject()) {
      object(schema, value, at, flaws);
    }
  }

  private void object(JsonNode schema, JsonNode value, String at, List<Flaw> flaws) {
    for (JsonNode name : Nodes.list(schema, "required")) {
      if (!value.has(name.asText())) {
        flaws.add(new Flaw(step(at, name.asText()), "BASE_TYPE_REQUIRED", "is required"));
      }
    }
    bound(schema, "maxProperties", value.size(), at, flaws);
    bound(schema, "minProperties", value.size(), at, flaws);
    JsonNode more = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode known = schema.path("properties").get(entry.getKey());
      if (known != null) {
        check(known, entry.getValue(), step(at, entry.getKey()), flaws);
      } else if (more.isObject()) {
        check(more, entry.getValue(), step(at, entry.getKey()), flaws);
      }
    }
  }

  private void alternatives(JsonNode types, JsonNode value, String at, List<Flaw> flaws) {
    @Nullable List<Flaw> best = null;
    for (JsonNode type : types) {
      var found = new ArrayList<Flaw>();
      check(type, value, at, found);
      if (found.isEmpty()) {
        return;
      }
      // The branch that fails deepest was meant: a wrong "type" field fails at the top.
      if (best == null || distance(found, at) < distance(best, at)) {
        best = found;
      }
    }
    if (best != null) {
      flaws.addAll(best);
    }
  }

  private static int distance(List<Flaw> flaws, String at) {
    int sum = 0;
    for (Flaw flaw : flaws) {
      boolean top = flaw.field().equals(at) || flaw.field().equals(step(at, "type"));
      sum += top ? 100 : 1;
    }
    return sum;
  }

  private static void text(JsonNode schema, String value, String at, List<Flaw> flaws) {
    int length = value.codePointCount(0, value.length());
    bound(schema, "minLength", length, at, flaws);
    bound(schema, "maxLength", length, at, flaws);
    String pattern = schema.path("pattern").asText("");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(value).find()) {
      flaws.add(new Flaw(at, "STRING_TYPE_REGEX", "does not match " + pattern));
    }
  }

  private static void bound(
      JsonNode schema, String rule, double actual, String at, List<Flaw> flaws) {
    JsonNode limit = schema.get(rule);
    if (limit == null) {
      return;
    }
    boolean upper = rule.startsWith("max");
    if (upper ? actual > limit.asDouble() : actual < limit.asDouble()) {
      String problem = "is %s, %s %s".formatted((long) actual, rule, limit.asText());
      flaws.add(new Flaw(at, upper ? "BASE_TYPE_MAX" : "BASE_TYPE_MIN", problem));
    }
  }

  private static boolean ofType(JsonNode schema, JsonNode value) {
    JsonNode type = schema.get("type");
    if (type == null) {
      return true;
    }
    // Discord takes numbers where the file says snowflake; JDA numbers its attachments so.
    if (schema.path("format").asText().equals("snowflake") && value.isIntegralNumber()) {
      return true;
    }
    if (type.isTextual()) {
      return ofType(type.asText(), value);
    }
    for (JsonNode each : type) {
      if (ofType(each.asText(), value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean ofType(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      // Discord reads numbers out of strings, and JDA relies on it for command contexts.
      case "integer" -> value.isIntegralNumber() || value.asText().matches("-?\\d+");
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> throw new IllegalStateException("unknown JSON Schema type: " + type);
    };
  }

  private static boolean oneOf(JsonNode choices, JsonNode value) {
    for (Iterator<JsonNode> each = choices.elements(); each.hasNext(); ) {
      if (same(each.next(), value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(JsonNode left, JsonNode right) {
    return left.asText().equals(right.asText());
  }

  private static String step(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }
}
