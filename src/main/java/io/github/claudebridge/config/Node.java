package io.github.claudebridge.config;

import java.util.List;
import java.util.Map;

/** A piece of a YAML or JSON file that remembers where it stands. */
sealed interface Node {

  /** Where it stands. */
  Place place();

  /** What it is, for the person who expected something else. */
  String kind();

  /**
   * A spot in a file.
   *
   * @param line counted from 1
   * @param column counted from 1
   */
  record Place(int line, int column) {
    String in(String file) {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * A single value, as it was written.
   *
   * @param quoted whether it is a text for sure, not a number, a truth or nothing
   */
  record Scalar(Place place, String text, boolean quoted) implements Node {
    @Override
    public String kind() {
      return "'" + text + "'";
    }
  }

  /** Nothing: the key is there without a value. */
  record Nothing(Place place) implements Node {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /** A list. */
  record Items(Place place, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys with values, in the order of the file. */
  record Keys(Place place, Map<String, Entry> entries) implements Node {
    @Override
    public String kind() {
      return "a section with keys";
    }
  }

  /**
   * One key with its value.
   *
   * @param place where the key stands
   */
  record Entry(Place place, Node value) {}
}
