package io.github.claudebridge.reply;

import io.github.claudebridge.text.AnsiText;
import io.github.claudebridge.text.TerminalPicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Pictures of terminals, made fit for a phone: without the empty lines around what stands there,
 * no wider than what is written, and with secrets taken out before anything is drawn.
 */
public final class ScreenPicture {
  private static final int MOST_LINES = 60;
  private static final int NARROWEST = 60;
  private static final Pattern RULE = Pattern.compile("([─╌━═])\\1{39,}");

  private final Path folder;
  private final UnaryOperator<String> redaction;

  /**
   * Pictures for all sessions.
   *
   * @param folder where they are kept for the outbox; it exists and is private
   * @param redaction takes secrets out of a text
   */
  public ScreenPicture(Path folder, UnaryOperator<String> redaction) {
    this.folder = folder;
    this.redaction = redaction;
  }

  /** A screen as a PNG file's bytes. */
  public byte[] png(String colours, int columns) {
    List<String> lines = trimmed(redacted(colours.lines().toList()));
    int widest = NARROWEST;
    for (String line : lines) {
      String plain = AnsiText.strip(line).stripTrailing();
      if (!RULE.matcher(plain).find()) {
        widest = Math.max(widest, plain.length());
      }
    }
    int width = Math.min(columns, widest);
    List<String> cut = lines.stream().map(l -> shortened(l, width)).toList();
    return TerminalPicture.png(String.join("\n", cut) + "\n", width);
  }

  /** A screen as a file; the same look under the same name is the same file. */
  public Path file(int session, String name, String colours, int columns) {
    Path home = folder.resolve("session_" + session).resolve("screens");
    try {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path part = Files.createTempFile(home, "screen", ".part");
      Files.write(part, png(colours, columns));
      return Files.move(
          part, home.resolve(name + ".png"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture of session " + session + " cannot be kept", e);
    }
  }

  /** A secret is not always in one piece between colours: such a line loses its colours. */
  private List<String> redacted(List<String> lines) {
    List<String> plain = lines.stream().map(AnsiText::strip).toList();
    List<String> safe = List.of(redaction.apply(String.join("\n", plain)).split("\n", -1));
    if (safe.size() != plain.size()) {
      return safe;
    }
    List<String> out = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      boolean clean =
          safe.get(i).equals(plain.get(i)) && redaction.apply(lines.get(i)).equals(lines.get(i));
      out.add(clean ? lines.get(i) : safe.get(i));
    }
    return out;
  }

  private static List<String> trimmed(List<String> lines) {
    int from = 0;
    int to = lines.size();
    while (to > 0 && AnsiText.strip(lines.get(to - 1)).isBlank()) {
      to--;
    }
    while (from < to && AnsiText.strip(lines.get(from)).isBlank()) {
      from++;
    }
    return lines.subList(Math.max(from, to - MOST_LINES), to);
  }

  private static String shortened(String line, int width) {
    String plain = AnsiText.strip(line).stripTrailing();
    int surplus = plain.length() - width;
    return surplus <= 0
        ? line
        : RULE.matcher(line)
            .replaceFirst(
                m -> m.group(1).repeat(Math.max(1, m.group().length() - surplus)));
  }
}
