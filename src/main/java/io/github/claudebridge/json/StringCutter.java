package io.github.claudebridge.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON of any size into little memory: of a string that is too long only the first part is
 * kept, and what is not a string has to fit. What comes out is as well-formed as what went in.
 */
public final class StringCutter {

  /** There is more of it than can be kept, however its strings are cut. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /**
   * What was read.
   *
   * @param json well-formed if what was read is
   * @param whole whether no string was cut
   */
  public record Text(String json, boolean whole) {}

  private static final int BUFFER = 16 * 1024;

  private final int longestString;
  private final int most;
  private final long mostRead;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean inString;
  private boolean escaped;
  private int hexDigits;
  private boolean dropping;
  private boolean cut;
  private int length;

  private StringCutter(int longestString, int most, long mostRead) {
    this.longestString = longestString;
    this.most = most;
    this.mostRead = mostRead;
  }

  /**
   * Reads a stream to its end.
   *
   * @param expected how many bytes are expected; another number costs time, nothing else
   * @param longestString how many bytes are kept of one string
   * @param most how many bytes are kept at all
   * @param mostRead how many bytes are read at all
   * @throws TooLargeException if there are more
   */
  public static Text read(
      InputStream in, int expected, int longestString, int most, long mostRead)
      throws IOException {
    int size = Math.clamp(expected + 1L, 1, BUFFER); // one more, to see that it ends there
    return new StringCutter(longestString, most, mostRead).read(in, new byte[size]);
  }

  private Text read(InputStream in, byte[] buffer) throws IOException {
    int count = in.readNBytes(buffer, 0, buffer.length);
    if (count < buffer.length && count <= Math.min(longestString, Math.min(most, mostRead))) {
      return new Text(new String(buffer, 0, count, StandardCharsets.UTF_8), true); // it all fits
    }
    long seen = 0;
    for (; count > 0; count = in.readNBytes(buffer, 0, buffer.length)) {
      seen += count;
      if (seen > mostRead) {
        throw new TooLargeException("it has more than " + mostRead + " bytes");
      }
      for (int i = 0; i < count; i++) {
        take(buffer[i]);
      }
      if (kept.size() > most) {
        throw new TooLargeException("more than " + most + " bytes of it would have to be kept");
      }
    }
    return new Text(kept.toString(StandardCharsets.UTF_8), !cut);
  }

  private void take(byte b) {
    if (!inString) {
      inString = b == '"';
      kept.write(b);
      return;
    }
    boolean between = !escaped && hexDigits == 0 && (b & 0xC0) != 0x80;
    if (between && b == '"') {
      kept.write(b);
      inString = false;
      dropping = false;
      length = 0;
      return;
    }
    if (between && length >= longestString) {
      dropping = true;
      cut = true;
    }
    if (escaped) {
      escaped = false;
      hexDigits = b == 'u' ? 4 : 0;
    } else if (hexDigits > 0) {
      hexDigits--;
    } else if (b == '\\') {
      escaped = true;
    }
    if (!dropping) {
      kept.write(b);
      length++;
    }
  }
}
