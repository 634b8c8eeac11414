package io.github.claudebridge.attachment;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Makes a file name of ours out of the one a stranger chose: {@code ID-name.ext}, made of letters,
 * digits, {@code . _ -} only, at most 120 bytes, and unique because the id is.
 */
public final class SafeName {
  private static final int BYTES = 120;
  private static final int EXTENSION_BYTES = 20;

  private SafeName() {}

  /**
   * The safe name of an attachment.
   *
   * @param attachmentId Discord's id of it; what is no letter or digit in it is dropped
   * @param hostileName the name as the sender chose it; anything may be in it
   */
  public static String of(String attachmentId, String hostileName) {
    var id = attachmentId.replaceAll("[^A-Za-z0-9]", "");
    var prefix = (id.isEmpty() ? "0" : id.substring(0, Math.min(id.length(), 32))) + "-";
    var name = plain(hostileName.substring(lastComponent(hostileName)));
    var dot = name.lastIndexOf('.');
    var extension =
        dot > 0 && bytes(name.substring(dot)) <= EXTENSION_BYTES ? name.substring(dot) : "";
    var stem = name.substring(0, name.length() - extension.length());
    var room = BYTES - bytes(prefix) - bytes(extension);
    var joined = prefix + cut(stem.isEmpty() ? "file" : stem, room) + extension;
    var safe = joined.replace("..", "._");
    // A name that ends in a dot is another file's on some systems.
    return safe.endsWith(".") ? safe.substring(0, safe.length() - 1) + "_" : safe;
  }

  private static int lastComponent(String name) {
    return Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
  }

  private static String plain(String name) {
    var out = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFC)
        .codePoints()
        .limit(1_000)
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-') {
                out.appendCodePoint(c);
              } else if (!out.isEmpty() && out.charAt(out.length() - 1) != '_') {
                out.append('_');
              }
            });
    var from = 0;
    while (from < out.length() && ".-_".indexOf(out.charAt(from)) >= 0) {
      from++;
    }
    return out.substring(from);
  }

  private static String cut(String text, int room) {
    var end = text.length();
    while (bytes(text.substring(0, end)) > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
