package io.github.claudebridge.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes secrets out of texts: those it was told, also inside base64, URLs and JSON, and everything
 * that has the shape of a well-known kind of secret. It has to see a text before it is cut into
 * pieces, since half a secret has no shape. The time it takes grows with the length of the text and
 * with nothing else in it.
 */
public final class Redactor {
  /** What stands in place of a secret. */
  public static final String MASK = "‹redacted›";

  /** Shorter ones would be found in ordinary words. */
  private static final int SHORTEST = 8;

  private final List<String> forms;

  /**
   * @param secrets the secrets to look for; those under 8 characters are not looked for
   */
  public Redactor(Collection<String> secrets) {
    var all = new LinkedHashSet<String>();
    for (var secret : secrets) {
      if (secret.length() >= SHORTEST) {
        addForms(secret, all);
      }
    }
    // A longer form first, so that a shorter one does not leave half of it.
    forms = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** The text without secrets; the same object if there are none. */
  public String redact(String text) {
    var clean = text;
    for (var form : forms) {
      if (clean.contains(form)) {
        clean = clean.replace(form, MASK);
      }
    }
    return SecretShapes.mask(clean, MASK);
  }

  private static void addForms(String secret, Set<String> all) {
    all.add(secret);
    var bytes = secret.getBytes(StandardCharsets.UTF_8);
    all.add(HexFormat.of().formatHex(bytes));
    for (var offset = 0; offset < 3; offset++) {
      addBase64(bytes, offset, all);
    }
    var encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    all.add(encoded);
    all.add(encoded.replace("+", "%20"));
    all.add(lowerEscapes(encoded));
    var json = json(secret);
    all.add(json);
    all.add(json.replace("/", "\\/"));
    // JSON inside JSON, as tool results are.
    all.add(json(json));
  }

  /** The characters of base64 that only the secret decides, when it starts at such an offset. */
  private static void addBase64(byte[] secret, int offset, Set<String> all) {
    var shifted = new byte[offset + secret.length];
    System.arraycopy(secret, 0, shifted, offset, secret.length);
    var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    var from = (offset * 8 + 5) / 6;
    var to = shifted.length * 8 / 6;
    if (to - from >= SHORTEST) {
      var inner = text.substring(from, to);
      all.add(inner);
      all.add(inner.replace('+', '-').replace('/', '_'));
    }
  }

  private static String lowerEscapes(String encoded) {
    var text = new StringBuilder(encoded);
    for (var i = text.indexOf("%"); i >= 0 && i + 2 < text.length(); i = text.indexOf("%", i + 1)) {
      text.setCharAt(i + 1, Character.toLowerCase(text.charAt(i + 1)));
      text.setCharAt(i + 2, Character.toLowerCase(text.charAt(i + 2)));
    }
    return text.toString();
  }

  private static String json(String text) {
    var quoted = JsonText.quote(text);
    return quoted.substring(1, quoted.length() - 1);
  }
}
