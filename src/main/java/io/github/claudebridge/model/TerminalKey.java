package io.github.claudebridge.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a terminal, by the name that buttons and people use for it: a name of {@link #NAMES},
 * or the character itself.
 *
 * @param name such as {@code enter}, {@code shift-tab} or {@code 2}
 */
public record TerminalKey(String name) {
  /** The keys that have a name. Ctrl-C is none of them: twice it ends the agent. */
  public static final List<String> NAMES =
      List.of(
          "up", "down", "left", "right", "enter", "esc", "tab", "shift-tab", "space", "backspace",
          "page-up", "page-down", "ctrl-o", "ctrl-s", "ctrl-u", "ctrl-x");

  private static final Map<String, String> ALSO =
      Map.of(
          "escape", "esc", "return", "enter", "btab", "shift-tab", "pageup", "page-up", "pagedown",
          "page-down", "bs", "backspace");

  public TerminalKey {
    if (!NAMES.contains(name) && !isCharacter(name)) {
      throw new IllegalArgumentException("'" + name + "' is no key");
    }
  }

  /** The key that somebody means; empty where that is no key. */
  public static Optional<TerminalKey> of(String given) {
    String lower = given.toLowerCase(Locale.ROOT).replace('+', '-').replace('_', '-');
    String name = ALSO.getOrDefault(lower, lower);
    if (NAMES.contains(name)) {
      return Optional.of(new TerminalKey(name));
    }
    return isCharacter(given) ? Optional.of(new TerminalKey(given)) : Optional.empty();
  }

  /** Whether it is a character that is typed, rather than a key with a name. */
  public boolean character() {
    return name.length() == 1;
  }

  private static boolean isCharacter(String name) {
    return name.length() == 1 && name.charAt(0) > ' ' && name.charAt(0) < 0x7f;
  }

  @Override
  public String toString() {
    return name;
  }
}
