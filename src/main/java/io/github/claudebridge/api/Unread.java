package io.github.claudebridge.api;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller sends that is answered before it was read. If it is unread when the connection
 * ends, that resets the connection and takes our answer along.
 */
final class Unread {
  private static final Logger log = LoggerFactory.getLogger(Unread.class);

  /** More is left unread. */
  private static final int MOST = 64 * 1024;

  private Unread() {}

  /**
   * Reads what is left of a request, if that is not much. If more is left, true: the connection has
   * to end with the answer, or its caller would use it again.
   */
  static boolean readOut(InputStream body) {
    try {
      return body.readNBytes(MOST).length == MOST;
    } catch (IOException e) { // gone, or too large
      log.debug("a request is not read to its end: {}", e.getMessage());
      return true;
    }
  }
}
