package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** F06 with the clock of the whole process, which libfaketime sets. */
class ProcessClockFaultIT {
  @Test
  void theClockOfTheProcessItselfIsSetForwardsAndBack() throws Exception {
    Path library = library();
    try (FaultRig f = new FaultRig(1, "recovery:\n  hang-after: 20s\n")) {
      Path setting = Files.writeString(f.rig.root().resolve("clock"), "+0\n");
      f.rig
          .bridge()
          .environment("LD_PRELOAD", library.toString())
          .environment("FAKETIME_TIMESTAMP_FILE", setting.toString())
          .environment("FAKETIME_CACHE_DURATION", "1")
          .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
          .environment("DONT_FAKE_MONOTONIC", "1");
      f.started();
      long ahead = 0;
      for (Duration jump : ClockFaultIT.JUMPS) {
        f.say(1, "echo");
        String underWay = f.say(1, "pause 1500");
        f.say(1, "echo");
        await()
            .atMost(FaultRig.PATIENCE)
            .until(() -> f.rig.transcript(1).toString().contains(underWay));
        ahead += jump.toSeconds();
        Files.writeString(setting, "%+d%n".formatted(ahead));
        f.say(1, "echo");
        f.awaitSettled();
      }
      CrashOracle.Verdict verdict = f.judge();
      assertThat(verdict.answered()).isEqualTo(f.asked.size());
      assertThat(f.recoveries(1)).as("no false alarm").isEmpty();
      assertThat(f.rig.twin().identifies()).as("no login anew").isEqualTo(1);
      String log = Files.readString(f.rig.bridge().layout().logs().resolve("bridge.log"));
      assertThat(log).as("the clock was really set").contains(day(Duration.ofHours(23)));
      System.out.printf(
          "F06 clock of the process set %d times, by %s: %d messages, 1 login, %s%n",
          ClockFaultIT.JUMPS.size(), ClockFaultIT.JUMPS, f.asked.size(), verdict);
      f.rig.forget();
    }
  }

  private static Path library() throws IOException {
    for (String folder : List.of("/usr/lib", "/usr/lib64", "/usr/local/lib")) {
      try (Stream<Path> all =
          Files.find(
              Path.of(folder), 3, (file, a) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
        Optional<Path> found = all.findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (UncheckedIOException | NoSuchFileException e) {
        continue; // no such folder here, or one that is not ours to read
      }
    }
    return Skip.aloud("libfaketime is not here (apt-get install faketime), so no clock is set");
  }

  private static String day(Duration ahead) {
    return Instant.now().plus(ahead).toString().substring(0, 10);
  }
}
