package io.github.claudebridge.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An amount of bytes as a person writes it: {@code 512}, {@code 300KB}, {@code 25MB}, {@code 1GB}.
 * One KB is 1,024 bytes, as in Discord's own limits.
 *
 * @param bytes the amount, zero or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB|TB)?");
  private static final String UNITS = "BKMGT";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes: it must not be negative");
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException if the text is not a size
   */
  public static ByteSize parse(String text) {
    var match = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!match.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size like 300KB, 25MB or 1GB");
    }
    var unit = match.group(2) == null ? 0 : UNITS.indexOf(match.group(2).charAt(0));
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(match.group(1)), 1L << (10 * unit)));
    } catch (ArithmeticException tooMuch) {
      throw new IllegalArgumentException("'" + text + "' is more than can be counted", tooMuch);
    }
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact way to write it, such as {@code 25MB}. */
  @Override
  public String toString() {
    var unit = 0;
    var rest = bytes;
    while (rest > 0 && rest % 1024 == 0 && unit < UNITS.length() - 1) {
      rest /= 1024;
      unit++;
    }
    return rest + (unit == 0 ? "B" : UNITS.charAt(unit) + "B");
  }
}
