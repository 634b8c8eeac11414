package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** One websocket of the bot, plain or as one long zlib stream. */
final class GatewaySocket {
  private final Session wire;
  private final @Nullable Deflater deflater;
  private boolean frozen;
  private long sentAt;
  private int received;
  private @Nullable GatewaySession session;

  GatewaySocket(Session wire, boolean zlib) {
    this.wire = wire;
    this.deflater = zlib ? new Deflater() : null;
  }

  synchronized void send(JsonNode frame) {
    if (frozen || !wire.isOpen()) {
      return;
    }
    String text = Nodes.write(frame);
    if (deflater == null) {
      sentAt = System.nanoTime();
      wire.sendText(text, Callback.NOOP);
    } else {
      ByteBuffer bytes = ByteBuffer.wrap(deflate(deflater, text.getBytes(StandardCharsets.UTF_8)));
      sentAt = System.nanoTime();
      wire.sendBinary(bytes, Callback.NOOP);
    }
  }

  /** When the last frame was given to the wire, by the nano clock. */
  synchronized long sentAt() {
    return sentAt;
  }

  // Every message ends in a sync flush, by which the client knows that it has all of it.
  private static byte[] deflate(Deflater stream, byte[] bytes) {
    stream.setInput(bytes);
    var out = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    int length = chunk.length;
    while (length == chunk.length) {
      length = stream.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, length);
    }
    return out.toByteArray();
  }

  /** From now on it neither answers nor sends, as if a router in between had died. */
  synchronized void freeze() {
    frozen = true;
  }

  synchronized boolean isFrozen() {
    return frozen;
  }

  synchronized int countReceived() {
    return ++received;
  }

  synchronized void join(GatewaySession joined) {
    session = joined;
  }

  synchronized @Nullable GatewaySession session() {
    return session;
  }

  void close(int code, String reason) {
    wire.close(code, reason, Callback.NOOP);
  }

  /** Cuts the TCP connection with no closing frame; nothing more is sent before. */
  void drop() {
    freeze();
    wire.disconnect();
  }
}
