package io.github.claudebridge.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns the bytes of a terminal in raw mode into {@link Key}s. */
final class KeyReader {
  private static final int ESC = 0x1b;
  private static final String PASTE_BEGIN = "[200~";
  private static final String PASTE_END = "\u001b[201~";
  private static final long LONE_ESCAPE_MS = 25;
  private final InputStream in;
  private int pushedBack = -2;

  KeyReader(InputStream in) {
    this.in = in;
  }

  /** Waits for the next key. */
  Key next() throws IOException {
    int first = read();
    return switch (first) {
      case -1 -> Key.Press.HANG_UP;
      case '\r' -> Key.Press.ENTER;
      case 3 -> Key.Press.CTRL_C;
      case 19 -> Key.Press.CTRL_S;
      case 21 -> Key.Press.CTRL_U;
      case 8, 127 -> Key.Press.BACKSPACE;
      case ESC -> escape();
      case '\n' -> text(first);
      default -> first < ' ' ? Key.Press.OTHER : text(first);
    };
  }

  private Key escape() throws IOException {
    if (!more()) {
      return Key.Press.ESCAPE;
    }
    int second = read();
    if (second != '[' && second != 'O') {
      pushedBack = second;
      return Key.Press.ESCAPE;
    }
    var sequence = new StringBuilder().append((char) second);
    int next;
    do {
      next = read();
      sequence.append((char) next);
    } while (next != -1 && (next < 0x40 || next > 0x7e) && sequence.length() < 16);
    return switch (sequence.toString()) {
      case PASTE_BEGIN -> new Key.Paste(paste());
      case "[A", "OA" -> Key.Press.UP;
      case "[B", "OB" -> Key.Press.DOWN;
      default -> Key.Press.OTHER;
    };
  }

  private String paste() throws IOException {
    byte[] end = PASTE_END.getBytes(StandardCharsets.US_ASCII);
    var bytes = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < end.length) {
      int next = read();
      if (next == -1) {
        break;
      }
      bytes.write(next);
      matched = next == end[matched] ? matched + 1 : next == ESC ? 1 : 0;
    }
    String whole = bytes.toString(StandardCharsets.UTF_8);
    String text = whole.substring(0, whole.length() - Math.min(matched, whole.length()));
    return text.replace("\r\n", "\n").replace('\r', '\n').replace("\t", "    ");
  }

  /** Everything printable that is there already, so that a burst is one key. */
  private Key text(int first) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(first);
    while (in.available() > 0) {
      int next = read();
      if (next != '\n' && (next < ' ' || next == 127)) {
        pushedBack = next;
        break;
      }
      bytes.write(next);
    }
    for (int missing = missingBytes(bytes.toByteArray()); missing > 0; missing--) {
      bytes.write(read());
    }
    return new Key.Text(bytes.toString(StandardCharsets.UTF_8));
  }

  /** How many bytes the last character still lacks: a read may end in the middle of one. */
  private static int missingBytes(byte[] bytes) {
    for (int back = 1; back <= Math.min(4, bytes.length); back++) {
      int octet = bytes[bytes.length - back] & 0xff;
      if (octet >= 0xc0) {
        int length = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
        return Math.max(0, length - back);
      }
      if (octet < 0x80) {
        return 0;
      }
    }
    return 0;
  }

  private boolean more() throws IOException {
    if (in.available() == 0) {
      try {
        new CountDownLatch(1).await(LONE_ESCAPE_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    return in.available() > 0;
  }

  private int read() throws IOException {
    if (pushedBack != -2) {
      int back = pushedBack;
      pushedBack = -2;
      return back;
    }
    return in.read();
  }
}
