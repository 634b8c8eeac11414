package io.github.claudebridge.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many new gateway sessions may still be opened, kept on disk. Discord resets the token of a
 * bot that sends more than 1,000 IDENTIFYs in 24 hours, so each is written down for good before it
 * is sent: a crash loop of ours stops at the limit instead.
 *
 * <p>The file holds one time per line. A line that cannot be read, or that lies in the future,
 * counts as a login of now, so that damage to the file never gives a larger budget.
 */
public final class IdentifyBudget {
  private static final Logger log = LoggerFactory.getLogger(IdentifyBudget.class);
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(600);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int FREE_IN_A_ROW = 2;

  private final Path file;
  private final int limit;
  private final InstantSource clock;
  private final DoubleSupplier jitter;

  /**
   * A budget.
   *
   * @param file where the logins are written down; its directory must exist
   * @param limit how many there may be in 24 hours
   * @param jitter random numbers from 0 to 1, which spread the pauses between logins
   */
  public IdentifyBudget(Path file, int limit, InstantSource clock, DoubleSupplier jitter) {
    this.file = file;
    this.limit = limit;
    this.clock = clock;
    this.jitter = jitter;
  }

  /**
   * When the next login may be, or empty if it may be now.
   *
   * @throws IOException if the file cannot be read; then there must be no login
   */
  public synchronized Optional<Instant> nextAllowed() throws IOException {
    return nextAllowed(recent());
  }

  private Optional<Instant> nextAllowed(List<Instant> recent) {
    return recent.size() < limit
        ? Optional.empty()
        : Optional.of(recent.get(recent.size() - limit).plus(WINDOW));
  }

  /** How many logins there were in the last 24 hours, and how many there may be, in words. */
  public synchronized String describe() throws IOException {
    return recent().size() + " of " + limit + " logins in 24 hours";
  }

  /**
   * Takes one login out of the budget; when this returns empty, it is on the disk.
   *
   * @return empty if the login may go ahead, else when the next one may
   * @throws IOException if it could not be written down; then there must be no login
   */
  public synchronized Optional<Instant> take() throws IOException {
    List<Instant> recent = recent();
    Optional<Instant> later = nextAllowed(recent);
    if (later.isEmpty()) {
      recent.add(clock.instant());
      write(recent);
    }
    return later;
  }

  /** Gives the last login back, since it never reached Discord. */
  public synchronized void giveBack() throws IOException {
    List<Instant> recent = recent();
    if (!recent.isEmpty()) {
      recent.removeLast();
      write(recent);
    }
  }

  /**
   * How long to wait before the next login: nothing unless there were several in short order, then
   * a random part of a bound that doubles up to ten minutes.
   */
  public synchronized Duration pause() throws IOException {
    List<Instant> recent = recent();
    Instant later = clock.instant();
    int row = 0;
    while (row < recent.size()) {
      Instant earlier = recent.get(recent.size() - 1 - row);
      if (Duration.between(earlier, later).compareTo(LONGEST_PAUSE) > 0) {
        break;
      }
      later = earlier;
      row++;
    }
    return row < FREE_IN_A_ROW ? Duration.ZERO : jittered(row - FREE_IN_A_ROW);
  }

  /** A random part of five seconds, doubled so many times, at most of ten minutes. */
  Duration jittered(int doublings) {
    long bound =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(doublings, 20));
    return Duration.ofMillis((long) (bound * jitter.getAsDouble()));
  }

  private List<Instant> recent() throws IOException {
    List<Instant> times = new ArrayList<>();
    if (!Files.exists(file)) {
      return times;
    }
    Instant now = clock.instant();
    Instant oldest = now.minus(WINDOW);
    // Bytes, not text: a damaged file need not be valid UTF-8.
    for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank()) {
        Instant at = read(line.strip(), now);
        if (at.isAfter(oldest)) {
          times.add(at);
        }
      }
    }
    times.sort(null);
    return times;
  }

  private Instant read(String line, Instant now) {
    try {
      Instant at = Instant.parse(line);
      return at.isAfter(now) ? now : at;
    } catch (DateTimeParseException e) {
      log.warn("{} has a line that is no time; it counts as a login of now", file, e);
      return now;
    }
  }

  private void write(List<Instant> times) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text = times.stream().map(at -> at + "\n").collect(Collectors.joining());
    try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(
        draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
        entry.force(true);
      }
    }
  }
}
