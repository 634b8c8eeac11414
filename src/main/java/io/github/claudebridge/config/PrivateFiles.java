package io.github.claudebridge.config;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Files and directories that are nobody else's business: how they are made and checked. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final long UID = new UnixSystem().getUid();

  private PrivateFiles() {}

  /**
   * Makes sure that a directory is there, ours, and closed to others. One that is still empty is
   * closed (a fresh checkout brings it open); one with content that others could read is refused.
   *
   * @throws BadSettingsException with the mend
   */
  static void directory(Path path) throws BadSettingsException, IOException {
    Files.createDirectories(path.getParent());
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(DIRECTORY));
    } catch (FileAlreadyExistsException there) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new BadSettingsException(List.of(path + ": is not a directory; move it away"));
      }
      if (owner(path) == UID && untouched(path)) {
        Files.setPosixFilePermissions(path, DIRECTORY);
      }
      check(path, true);
    }
  }

  /**
   * Checks that a file or directory is ours and closed to others.
   *
   * @throws BadSettingsException with the mend
   */
  static void check(Path path, boolean directory) throws BadSettingsException, IOException {
    owned(path);
    var more = EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    more.removeAll(DIRECTORY);
    if (!more.isEmpty()) {
      throw new BadSettingsException(
          List.of(
              "%s: others may get at it (%s); run: chmod %s %s"
                  .formatted(path, mode(path), directory ? "700" : "600", path)));
    }
  }

  /**
   * Checks that a directory is ours and that not everybody may write into it.
   *
   * @throws BadSettingsException with the mend
   */
  static void notForAll(Path path) throws BadSettingsException, IOException {
    owned(path);
    if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new BadSettingsException(
          List.of("%s: everybody may write there; run: chmod o-w %s".formatted(path, path)));
    }
  }

  /** Replaces a file in one step, so that a reader sees the old or the new, also after a crash. */
  static void replace(Path path, String text) throws IOException {
    var part = path.resolveSibling("." + path.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (var channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(FILE))) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    try (var directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static void owned(Path path) throws BadSettingsException, IOException {
    var owner = owner(path);
    if (owner != UID) {
      throw new BadSettingsException(
          List.of(
              "%s: belongs to user %d, not to the one that runs the bridge (%d); chown it or start"
                      .formatted(path, owner, UID)
                  + " the bridge as its owner"));
    }
  }

  private static long owner(Path path) throws IOException {
    var uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return uid instanceof Integer number ? Integer.toUnsignedLong(number) : -1;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean untouched(Path path) throws IOException {
    try (var children = Files.list(path)) {
      return children.allMatch(each -> each.getFileName().toString().equals(".gitkeep"));
    }
  }
}
