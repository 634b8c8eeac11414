package io.github.claudebridge.testing.twin;

import java.nio.charset.StandardCharsets;

/**
 * A file on a message, and how the file server treats those who fetch it.
 *
 * @param name the file name shown in chat
 * @param contentType the MIME type Discord states
 * @param bytes the content
 * @param served how a download goes
 */
@SuppressWarnings("ArrayRecordComponent")
public record TwinFile(String name, String contentType, byte[] bytes, Served served) {

  /** How the file server answers a download. */
  public enum Served {
    /** As stated. */
    WELL,
    /** One kilobyte, then a pause of 200 ms, and so on. */
    SLOWLY,
    /** Status 404, as after the signed address has expired. */
    NOT_FOUND,
    /** Message and {@code Content-Length} state one tenth; the body goes on to the end. */
    UNDERSTATED,
    /** The message states one tenth; the body comes without any length. */
    UNSTATED,
    /** {@code Content-Length} is right, and the connection is cut after half of the body. */
    TRUNCATED
  }

  /** A plain text file, served well. */
  public static TwinFile text(String name, String content) {
    return of(name, "text/plain; charset=utf-8", content.getBytes(StandardCharsets.UTF_8));
  }

  /** Any file, served well. */
  public static TwinFile of(String name, String contentType, byte[] bytes) {
    return new TwinFile(name, contentType, bytes, Served.WELL);
  }

  /** The same file with another kind of service. */
  public TwinFile served(Served how) {
    return new TwinFile(name, contentType, bytes, how);
  }

  /** The size that the message states, in bytes. */
  int statedSize() {
    return switch (served) {
      case UNDERSTATED, UNSTATED -> bytes.length / 10;
      case WELL, SLOWLY, NOT_FOUND, TRUNCATED -> bytes.length;
    };
  }

  /** The content as UTF-8 text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
