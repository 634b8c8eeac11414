package io.github.claudebridge.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to be the only bridge on a state directory: a file lock, which dies with the process.
 */
final class SingleInstance implements AutoCloseable {
  private static final int LOOKS = 40;
  private static final Duration PAUSE = Duration.ofMillis(25);

  private final FileChannel channel;
  private final FileLock lock;

  private SingleInstance(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Somebody else holds the right. */
  static final class HeldException extends Exception {
    private static final long serialVersionUID = 1L;

    HeldException(String holder) {
      super(
          "another bridge runs on this directory (pid " + holder + "); stop it first with"
              + " ./stop-bridge.sh");
    }
  }

  /** Takes the right and writes our pid into the file. */
  static SingleInstance take(Path file) throws IOException, HeldException {
    FileChannel channel =
        FileChannel.open(
            file,
            java.util.Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) { // held by this very process
      throw new HeldException(Long.toString(ProcessHandle.current().pid()));
    }
    if (lock == null) {
      channel.close();
      throw new HeldException(holder(file));
    }
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    channel.write(ByteBuffer.wrap(pid), 0); // over the old one: the file is never found empty
    channel.truncate(pid.length);
    channel.force(true);
    return new SingleInstance(channel, lock);
  }

  /** Who holds it; the very first holder of all may be about to write it down. */
  private static String holder(Path file) throws IOException {
    for (int looks = 0; looks < LOOKS; looks++) {
      String pid = Files.readString(file).lines().findFirst().orElse("");
      if (pid.matches("\\d+")) {
        return pid;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return "unknown";
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
