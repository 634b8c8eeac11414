package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static io.github.claudebridge.gateway.FloodRig.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.TightDisk;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.Typed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while, with the real JDA before it and a real SQLite on it. */
class FullDiskIT {
  private static final String LONG = "x".repeat(1_900);
  private static final String WARNING = "cannot write its store";

  @TempDir private Path dir;

  @Test
  void nothingIsLostThereIsOneWarningAndItGoesOnWithinFiveSeconds() throws Exception {
    TightDisk disk = new TightDisk();
    TempStore store = new TempStore(InstantSource.system(), disk::open);
    try (FloodRig rig = new FloodRig(dir, 1, 1, 200, store)) {
      List<String> ids = new ArrayList<>();
      ids.add(rig.twin.say(channel(1), FRIEND, "before"));
      until(() -> rung(rig, ids.getFirst()) == Rung.ANSWERED);

      rig.agents.get(1).next(Typed.WORKED_ON);
      ids.add(rig.twin.say(channel(1), FRIEND, "while there is room"));
      until(() -> rung(rig, ids.get(1)) == Rung.ACCEPTED);
      disk.fill(store.database());
      for (int i = 0; i < 30; i++) {
        ids.add(rig.twin.say(channel(1), FRIEND, i + " " + LONG));
      }
      rig.twin.awaitPost(channel(1), p -> p.content().contains(WARNING), SOON);
      rig.agents.get(1).finish("an answer of the full time " + LONG);
      await() // it stays so, and tries again and again
          .during(Duration.ofSeconds(4))
          .atMost(SOON)
          .until(() -> stored(rig) < ids.size());
      assertThat(warnings(rig)).isEqualTo(1);

      disk.empty(store.database());
      long begun = System.nanoTime();
      until(() -> stored(rig) == ids.size());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      until(() -> ids.stream().allMatch(id -> rung(rig, id) == Rung.ANSWERED));

      assertThat(took).as("until everything was stored").isLessThan(Duration.ofSeconds(5));
      assertThat(rig.agents.get(1).taken()).hasSize(32).doesNotHaveDuplicates();
      assertThat(rig.messages.recent(1, 50, false).reversed().stream().map(FullDiskIT::id))
          .containsExactlyElementsOf(ids);
      rig.twin.awaitPost(channel(1), p -> p.content().contains("of the full time"), SOON);
      assertThat(warnings(rig)).isEqualTo(1);
      System.out.printf(
          "F05 full store: %d said, %d stored %d ms after there was room, 0 lost, 0 dup, 1 warning%n",
          ids.size(), stored(rig), took.toMillis());
    }
  }

  private static String id(Delivery d) {
    return d.message().id();
  }

  private static Rung rung(FloodRig rig, String id) {
    return rig.messages.find(id).map(Delivery::rung).orElse(Rung.RECEIVED);
  }

  private static int stored(FloodRig rig) {
    return rig.messages.recent(1, 100, false).size();
  }

  private static long warnings(FloodRig rig) {
    return rig.twin.posts(channel(1)).stream().filter(p -> p.content().contains(WARNING)).count();
  }
}
