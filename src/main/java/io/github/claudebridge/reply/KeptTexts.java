package io.github.claudebridge.reply;

import io.github.claudebridge.text.WellFormed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Texts too long for a post, kept as files until they are swept: a post may be sent again. */
public final class KeptTexts {
  private final Path folder;

  /**
   * Files for all sessions.
   *
   * @param folder where they are kept; it exists and is private
   */
  public KeptTexts(Path folder) {
    this.folder = folder;
  }

  /** Keeps a text; the same place and name is the same file. */
  Path keep(int session, String place, String name, String text) {
    Path home = folder.resolve("session_" + session).resolve(place);
    try {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path part = Files.createTempFile(home, "text", ".part");
      Files.writeString(part, WellFormed.of(text));
      return Files.move(part, home.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("a text of session " + session + " cannot be kept", e);
    }
  }
}
