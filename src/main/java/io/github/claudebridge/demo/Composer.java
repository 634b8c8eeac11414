package io.github.claudebridge.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** The text being written, with Claude Code's rules for pastes, stashing and submitting. */
final class Composer {
  private static final int FOLD_LINES = 4;
  private static final int FOLD_CHARACTERS = 800;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> folded = new LinkedHashMap<>();
  private String stash = "";
  private int pastes;

  String shown() {
    return text.toString();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  void type(String typed) {
    text.append(typed);
  }

  /** Four lines or 800 characters and more are shown folded, and told to the model as a paste. */
  void paste(String pasted) {
    int lines = (int) pasted.chars().filter(c -> c == '\n').count() + 1;
    if (lines < FOLD_LINES && pasted.length() <= FOLD_CHARACTERS) {
      text.append(pasted);
      return;
    }
    String label = "[Pasted text #" + ++pastes + (lines > 1 ? " +" + (lines - 1) + " lines]" : "]");
    folded.put(label, pasted);
    text.append(label);
  }

  void backspace() {
    if (!text.isEmpty()) {
      text.setLength(text.offsetByCodePoints(text.length(), -1));
    }
  }

  void clearLine() {
    text.setLength(text.lastIndexOf("\n") + 1);
  }

  void clear() {
    text.setLength(0);
    folded.clear();
  }

  void put(String back) {
    clear();
    text.append(back);
  }

  /** Sets the draft aside, or takes it back. */
  void toggleStash() {
    String draft = text.toString();
    put(draft.isEmpty() ? stash : "");
    stash = draft;
  }

  /** A backslash before the Enter makes it a new line. */
  boolean continues() {
    if (text.isEmpty() || text.charAt(text.length() - 1) != '\\') {
      return false;
    }
    text.setCharAt(text.length() - 1, '\n');
    return true;
  }

  /** Takes the prompt out; a stashed draft comes back in its place. */
  String submit() {
    String prompt = text.toString();
    for (Map.Entry<String, String> paste : folded.entrySet()) {
      String id = Integer.toHexString(0x10000 | paste.getValue().hashCode() & 0xffff).substring(1);
      String told =
          "\n\n<pasted_content id=\""
              + id
              + "\">\n"
              + paste.getValue()
              + "\n</pasted_content id=\""
              + id
              + "\">\n";
      prompt = prompt.replace(paste.getKey(), told);
    }
    put(stash);
    stash = "";
    return prompt;
  }
}
