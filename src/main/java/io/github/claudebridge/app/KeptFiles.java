package io.github.claudebridge.app;

import io.github.claudebridge.api.Uploads;
import io.github.claudebridge.attachment.SafeName;
import io.github.claudebridge.command.SessionFiles;
import io.github.claudebridge.config.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The files that the bridge keeps: what callers hand over to be posted, and what sessions leave.
 */
final class KeptFiles implements Uploads, SessionFiles {
  private final Layout layout;

  KeptFiles(Layout layout) {
    this.layout = layout;
  }

  @Override
  public Path keep(String name, InputStream content) throws IOException {
    Path folder = layout.attachments().resolve("outgoing").resolve(UUID.randomUUID().toString());
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = folder.resolve(SafeName.of("", name).replaceFirst("^-+", ""));
    Files.copy(content, file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Override
  public void purge(int session) throws IOException {
    delete(layout.attachments().resolve("session_" + session));
    try (var logs = Files.newDirectoryStream(layout.logs(), "session_" + session + ".*")) {
      for (Path log : logs) {
        Files.deleteIfExists(log);
      }
    }
    for (String part :
        new String[] {".settings.json", ".header", ".token", ".exit.code", ".exit.screen"}) {
      Files.deleteIfExists(layout.run().resolve("session-" + session + part));
    }
  }

  /** Deletes a folder and what is in it; a link in it is deleted, never followed. */
  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path dir, @org.jspecify.annotations.Nullable IOException trouble)
              throws IOException {
            if (trouble != null) {
              throw trouble;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
