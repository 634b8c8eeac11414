package io.github.claudebridge.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads YAML or JSON into {@link Node}s, keeping the line and column of everything. */
final class NodeReader {
  private final String file;
  private final JsonFactory format;
  private final List<String> problems = new ArrayList<>();

  private NodeReader(String file, JsonFactory format) {
    this.file = file;
    this.format = format;
  }

  /**
   * @param file the name of the file in messages
   * @throws BadSettingsException if it is not YAML, or a key stands twice
   */
  static Node.Keys yaml(String file, String text) throws BadSettingsException {
    return new NodeReader(file, new YAMLFactory()).read(text);
  }

  /**
   * @param file the name of the file in messages
   * @throws BadSettingsException if it is not JSON, or a key stands twice
   */
  static Node.Keys json(String file, String text) throws BadSettingsException {
    return new NodeReader(file, new JsonFactory()).read(text);
  }

  private Node.Keys read(String text) throws BadSettingsException {
    Node root = new Node.Nothing(new Node.Place(1, 1));
    try (var parser = format.createParser(text)) {
      if (parser.nextToken() != null) {
        root = node(parser);
        if (parser.nextToken() != null) {
          problems.add(place(parser).in(file) + ": something stands after the end");
        }
      }
    } catch (JsonProcessingException broken) {
      problems.add(place(broken.getLocation()).in(file) + ": cannot be read: " + firstLine(broken));
    } catch (IOException impossible) {
      problems.add(file + ": cannot be read: " + impossible.getMessage());
    }
    var keys =
        switch (root) {
          case Node.Keys some -> some;
          case Node.Nothing none -> new Node.Keys(none.place(), new LinkedHashMap<>());
          case Node.Scalar _, Node.Items _ -> {
            problems.add(root.place().in(file) + ": keys expected, found " + root.kind());
            yield new Node.Keys(root.place(), new LinkedHashMap<>());
          }
        };
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
    return keys;
  }

  private Node node(JsonParser parser) throws IOException {
    var at = place(parser);
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      problems.add(at.in(file) + ": aliases (*name) are not read here; write the value out");
      return new Node.Nothing(at);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> keys(parser, at);
      case START_ARRAY -> items(parser, at);
      case VALUE_NULL -> new Node.Nothing(at);
      case VALUE_STRING -> new Node.Scalar(at, parser.getText(), true);
      default -> new Node.Scalar(at, parser.getText(), false);
    };
  }

  private Node.Keys keys(JsonParser parser, Node.Place at) throws IOException {
    var entries = new LinkedHashMap<String, Node.Entry>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var key = parser.currentName();
      var keyAt = place(parser);
      parser.nextToken();
      var before = entries.putIfAbsent(key, new Node.Entry(keyAt, node(parser)));
      if (before != null) {
        problems.add(
            "%s: the key '%s' stands twice; the first is on line %d"
                .formatted(keyAt.in(file), key, before.place().line()));
      }
    }
    return new Node.Keys(at, entries);
  }

  private Node.Items items(JsonParser parser, Node.Place at) throws IOException {
    var items = new ArrayList<Node>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser));
    }
    return new Node.Items(at, List.copyOf(items));
  }

  private static Node.Place place(JsonParser parser) {
    return place(parser.currentTokenLocation());
  }

  private static Node.Place place(JsonLocation location) {
    return location == null
        ? new Node.Place(1, 1)
        : new Node.Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private static String firstLine(JsonProcessingException broken) {
    return broken.getOriginalMessage().lines().findFirst().orElse("no reason given");
  }
}
