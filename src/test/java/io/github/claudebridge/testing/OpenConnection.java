package io.github.claudebridge.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection to the bridge's socket, for several requests one after the other. */
public final class OpenConnection implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private final SocketChannel channel;

  public OpenConnection(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  /** Makes a request, and gives the answer with its head. */
  public String request(String method, String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            .formatted(method, path);
    ByteBuffer out =
        StandardCharsets.UTF_8.encode(head + "Content-Length: " + bytes.length + "\r\n\r\n" + body);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    ByteBuffer in = ByteBuffer.allocate(1 << 20);
    while (!whole(in)) {
      if (channel.read(in) < 0) {
        throw new IOException("the bridge closed the connection after: " + text(in));
      }
    }
    return text(in);
  }

  private static boolean whole(ByteBuffer in) {
    String text = text(in);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(text.substring(0, end));
    int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return in.position() >= end + 4 + body; // a head is ASCII
  }

  private static String text(ByteBuffer in) {
    return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
