package io.github.claudebridge.attachment;

import io.github.claudebridge.config.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes attachments that are too old, and the oldest ones of a session that keeps too much. It
 * removes plain files of ours only, never follows a link, and leaves
 * alone what is younger than ten minutes, since somebody may be about to read it.
 */
public final class AttachmentSweeper {
  private static final Logger log = LoggerFactory.getLogger(AttachmentSweeper.class);
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final Path root;
  private final Settings.Attachments limits;
  private final InstantSource clock;

  private record Kept(Path path, Instant at, long size) {}

  /**
   * @param root the directory of all attachments
   */
  public AttachmentSweeper(Path root, Settings.Attachments limits, InstantSource clock) {
    this.root = root;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Sweeps once over all sessions.
   *
   * @return how many files were removed
   * @throws IOException if the attachments cannot be listed
   */
  public int sweep() throws IOException {
    var removed = 0;
    try (var sessions = Files.newDirectoryStream(root, "{session_*,outgoing}")) {
      for (var session : sessions) {
        if (Files.isDirectory(session, LinkOption.NOFOLLOW_LINKS)) {
          removed += sweep(session);
        }
      }
    }
    if (removed > 0) {
      log.info("{} attachments swept away", removed);
    }
    return removed;
  }

  private int sweep(Path session) throws IOException {
    var now = clock.instant();
    var files = files(session);
    files.sort(Comparator.comparing(Kept::at).thenComparing(Kept::path));
    var total = files.stream().mapToLong(Kept::size).sum();
    var removed = 0;
    for (var file : files) {
      var age = Duration.between(file.at(), now);
      var abandoned = file.path().getFileName().toString().endsWith(".part");
      if (age.compareTo(YOUNG) < 0
          || !abandoned && age.compareTo(limits.keep()) <= 0 && total <= limits.quota().bytes()) {
        continue;
      }
      if (remove(file.path())) {
        total -= file.size();
        removed++;
      }
    }
    return removed;
  }

  private static List<Kept> files(Path session) throws IOException {
    var files = new ArrayList<Kept>();
    collect(session, files, true);
    return files;
  }

  /** Files to be posted lie one folder deeper, each in its own, so that they keep their names. */
  private static void collect(Path folder, List<Kept> files, boolean deeper) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var attributes =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()) {
          files.add(new Kept(entry, attributes.lastModifiedTime().toInstant(), attributes.size()));
        } else if (deeper && attributes.isDirectory()) {
          collect(entry, files, false);
        }
      }
    }
  }

  private static boolean remove(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException stuck) {
      log.warn("{} cannot be removed; look at its rights", file, stuck);
      return false;
    }
  }
}
