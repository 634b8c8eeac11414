package io.github.claudebridge.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file under the audit log: numbered lines, each ending in {@code "hash"}, which is SHA-256
 * over the hash of the line before and the rest of its own line.
 */
final class AuditChain implements AutoCloseable {
  private static final String START = "0".repeat(64);
  private static final Pattern LINE =
      Pattern.compile("(\\{\"n\":(\\d{1,18}),.*),\"hash\":\"([0-9a-f]{64})\"\\}");

  private final FileChannel channel;
  private final InstantSource clock;
  private long number;
  private String head;

  private AuditChain(FileChannel channel, InstantSource clock, long number, String head) {
    this.channel = channel;
    this.clock = clock;
    this.number = number;
    this.head = head;
  }

  static AuditChain open(Path file, InstantSource clock) throws IOException {
    var channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      return continued(file, channel, clock);
    } catch (IOException | RuntimeException broken) {
      channel.close();
      throw broken;
    }
  }

  /** Goes on after the last line; one that a crash left unfinished is dropped, and that is told. */
  private static AuditChain continued(Path file, FileChannel channel, InstantSource clock)
      throws IOException {
    var size = channel.size();
    var end = lastLineBreak(channel, size) + 1;
    channel.truncate(end);
    channel.position(end);
    var chain = new AuditChain(channel, clock, 0, START);
    if (end > 0) {
      var start = lastLineBreak(channel, end - 1) + 1;
      var bytes = ByteBuffer.allocate(Math.toIntExact(end - 1 - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
      var line = LINE.matcher(StandardCharsets.UTF_8.decode(bytes.flip()));
      if (!line.matches()) {
        throw new IOException(
            file + ": the last line is no line of the audit log; move the file away to begin anew");
      }
      chain.number = Long.parseLong(line.group(2));
      chain.head = line.group(3);
    }
    if (size > end) {
      chain.append(Map.of("who", "bridge", "what", "audit.torn", "+bytes", "" + (size - end)));
    }
    return chain;
  }

  synchronized String head() {
    return head;
  }

  synchronized void append(Map<String, String> fields) throws IOException {
    var line = new StringBuilder("{\"n\":").append(number + 1);
    line.append(",\"at\":").append(JsonText.quote(clock.instant().toString()));
    fields.forEach(
        (key, value) ->
            line.append(',').append(JsonText.quote(key)).append(':').append(JsonText.quote(value)));
    var hash = hash(head, line.toString());
    line.append(",\"hash\":\"").append(hash).append("\"}\n");
    var before = channel.position();
    try {
      var bytes = ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException failed) {
      // A full disk leaves half a line; the next one must not be glued to it.
      channel.truncate(before);
      throw failed;
    }
    number++;
    head = hash;
  }

  static AuditLog.Verdict verify(Path file) throws IOException {
    var head = START;
    var number = 0L;
    try (var lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (var raw = lines.readLine(); raw != null; raw = lines.readLine()) {
        // Read byte by byte first: a flipped bit may leave bytes that are no UTF-8.
        var text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        var problem = problem(text, number + 1, head);
        if (problem != null) {
          return new AuditLog.Verdict(number, head, "line " + (number + 1) + ": " + problem);
        }
        head = text.substring(text.length() - 66, text.length() - 2);
        number++;
      }
    }
    return new AuditLog.Verdict(number, head, null);
  }

  private static @Nullable String problem(String text, long expected, String head) {
    var line = LINE.matcher(text);
    if (!line.matches()) {
      return "is no line of the audit log";
    }
    if (Long.parseLong(line.group(2)) != expected) {
      return "has the number " + line.group(2);
    }
    return hash(head, line.group(1)).equals(line.group(3))
        ? null
        : "was changed, or the one before it is gone";
  }

  private static long lastLineBreak(FileChannel channel, long before) throws IOException {
    var block = ByteBuffer.allocate(8_192);
    for (var end = before; end > 0; end -= Math.min(end, block.capacity())) {
      var from = Math.max(0, end - block.capacity());
      block.clear().limit((int) (end - from));
      while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {}
      for (var i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return from + i;
        }
      }
    }
    return -1;
  }

  private static String hash(String head, String line) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
