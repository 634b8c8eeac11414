package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads typed fields out of foreign JSON: a wrong type is an error, never a guess. */
final class Fields {
  private final JsonNode node;

  private Fields(JsonNode node) {
    this.node = node;
  }

  static Fields of(JsonNode node) throws BadJsonException {
    if (!node.isObject()) {
      throw new BadJsonException("a JSON object is expected, not " + node.getNodeType());
    }
    return new Fields(node);
  }

  String text(String name) throws BadJsonException {
    String value = textOrNull(name);
    if (value == null) {
      throw new BadJsonException("field " + name + " is missing");
    }
    return value;
  }

  String textOr(String name, String otherwise) throws BadJsonException {
    String value = textOrNull(name);
    return value == null ? otherwise : value;
  }

  @Nullable String textOrNull(String name) throws BadJsonException {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(name, "a text", value);
    }
    return value.textValue();
  }

  long number(String name, long otherwise) throws BadJsonException {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return otherwise;
    }
    if (!value.isNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number", value);
    }
    return value.longValue();
  }

  int index(String name, int otherwise) throws BadJsonException {
    long value = number(name, otherwise);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new BadJsonException("field " + name + " is out of range");
    }
    return (int) value;
  }

  boolean flag(String name) throws BadJsonException {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.booleanValue();
  }

  /** Any JSON; a missing node if the field is not there. */
  JsonNode any(String name) {
    return node.path(name);
  }

  /** The text field {@code key} of every object in the array {@code name}. */
  List<String> texts(String name, String key, String only, String value) throws BadJsonException {
    JsonNode array = node.path(name);
    if (absent(array)) {
      return List.of();
    }
    if (!array.isArray()) {
      throw wrong(name, "a list", array);
    }
    var found = new ArrayList<String>();
    for (JsonNode item : array) {
      Fields fields = Fields.of(item);
      if (fields.textOr(only, "").equals(value)) {
        found.add(fields.textOr(key, "?"));
      }
    }
    return found;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static BadJsonException wrong(String name, String expected, JsonNode value) {
    return new BadJsonException(
        "field " + name + " is " + value.getNodeType() + " where " + expected + " is expected");
  }
}
