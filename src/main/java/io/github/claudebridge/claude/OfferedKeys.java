package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Option;
import io.github.claudebridge.model.OfferedKey;
import io.github.claudebridge.model.TerminalKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that a dialog says it takes: digits before its options, what its last lines name, and
 * always Esc. And a print of how it looks, so that a key is pressed only in what its presser saw.
 */
public final class OfferedKeys {
  private static final int MOST_DIGITS = 9;
  private static final int MOST_LABEL = 60;
  private static final int FOOTER = 3;

  /** How far up a screen that cannot be read is looked at for what it offers. */
  private static final int LOWER = 20;

  private static final Pattern NUMBERED =
      Pattern.compile("^[\\s│|]{0,8}(?:[❯>] ?)?\\s*([1-9])[.)] (\\S.*)$");

  /** Dialogs whose every character counts: what is agreed to is in their text. */
  private static final Set<DialogKind> EXACT =
      Set.of(DialogKind.PERMISSION, DialogKind.QUESTION, DialogKind.PLAN, DialogKind.ELICITATION);

  /** Clocks and sizes, which change while nothing else does. */
  private static final Pattern TICKING =
      Pattern.compile(
          "\\d+(?:\\.\\d+)?\\s?(?:s|sec|seconds?|m|min|minutes?|h|hours?|days?|weeks?|KB|MB|GB|%)"
              + "(?![A-Za-z])");

  private static final Map<String, String> NAMED = new LinkedHashMap<>();

  static {
    NAMED.put("↑", "up");
    NAMED.put("↓", "down");
    NAMED.put("←", "left");
    NAMED.put("→", "right");
    NAMED.put("space to", "space");
    NAMED.put("shift+tab", "shift-tab");
    NAMED.put("ctrl+o to", "ctrl-o");
  }

  private static final Pattern TAB = Pattern.compile("(?i)(?<!shift\\+)\\btab(?:/| to| )");
  private static final Pattern LETTER = Pattern.compile("(?m)(?:^|· )([a-z]) to ([^·\n]*)");

  private OfferedKeys() {}

  /** The keys of a dialog, in the order in which they are shown. */
  public static List<OfferedKey> of(Dialog dialog) {
    return switch (dialog.kind()) {
      case EDITOR ->
          dialog.title().equals("nano")
              ? plain("ctrl-x", "y", "n", "enter")
              : plain("esc", ":", "q", "!", "enter");
      case VIEWER ->
          dialog.title().equals("pager")
              ? plain("q", "space", "up", "down", "esc")
              : plain("ctrl-o", "esc");
      default -> ofOptions(dialog);
    };
  }

  private static List<OfferedKey> ofOptions(Dialog dialog) {
    List<OfferedKey> keys = new ArrayList<>();
    boolean numbered = false;
    for (Option option : dialog.options()) {
      if (option.number() != null && option.number() <= MOST_DIGITS) {
        numbered = true;
        String label = option.number() + ". " + option.label().split("\\s{2,}")[0];
        keys.add(key(option.number().toString(), label));
      }
    }
    List<String> lines = dialog.text().lines().toList();
    String footer =
        String.join("\n", lines.subList(Math.max(0, lines.size() - FOOTER), lines.size()));
    if (!dialog.options().isEmpty() && !numbered) {
      keys.add(key("up", "up"));
      keys.add(key("down", "down"));
    }
    addNamed(footer, keys);
    if (!dialog.options().isEmpty() || footer.contains("Enter to")) {
      keys.add(key("enter", "enter"));
    }
    keys.add(key("esc", "esc"));
    return keys;
  }

  private static void addNamed(String footer, List<OfferedKey> keys) {
    String lower = footer.toLowerCase(java.util.Locale.ROOT);
    NAMED.forEach(
        (hint, name) -> {
          if (lower.replace("backspace", "").contains(hint)
              && keys.stream().noneMatch(k -> k.key().name().equals(name))) {
            keys.add(key(name, name));
          }
        });
    if (TAB.matcher(footer).find()) {
      keys.add(key("tab", "tab"));
    }
    Matcher letter = LETTER.matcher(footer);
    while (letter.find()) {
      keys.add(key(letter.group(1), letter.group(1) + ": " + letter.group(2)));
    }
  }

  /** The keys of a screen that cannot be read: what its last lines name, and what mostly helps. */
  public static List<OfferedKey> of(List<String> screen) {
    List<String> lines = screen.stream().filter(line -> !line.isBlank()).toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - LOWER), lines.size());
    List<OfferedKey> keys = new ArrayList<>(digits(last));
    keys.addAll(plain("up", "down"));
    addNamed(String.join("\n", last), keys);
    keys.addAll(plain("enter", "esc"));
    return keys;
  }

  /** The last run of 1, 2, 3 … in the lines, if it has two at least. */
  private static List<OfferedKey> digits(List<String> lines) {
    List<OfferedKey> run = new ArrayList<>();
    for (String line : lines) {
      Matcher match = NUMBERED.matcher(line);
      if (!match.matches()) {
        continue;
      }
      if (match.group(1).equals("1")) {
        run.clear();
      }
      if (Integer.parseInt(match.group(1)) == run.size() + 1) {
        run.add(key(match.group(1), match.group(1) + ". " + match.group(2)));
      }
    }
    return run.size() < 2 ? List.of() : run;
  }

  /** The keys that can do no harm where a prompt is written: none. */
  public static List<OfferedKey> ofComposer() {
    return List.of();
  }

  private static List<OfferedKey> plain(String... names) {
    List<OfferedKey> keys = new ArrayList<>();
    for (String name : names) {
      keys.add(key(name, name));
    }
    return keys;
  }

  private static OfferedKey key(String name, String label) {
    String flat = label.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return new OfferedKey(
        new TerminalKey(name),
        flat.length() <= MOST_LABEL ? flat : flat.substring(0, MOST_LABEL - 1) + "…");
  }

  /** What tells one look of a dialog from another. */
  public static String print(Dialog dialog) {
    StringBuilder look = new StringBuilder(dialog.kind().name()).append('\n');
    look.append(dialog.title()).append('\n');
    dialog
        .options()
        .forEach(
            o ->
                look.append(o.selected() ? '>' : ' ')
                    .append(o.number())
                    .append(o.label())
                    .append('\n'));
    if (dialog.options().isEmpty() || EXACT.contains(dialog.kind())) {
      look.append(dialog.text());
    }
    return hash(EXACT.contains(dialog.kind()) ? look.toString() : still(look.toString()));
  }

  /** The same of a screen that cannot be read. */
  public static String print(List<String> screen) {
    return hash(still(String.join("\n", screen).stripTrailing()));
  }

  private static String still(String look) {
    return TICKING.matcher(look).replaceAll("#");
  }

  private static String hash(String look) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(look.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
