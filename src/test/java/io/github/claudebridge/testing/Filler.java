package io.github.claudebridge.testing;

import java.io.InputStream;
import java.util.Arrays;

/** Very many x. */
public final class Filler extends InputStream {
  private int left;

  /** So many, in bytes. */
  public Filler(int left) {
    this.left = left;
  }

  @Override
  public int read() {
    return left-- > 0 ? 'x' : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (left <= 0) {
      return -1;
    }
    int now = Math.min(length, left);
    Arrays.fill(into, from, from + now, (byte) 'x');
    left -= now;
    return now;
  }
}
