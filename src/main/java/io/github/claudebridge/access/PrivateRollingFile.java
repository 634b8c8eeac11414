package io.github.claudebridge.access;

import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A log that rolls over, and that nobody but its owner can read from its first byte on. */
public final class PrivateRollingFile<E> extends RollingFileAppender<E> {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Override
  public void openFile(String name) throws IOException {
    Path file = Path.of(name);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.createFile(file, OWNER);
    } catch (FileAlreadyExistsException goesOn) {
      addInfo("appending to " + name);
    }
    super.openFile(name);
  }
}
