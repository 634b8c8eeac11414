package io.github.claudebridge.claude;

import io.github.claudebridge.text.Graphemes;
import io.github.claudebridge.text.WellFormed;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person wrote, turned into what is put into Claude Code's composer so that the model gets
 * the person's own words and nothing in them acts as a key, a command or a shell line.
 *
 * <p>All rules were measured on Claude Code 2.1.329 in a pane. What the composer would change by
 * itself (NFC, tabs, line ends, white space at the end) is done here first, so that the text equals
 * the prompt that {@code UserPromptSubmit} reports, once that too is stripped at its end. {@code
 * compose(compose(x).text())} is {@code compose(x)}'s text again.
 */
public final class ComposerText {

  /** The most UTF-16 units of one paste; above 800 Claude Code marks it as foreign text. */
  public static final int MAX_PIECE = 780;

  /** The most line feeds of one paste; a paste of four lines or more is marked as foreign text. */
  public static final int MAX_PIECE_LINE_FEEDS = 2;

  /** Something that was done to a person's text. */
  public enum Change {
    /** CR LF, CR, U+2028 and U+2029 became LF. */
    LINE_ENDS,
    /** Control characters were removed: ESC and all of C0 and C1 but LF and tab, and DEL. */
    CONTROLS_REMOVED,
    /** Bidi marks, embeddings, overrides and isolates were removed. */
    BIDI_REMOVED,
    /**
     * Other invisible characters were removed; those inside emoji and scripts that need them stay.
     */
    INVISIBLES_REMOVED,
    /** Lone surrogates and noncharacters became U+FFFD. */
    MALFORMED_REPLACED,
    /** Canonically equal characters were composed (NFC), as the composer does. */
    NORMALISED,
    /** Each tab became four spaces, as in any paste. */
    TABS_EXPANDED,
    /** Blank lines at the start and white space at the end were removed. */
    TRIMMED,
    /** A space was put before a leading {@code !}, which would have run a shell line unasked. */
    SHELL_DEFUSED,
    /** A backslash was put before a leading {@code /} that is no allowed command. */
    COMMAND_DEFUSED,
    /** A backslash was put before a lone {@code exit}, {@code quit} or the like, which quits. */
    EXIT_DEFUSED,
    /** A space was added behind a final backslash or the start of a completion. */
    END_GUARDED
  }

  /**
   * A text for the composer.
   *
   * @param text well-formed, no control characters but LF; may be empty
   * @param changes what was done to it, each once, in the order of {@link Change}
   */
  public record Composed(String text, List<Change> changes) {
    public Composed {
      changes = List.copyOf(changes);
    }
  }

  private static final Set<String> EXITS = Set.of("exit", "quit", ":q", ":q!", ":wq", ":wq!");
  private static final Pattern LINE_END = Pattern.compile("\r\n?|[\u2028\u2029]");
  private static final Pattern OPEN_QUOTED_PATH = Pattern.compile("@\"[^\"\n]*\"?\\z");

  /** What the composer takes for the path of a picture at the end of a line. */
  private static final Pattern PICTURE =
      Pattern.compile(
          "\\.(?:png|jpe?g|gif|webp)(?=[\"']?[^\\S\n]*(?:\n|\\z))", Pattern.CASE_INSENSITIVE);

  private final Set<String> allowedCommands;

  /**
   * @param allowedCommands names, without the slash, that may be given to Claude Code as commands;
   *     compared exactly
   */
  public ComposerText(Set<String> allowedCommands) {
    this.allowedCommands = Set.copyOf(allowedCommands);
  }

  /** Returns what to type for a person's text, which may be anything at all. */
  public Composed compose(String written) {
    EnumSet<Change> changes = EnumSet.noneOf(Change.class);
    String text = LINE_END.matcher(written).replaceAll("\n");
    note(changes, Change.LINE_ENDS, written, text);
    String wellFormed = WellFormed.of(text);
    note(changes, Change.MALFORMED_REPLACED, text, wellFormed);
    text = PlainCharacters.keep(wellFormed, changes);
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    note(changes, Change.NORMALISED, text, normal);
    text = normal.replace("\t", "    ");
    note(changes, Change.TABS_EXPANDED, normal, text);
    String trimmed = trimmed(text);
    note(changes, Change.TRIMMED, text, trimmed);
    text = guardedStart(trimmed, changes);
    text = guardedEnd(text, changes);
    return new Composed(text, List.copyOf(changes));
  }

