package io.github.claudebridge.reply;

import io.github.claudebridge.text.ControlText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A text in a code block, whole where it fits, else its beginning and the whole as a file. What the
 * eye would not see is made visible, since somebody decides by what they read here.
 *
 * @param block the code block, or empty for no text
 * @param left how many lines are only in the file
 * @param file what the file holds, or null where the block shows all of it
 * @param unseen whether there is something in it that the eye would not see
 */
record Quoted(String block, int left, @Nullable String file, boolean unseen) {
  private static final String FENCE = "```";
  private static final int LINES = 30;

  static Quoted of(String text, String language, int room) {
    if (text.isBlank()) {
      return new Quoted("", 0, null, false);
    }
    List<String> lines = text.replace("\r\n", "\n").lines().map(Quoted::visible).toList();
    String all = String.join("\n", lines);
    boolean unseen = !all.equals(text.replace("\r\n", "\n").stripTrailing()) && changed(text);
    boolean fences = all.contains(FENCE);
    String shown = fences ? all.replace(FENCE, "'''") : all;
    int most = room - language.length() - 2 * FENCE.length() - 2;
    if (shown.length() <= most && lines.size() <= LINES) {
      return new Quoted(fenced(shown, language), 0, fences ? text : null, unseen);
    }
    StringBuilder begin = new StringBuilder();
    int taken = 0;
    for (String line : shown.split("\n", -1)) {
      int left = most - begin.length() - 1;
      if (taken >= LINES || line.length() > left) {
        if (taken == 0) { // one very long line
          begin.append(line, 0, Math.max(0, Math.min(line.length(), left - 1))).append('…');
        }
        break;
      }
      begin.append(taken == 0 ? "" : "\n").append(line);
      taken++;
    }
    return new Quoted(
        fenced(begin.toString(), language), Math.max(1, lines.size() - taken), text, unseen);
  }

  private static boolean changed(String text) {
    return text.lines().anyMatch(line -> !visible(line).equals(line));
  }

  private static String visible(String line) {
    return line.chars().noneMatch(c -> c == '\t')
        ? ControlText.visible(line)
        : List.of(line.split("\t", -1)).stream()
            .map(ControlText::visible)
            .collect(Collectors.joining("\t"));
  }

  private static String fenced(String text, String language) {
    return FENCE + language + "\n" + text + "\n" + FENCE;
  }
}
