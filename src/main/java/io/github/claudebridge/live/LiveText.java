package io.github.claudebridge.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an agent has written in a turn and what of it is not posted so far. Pieces come in any order
 * and may come after the whole was posted; the ids of pieces and of finished answers do not join,
 * so texts are compared. Text counts as posted once the finished answer is told: nobody reads it
 * twice. Not thread-safe.
 */
final class LiveText {
  private static final int MOST_MESSAGES = 50;
  private static final int MOST_PIECES = 5_000;
  private static final int MOST_TEXT = 100_000;
  private static final int MOST_DONE = 500;

  private final Map<String, TreeMap<Integer, String>> messages = new LinkedHashMap<>();
  private final List<String> said = new ArrayList<>();
  private final Set<String> done = new LinkedHashSet<>();
  private int size;

  /** Takes in a piece of a message; true if it was not known. */
  boolean piece(String message, int index, String text) {
    if (done.contains(message) || size + text.length() > MOST_TEXT) {
      return false;
    }
    TreeMap<Integer, String> pieces = messages.computeIfAbsent(message, m -> new TreeMap<>());
    if (pieces.size() >= MOST_PIECES || pieces.putIfAbsent(index, text) != null) {
      return false;
    }
    size += text.length();
    if (messages.size() > MOST_MESSAGES) {
      drop(messages.keySet().iterator().next());
    }
    return true;
  }

  /** An answer was finished and is posted by others. */
  void said(String text) {
    if (text.isBlank()) {
      return;
    }
    said.add(text.strip());
    if (said.size() > MOST_MESSAGES) {
      said.removeFirst();
    }
    List<String> ids = List.copyOf(messages.keySet());
    List<String> left = texts();
    Match last = match(left);
    ids.subList(0, Math.max(0, last.message())).forEach(this::drop);
    said.subList(0, Math.max(0, last.answer())).clear();
  }

  private void drop(String id) {
    TreeMap<Integer, String> pieces = messages.remove(id);
    if (pieces != null) {
      pieces.values().forEach(text -> size -= text.length());
    }
    done.add(id);
    if (done.size() > MOST_DONE) {
      done.remove(done.iterator().next());
    }
  }

  /** What was written and not posted; empty if there is nothing. */
  String unposted() {
    List<String> left = texts();
    match(left);
    return String.join("\n\n", left.stream().filter(text -> !text.isBlank()).toList());
  }

  private List<String> texts() {
    return new ArrayList<>(messages.values().stream().map(LiveText::joined).toList());
  }

  /** The pieces from the first on, up to the first that is missing. */
  private static String joined(TreeMap<Integer, String> pieces) {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (Map.Entry<Integer, String> piece : pieces.entrySet()) {
      if (piece.getKey() != next++) {
        break;
      }
      text.append(piece.getValue());
    }
    return text.toString();
  }

  /** The last message that holds an answer, and the first answer in it; -1 where there is none. */
  private record Match(int message, int answer) {}

  /**
   * Takes out of the messages what the answers hold. Answers come in the order in which they were
   * written, so that what stands before a posted message is posted, too.
   */
  private Match match(List<String> texts) {
    Match last = new Match(-1, -1);
    for (int a = 0; a < said.size(); a++) {
      String answer = said.get(a);
      for (int i = Math.max(0, last.message()); i < texts.size(); i++) {
        String text = texts.get(i).strip();
        boolean begun = !text.isEmpty() && answer.startsWith(text); // more of it is to come
        if (begun || text.startsWith(answer)) {
          for (int before = 0; before < i; before++) {
            texts.set(before, "");
          }
          texts.set(i, begun ? "" : text.substring(answer.length()));
          last = new Match(i, i == last.message() ? last.answer() : a);
          break;
        }
      }
    }
    return last;
  }
}
