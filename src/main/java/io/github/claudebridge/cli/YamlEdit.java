package io.github.claudebridge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Changes single values in a person's YAML and leaves everything else, comments too, as it is. */
final class YamlEdit {
  private YamlEdit() {}

  /**
   * The text with a value two levels deep set; also where it was commented out or missing.
   *
   * @param value the value as YAML on one line
   */
  static String set(String text, String block, String key, String value) {
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var start = find(lines, 0, lines.size(), Pattern.compile(Pattern.quote(block) + ":\\s*(#.*)?"));
    if (start < 0) {
      var end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      return text + end + "\n" + block + ":\n  " + key + ": " + value + "\n";
    }
    var end = start + 1;
    while (end < lines.size() && !lines.get(end).matches("[^\\s#].*")) {
      end++;
    }
    var line = "  " + key + ": " + value;
    var quoted = Pattern.quote(key);
    var at = find(lines, start + 1, end, Pattern.compile("\\s+" + quoted + ":.*"));
    if (at < 0) {
      at = find(lines, start + 1, end, Pattern.compile("\\s+#\\s*" + quoted + ":.*"));
    }
    if (at < 0) {
      lines.add(start + 1, line);
    } else {
      var old = lines.get(at);
      var indent = old.substring(0, old.length() - old.stripLeading().length());
      lines.set(at, indent + key + ": " + value);
      // A list written over several lines goes with its key.
      while (at + 1 < end && lines.get(at + 1).matches("\\s*- .*")) {
        lines.remove(at + 1);
        end--;
      }
    }
    return String.join("\n", lines);
  }

  private static int find(List<String> lines, int from, int to, Pattern pattern) {
    for (var i = from; i < to; i++) {
      if (pattern.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }
}
