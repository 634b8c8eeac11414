package io.github.claudebridge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The one configured JSON mapper: bounded in depth and size, deaf to unknown properties.
 *
 * <p>Limits: 200 levels of nesting, 20 MB in one string, 1,000 characters in one number, 1,000
 * characters in a property name. Numbers of hostile size stay numbers, they are never expanded.
 */
public final class Json {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 200;

  /** The longest single string that is read, in characters. */
  public static final int MAX_STRING = 20 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(1_000)
                          .maxNameLength(1_000)
                          .build())
                  // An error must not quote the source: it may hold a secret.
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private Json() {}

  /**
   * The shared mapper, for classes that map records. Treat it as read-only: it is never configured
   * anywhere else.
   */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads exactly one JSON value.
   *
   * @throws BadJsonException if the text is empty, broken, too deep, too long, or followed by more
   */
  public static JsonNode parse(String text) throws BadJsonException {
    try {
      return present(MAPPER.readTree(text));
    } catch (JsonProcessingException bad) {
      throw describe(bad);
    }
  }

  /**
   * Reads exactly one JSON value into a record or class; unknown properties are ignored.
   *
   * @throws BadJsonException if the text is broken or does not fit the type
   */
  public static <T> T parse(String text, Class<T> type) throws BadJsonException {
    return convert(parse(text), type);
  }

  /**
   * Maps a JSON value into a record or class; unknown properties are ignored.
   *
   * @throws BadJsonException if the value does not fit the type
   */
  public static <T> T convert(JsonNode node, Class<T> type) throws BadJsonException {
    try {
      T value = MAPPER.treeToValue(node, type);
      if (value == null) {
        throw new BadJsonException("JSON null where " + type.getSimpleName() + " is expected");
      }
      return value;
    } catch (JsonProcessingException bad) {
      throw describe(bad);
    }
  }

  /**
   * Writes a value as one line of JSON.
   *
   * @throws IllegalArgumentException if the value has no JSON form, which is a mistake in our code
   */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException("no JSON form for " + value.getClass().getName(), bad);
    }
  }

  /** Writes a value as indented JSON, for files that people read; fails like {@link #write}. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException("no JSON form for " + value.getClass().getName(), bad);
    }
  }

  /** A new empty JSON object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A new empty JSON array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  private static JsonNode present(JsonNode node) throws BadJsonException {
    if (node == null || node.isMissingNode()) {
      throw new BadJsonException("empty text where JSON is expected");
    }
    return node;
  }

  /** Without the cause: Jackson's messages quote the source, which may hold a secret. */
  private static BadJsonException describe(JsonProcessingException bad) {
    JsonLocation at = bad.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new BadJsonException(
        "not the expected JSON (" + bad.getClass().getSimpleName() + ")" + where);
  }
}
