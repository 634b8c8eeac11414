package io.github.claudebridge.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes text files that only their owner can read, each in one step. */
final class PrivateText {
  private PrivateText() {}

  /** Replaces the file; what it was is kept beside it, with {@code .bak} behind its name. */
  static void write(Path file, String text) throws IOException {
    if (Files.exists(file)) {
      put(file.resolveSibling(file.getFileName() + ".bak"), Files.readString(file));
    }
    put(file, text);
  }

  private static void put(Path file, String text) throws IOException {
    var part = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(part);
    try (var channel =
            FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        var out = Channels.newOutputStream(channel)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
