package io.github.claudebridge.api;

import io.javalin.http.Context;
import java.io.IOException;
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

  /** Reads what is left of a request, if that is not much. */
  static void readOut(Context ctx) {
    try {
      if (ctx.req().getInputStream().readNBytes(MOST).length == MOST) {
        ctx.header("Connection", "close"); // else the client would use it again
      }
    } catch (IOException | IllegalStateException e) { // gone, too large, or read by a reader
      log.debug("a request is not read to its end: {}", e.getMessage());
    }
  }
}