  /**
   * Cuts a composed text into bracketed pastes that arrive as typed text: at most {@value
   * #MAX_PIECE_LINE_FEEDS} line feeds and {@value #MAX_PIECE} UTF-16 units each, no grapheme
   * cluster torn, no line of a piece that reads as the path of a picture (it would be attached
   * instead, and an Enter sent meanwhile is lost). Joined they are the text again.
   */
  public static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    Matcher picture = PICTURE.matcher(text);
    int nextPicture = picture.find() ? picture.start() : -1;
    int from = 0;
    while (from < text.length()) {
      int end = Graphemes.cut(text, from, MAX_PIECE);
      int feeds = 0;
      for (int i = from; i < end; i++) {
        if (text.charAt(i) == '\n' && ++feeds > MAX_PIECE_LINE_FEEDS) {
          end = i;
        }
      }
      while (nextPicture >= 0 && nextPicture + 1 <= from) {
        nextPicture = picture.find() ? picture.start() : -1;
      }
      if (nextPicture >= from && nextPicture + 1 < end) {
        end = nextPicture + 1;
      }
      pieces.add(text.substring(from, end));
      from = end;
    }
    return pieces;
  }

  private String guardedStart(String text, EnumSet<Change> changes) {
    int first = 0;
    while (first < text.length() && isSpace(text.charAt(first))) {
      first++;
    }
    String words = text.substring(first);
    if (words.isEmpty()) {
      return words;
    }
    if (EXITS.contains(words.toLowerCase(Locale.ROOT))) {
      changes.add(Change.EXIT_DEFUSED);
      return "\\" + words;
    }
    if (words.charAt(0) == '!' && first == 0) {
      changes.add(Change.SHELL_DEFUSED);
      return " " + words;
    }
    if (words.charAt(0) != '/') {
      return text;
    }
    String name = firstWord(words);
    if (allowedCommands.contains(name)) {
      return words;
    }
    // A further slash makes it a path, which Claude Code takes for text.
    if (name.indexOf('/') >= 0) {
      return text;
    }
    changes.add(Change.COMMAND_DEFUSED);
    return "\\" + words;
  }

  private static String firstWord(String command) {
    int end = 1;
    while (end < command.length() && !isSpace(command.charAt(end))) {
      end++;
    }
    return command.substring(1, end);
  }

  private static String guardedEnd(String text, EnumSet<Change> changes) {
    if (text.isEmpty()) {
      return text;
    }
    int wordStart = text.length();
    while (wordStart > 0 && !isSpace(text.charAt(wordStart - 1))) {
      wordStart--;
    }
    boolean command = wordStart == 0 && text.startsWith("/");
    boolean completion =
        text.indexOf('@', wordStart) >= 0
            || (!command && text.startsWith("/", wordStart))
            || opensQuotedPath(text);
    if (text.endsWith("\\") || completion) {
      changes.add(Change.END_GUARDED);
      return text + " ";
    }
    return text;
  }

  private static boolean opensQuotedPath(String text) {
    int start = text.lastIndexOf("@\"");
    return start >= 0 && OPEN_QUOTED_PATH.matcher(text).region(start, text.length()).lookingAt();
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    int start = 0;
    for (int i = 0; i < end && isSpace(text.charAt(i)); i++) {
      if (text.charAt(i) == '\n') {
        start = i + 1;
      }
    }
    return text.substring(start, end);
  }

  /** White space as JavaScript's trim has it, which is what Claude Code goes by. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
  }

  private static void note(Set<Change> changes, Change change, String before, String after) {
    if (!before.equals(after)) {
      changes.add(change);
    }
  }
}
