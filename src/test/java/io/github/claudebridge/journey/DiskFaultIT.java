package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.Skip;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F05: the disk of the store and of the logs has no room left, and has some again later. */
class DiskFaultIT {
  private static final int MEGABYTES = 3;
  private static final String WARNING = "cannot write its store";

  private FaultRig f;

  @AfterEach
  void close() throws Exception {
    if (f != null) {
      f.close();
    }
  }

  @Test
  void aFullDiskIsToldOnceAndNothingIsLost() throws Exception {
    if (!makesDisks()) {
      Skip.aloud("this machine lets nobody make a disk of their own (unshare --user --mount)");
    }
    f = new FaultRig(2, "");
    f.rig.bridge().onDiskOf(MEGABYTES);
    f.started();
    f.awaitAnswer(1, f.say(1, "echo"));
    f.awaitAnswer(2, f.say(2, "echo"));
    String underWay = f.say(2, "pause 3000");
    await()
        .atMost(FaultRig.PATIENCE)
        .until(() -> f.rig.transcript(2).toString().contains(underWay));

    Path filler = f.rig.bridge().layout().run().resolve("filler");
    long filled = fill(filler);
    for (int i = 0; i < 20; i++) {
      f.say(1 + i % 2, "echo", " " + "x".repeat(1_500));
    }
    await() // a write that fails has the store's log taken over, which makes room once more
        .atMost(FaultRig.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              fill(filler);
              if (warnings() == 0) {
                f.say(1, "echo", " " + "x".repeat(1_500));
              }
              return warnings() > 0;
            });
    for (int i = 0; i < 10; i++) {
      f.say(1 + i % 2, "echo", " " + "x".repeat(1_500));
    }
    await() // it tries again and again, and says nothing more
        .during(Duration.ofSeconds(6))
        .atMost(FaultRig.PATIENCE)
        .until(() -> f.rig.bridge().alive());
    int storedFull = CrashOracle.stored(f.rig.bridge().layout().store()).size();
    assertThat(storedFull).as("stored while there is no room").isLessThan(f.asked.size());
    for (CrashOracle.Asked each : f.asked) {
      if (!CrashOracle.stored(f.rig.bridge().layout().store()).containsKey(each.id())) {
        assertThat(f.rig.twin().reactions(each.id())).as("a mark on what is not stored").isEmpty();
      }
    }

    Files.delete(filler);
    long room = System.nanoTime();
    await()
        .atMost(FaultRig.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () ->
                CrashOracle.stored(f.rig.bridge().layout().store()).size() == f.asked.size());
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - room);
    CrashOracle.Verdict verdict = f.judge();
    System.out.printf(
        "F05 disk of %d MB full (%d KB by others): %d of %d messages stored meanwhile, all %d ms after"
            + " there was room, %d warnings, %s%n",
        MEGABYTES, filled >> 10, storedFull, f.asked.size(), took, warnings(), verdict);
    assertThat(verdict.failed() + verdict.undecided()).isZero();
    assertThat(warnings()).as("warnings, one for each channel at most").isBetween(1L, 2L);
    assertThat(took).as("ms until it goes on").isLessThan(5_000);
    f.rig.forget();
  }

  private static boolean makesDisks() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "true")
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private long warnings() {
    long all = 0;
    for (int n = 1; n <= f.rig.sessions(); n++) {
      all += f.posts(n).stream().filter(p -> p.content().contains(WARNING)).count();
    }
    return all;
  }

  /** Writes until there is no room; to the last byte. */
  private static long fill(Path file) throws IOException {
    long written = 0;
    try (OutputStream out = Files.newOutputStream(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = 1 << 16; size > 0; size /= 16) {
        byte[] piece = new byte[size];
        try {
          while (true) {
            out.write(piece);
            written += size;
          }
        } catch (IOException full) {
          assertThat(full).hasMessageContaining("No space left");
        }
      }
    }
    return written;
  }
}
