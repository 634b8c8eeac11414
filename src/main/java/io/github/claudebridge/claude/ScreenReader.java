package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Busy;
import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Ready;
import io.github.claudebridge.claude.ScreenState.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the plain text of Claude Code's classic screen.
 *
 * <p>Only shape and place count, since the words above are hostile: the composer is what stands
 * between the last two horizontal rules and begins with {@code ❯}; a dialog is what stands below
 * the last rule instead. A {@code ❯} higher up is the echo of an old prompt.
 */
public final class ScreenReader {
  private static final Pattern RULE =
      Pattern.compile("^(?:─{20,}|─── [↑↓] \\d{1,6} more ─{10,}).*");

  /** A rule behind which the composer goes on, if it holds more lines than it shows (2.1.329). */
  private static final Pattern MORE = Pattern.compile("^─── ([↑↓] \\d{1,6} more) ─.*");

  private static final Pattern COMPOSER = Pattern.compile("^[❯!](?:[\\u00a0 ].*|$)");
  private static final Pattern SPINNER = Pattern.compile("^[✻✢✽✶✳✺·*∗] .*….*\\(.*\\).*$");

  /**
   * What stands in an empty composer as a hint; the last three after the model failed (2.1.329).
   */
  private static final Set<String> HINTS =
      Set.of(
          "Press up to edit queued messages",
          "Press up to edit queued messages, Enter to send them now",
          "Press up to select a queued message, then Enter to edit it",
          "Press up to select a queued message to edit, or Enter to send them now",
          "Press Enter to edit the selected message, or up again for an older one",
          "Resend your message to try again",
          "Once fixed, resend your message",
          "Run /rewind to go back");

  /** What stands first below the composer. */
  private static final Pattern MODE = Pattern.compile("^  (?:[⏸⏵]|\\? for shortcuts).*");

  private static final int LONG_COMPOSER = 10;
  private static final int FEW_LINES = 3;
  private static final int FOOTER_LINES = 15;
  private static final int SPINNER_LINES = 6;

  private ScreenReader() {}

  /** Says what a screen shows, from its lines top to bottom. */
  public static ScreenState read(List<String> lines) {
    List<String> screen = lines.stream().map(String::stripTrailing).collect(Collectors.toList());
    while (!screen.isEmpty() && screen.getLast().isEmpty()) {
      screen.removeLast();
    }
    List<Integer> rules = new ArrayList<>();
    for (int i = 0; i < screen.size(); i++) {
      if (RULE.matcher(screen.get(i)).matches()) {
        rules.add(i);
      }
    }
    if (rules.isEmpty()) {
      return OtherProgram.read(screen).map(ScreenState.class::cast).orElseGet(Unknown::new);
    }
    if (ended(screen, rules.getLast())) {
      return new Unknown();
    }
    if (rules.size() >= 2 && isComposer(screen, rules.get(rules.size() - 2))) {
      int upper = rules.get(rules.size() - 2);
      int above = rules.size() >= 3 ? rules.get(rules.size() - 3) : upper;
      return panel(screen.subList(Math.min(above + 1, upper), upper))
          .orElseGet(() -> composer(screen, upper, rules.getLast()));
    }
    return dialog(screen, rules)
        .or(() -> OtherProgram.read(screen))
        .map(ScreenState.class::cast)
        .or(() -> overflowing(screen, rules))
        .orElseGet(Unknown::new);
  }

  /**
   * The part of a screen that cannot be read which is new on it: what stands below the last rule.
   */
  public static String unread(List<String> screen) {
    int rule = screen.size() - 1;
    while (rule >= 0 && !RULE.matcher(screen.get(rule)).matches()) {
      rule--;
    }
    List<String> below =
        screen.subList(rule + 1, screen.size()).stream().filter(line -> !line.isBlank()).toList();
    return String.join("\n", below.size() < FEW_LINES ? screen : below);
  }

  /** A composer that holds more lines than the screen: its upper rule is not on it (2.1.329). */
  private static Optional<ScreenState> overflowing(List<String> screen, List<Integer> rules) {
    int lower = rules.getLast();
    boolean filled =
        rules.size() == 1
            && lower >= LONG_COMPOSER
            && screen.subList(0, lower).stream().allMatch(l -> l.isEmpty() || l.startsWith("  "));
    if (!filled
        || screen.size() <= lower + 1
        || !MODE.matcher(screen.get(lower + 1)).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Ready("[↑ more]\n" + composerText(screen.subList(0, lower))));
  }

  /** Claude Code's last words, below what was its screen. */
  private static boolean ended(List<String> screen, int lastRule) {
    return screen.subList(lastRule, screen.size()).stream()
        .anyMatch(line -> line.startsWith("Resume this session with:"));
  }

  private static boolean isComposer(List<String> screen, int upper) {
    return COMPOSER.matcher(screen.get(upper + 1)).matches()
        || screen.get(upper).startsWith("─── ↑ ");
  }

  private static ScreenState composer(List<String> screen, int upper, int lower) {
    List<String> footer = screen.subList(lower + 1, screen.size());
    if (footer.size() > FOOTER_LINES) {
      return new Unknown();
    }
    String text =
        hidden(screen.get(upper), "%s\n")
            + composerText(screen.subList(upper + 1, lower))
            + hidden(screen.get(lower), "\n%s");
    boolean busy =
        footer.stream().anyMatch(line -> line.contains("esc to interrupt"))
            || screen.subList(Math.max(0, upper - SPINNER_LINES), upper).stream()
                .anyMatch(line -> SPINNER.matcher(line).matches());
    return busy ? new Busy(text) : new Ready(text);
  }

  /** A panel like that of /usage stands above the composer and takes the keys until Esc. */
  private static Optional<ScreenState> panel(List<String> block) {
    List<String> lines = block.stream().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.getLast().endsWith(" · Esc to close")) {
      return Optional.empty();
    }
    String text = lines.stream().map(String::strip).collect(Collectors.joining("\n"));
    return Optional.of(new Dialog(DialogKind.OTHER, lines.getFirst().strip(), List.of(), text));
  }

  /** What stands for the lines that the composer does not show, like {@code [↑ 86 more]}. */
  private static String hidden(String rule, String form) {
    Matcher more = MORE.matcher(rule);
    return more.matches() ? form.formatted("[" + more.group(1) + "]") : "";
  }

  private static String composerText(List<String> lines) {
    List<String> text = new ArrayList<>();
    for (String line : lines) {
      boolean first = text.isEmpty();
      String mark = first && line.startsWith("!") ? "!" : "";
      text.add(mark + (line.length() <= 2 ? "" : line.substring(2)));
    }
    String whole = String.join("\n", text).stripTrailing();
    return HINTS.contains(whole) || whole.startsWith("Try \"") ? "" : whole;
  }

  /** The lowest block between rules that is a dialog; a second rule may part its last option. */
  private static Optional<Dialog> dialog(List<String> screen, List<Integer> rules) {
    int end = screen.size();
    for (int i = rules.size() - 1; i >= 0; i--) {
      List<String> block = screen.subList(rules.get(i) + 1, end);
      boolean tail = block.stream().anyMatch(line -> line.strip().endsWith("Chat about this"));
      if (tail && i > 0) {
        continue;
      }
      if (block.stream().anyMatch(line -> !line.isBlank())) {
        return DialogReader.read(block);
      }
      end = rules.get(i);
    }
    return Optional.empty();
  }
}
