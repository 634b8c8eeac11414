package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.FloodRig.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.BacklogStore;
import io.github.claudebridge.testing.Typed;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand messages at once, through the real JDA, and what is left of them. */
class FloodIT {
  private static final int FLOOD = 10_000;
  private static final int MOST = 200;
  private static final int PROBES = 40;
  private static final Duration LONG = Duration.ofSeconds(300);

  @TempDir private Path dir;

  private static void until(Callable<Boolean> done) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .dontCatchUncaughtExceptions()
        .until(done);
  }

  /** A count once it stays for three seconds, in which a dozen marks could have been made. */
  private static long settled(Callable<Long> count) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              long now = count.call();
              return last.getAndSet(now) == now;
            });
    return last.get();
  }

  @Test
  void tenThousandInOneChannelAreStoredInOrderToldOnceAndHurtNobody() throws Exception {
    try (FloodRig rig = new FloodRig(dir, 3, 2, MOST)) {
      String flooded = channel(1);
      rig.agents.get(1).next(Typed.WORKED_ON);
      List<Long> before = probe(rig, PROBES, "before");

      long empty = FloodRig.heap();
      say(rig, channel(3), FLOOD); // to nobody: what the twin and JDA keep of so many
      probe(rig, 1, "settled");
      long twins = FloodRig.heap() - empty;

      long begun = System.nanoTime();
      CompletableFuture<List<String>> flood =
          CompletableFuture.supplyAsync(() -> say(rig, flooded, FLOOD));
      List<Long> during = probe(rig, PROBES, "during");
      List<String> said = flood.join();
      until(() -> stored(rig, flooded).size() == FLOOD);
      double seconds = (System.nanoTime() - begun) / 1e9;
      List<String> stored = stored(rig, flooded);
      assertThat(stored).as("stored, in order, once").isEqualTo(said);
      long ours = FloodRig.heap() - empty - 2 * twins;

      Map<String, Integer> rungs = rungs(rig, flooded);
      assertThat(rungs).containsOnlyKeys("ACCEPTED", "QUEUED", "FAILED " + BacklogStore.FULL);
      assertThat(rungs.get("QUEUED")).isEqualTo(MOST);
      assertThat(rungs.get("FAILED " + BacklogStore.FULL)).isEqualTo(FLOOD - MOST - 1);
      TwinPost told =
          rig.twin.awaitPost(
              flooded,
              p -> p.content().contains((FLOOD - MOST - 1) + " messages are stored"),
              DiscordBench.SOON);
      assertThat(rig.twin.posts(flooded)).as("told once").hasSize(1);
      assertThat(told.content()).contains("200 messages wait", "/queue clear");
      assertThat(rig.twin.rateLimited()).isEmpty();
      long marks = settled(() -> reactions(rig));
      assertThat(marks).as("reactions, which cost a quarter of a second each").isLessThan(300);
      assertThat(ours).as("heap after the flood").isLessThan(24L << 20);
      assertThat(at(during, 50)).as("p50 in ms").isLessThan(Math.max(100, 4 * at(before, 50)));
      assertThat(at(during, 99)).as("p99 in ms").isLessThan(Math.max(300, 5 * at(before, 99)));

      System.out.printf(
          "F10 flood: %d said, %d stored in %.1f s, 0 order violations, %d lost, %d dup; %d queued,"
              + " %d kept out;"
              + " posts %d, reactions asked for %d; quiet channel p50/p99 %d/%d ms before,"
              + " %d/%d ms during; heap %+d KB ours, %d KB the twin's and JDA's%n",
          said.size(), stored.size(), seconds, said.size() - stored.size(),
          stored.size() - stored.stream().distinct().count(), rungs.get("QUEUED"),
          rungs.get("FAILED " + BacklogStore.FULL), rig.twin.posts(flooded).size(), marks,
          at(before, 50), at(before, 99), at(during, 50), at(during, 99), ours >> 10, twins >> 10);
      letInAndClear(rig, flooded, told, said);
    }
  }

  /** The button of the post lets the next ones in, in their order; the command takes all out. */
  private static void letInAndClear(
      FloodRig rig, String flooded, TwinPost told, List<String> said) throws Exception {
    rig.agents.get(1).finish("the first is done");
    until(() -> rungs(rig, flooded).getOrDefault("ANSWERED", 0) == MOST + 1);
    assertThat(rig.agents.get(1).taken())
        .isEqualTo(IntStream.rangeClosed(0, MOST).mapToObj(i -> "message " + i).toList());

    rig.agents.get(1).next(Typed.WORKED_ON);
    assertThat(
            rig.twin.click(told.id(), FRIEND, "refused:200").awaitReply(LONG).content())
        .contains("200 messages are in the queue");
    until(() -> rig.agents.get(1).taken().size() == MOST + 2);
    assertThat(rig.agents.get(1).taken().getLast()).isEqualTo("message " + (MOST + 1));
    assertThat(rungs(rig, flooded)).containsEntry("QUEUED", MOST - 1);

    assertThat(
            rig.twin
                .slash(flooded, FRIEND, "queue clear", Map.of())
                .awaitReply(LONG)
                .content())
        .contains((MOST - 1) + " messages");
    assertThat(rungs(rig, flooded)).doesNotContainKey("QUEUED");
    until(
        () ->
            rig.twin.posts(flooded).stream()
                .anyMatch(p -> p.id().equals(told.id()) && p.content().startsWith("📦 ")));
  }

  @Test
  void twoHundredInEachOfFiftyChannelsAreAnsweredInOrderAndNoneTwice() throws Exception {
    int channels = 50;
    int each = 200;
    try (FloodRig rig = new FloodRig(dir, channels, channels, each);
        LiveHeap heap = new LiveHeap()) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        for (int n = 1; n <= channels; n++) {
          all.add(rig.twin.say(channel(n), FRIEND, "message " + i));
        }
      }
      until(() -> answered(rig) == channels * each);
      int posts = 0;
      for (int n = 1; n <= channels; n++) {
        assertThat(rig.agents.get(n).taken())
            .as("session %s", n)
            .isEqualTo(IntStream.range(0, each).mapToObj(i -> "message " + i).toList());
        String channel = channel(n);
        List<String> expected =
            IntStream.range(0, each).mapToObj(i -> "answer to message " + i).toList();
        until(() -> answers(rig, channel).size() >= each);
        assertThat(answers(rig, channel)).as("channel %s", channel).isEqualTo(expected);
        posts += rig.twin.posts(channel).size();
      }
      // RestPaceTest counts what leaves; a machine that stands still bunches it on its way.
      assertThat(rig.twin.rateLimited())
          .as("calls that came too fast")
          .hasSizeLessThan(rig.twin.requests().size() / 50);
      assertThat(heap.growth()).as("live heap in the flood").isLessThan(120L << 20);
      assertThat(posts).as("posts").isLessThan(channels * each / 2);
      System.out.printf(
          "F10 50 channels: %d said, %d answered, 0 order violations, 0 lost, 0 dup; %d posts,"
              + " reactions asked for %d, refused as too fast %d of %d calls; live heap"
              + " %d MB more at most, the twin's and JDA's with it%n",
          all.size(), answered(rig), posts, reactions(rig), rig.twin.rateLimited().size(),
          rig.twin.requests().size(), heap.growth() >> 20);
    }
  }

  private static List<String> say(FloodRig rig, String channel, int count) {
    List<String> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(rig.twin.say(channel, FRIEND, "message " + i));
    }
    return ids;
  }

  /** How long messages of a quiet channel take until its agent has them, in milliseconds. */
  private static List<Long> probe(FloodRig rig, int count, String name) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = name + " " + i;
      long begun = System.nanoTime();
      rig.twin.say(channel(2), FRIEND, text);
      while (!rig.agents.get(2).taken().contains(text)) {
        assertThat(System.nanoTime() - begun).as(text).isLessThan(LONG.toNanos());
        Thread.onSpinWait();
        Thread.yield();
      }
      times.add((System.nanoTime() - begun) / 1_000_000);
    }
    return times.stream().sorted().toList();
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static List<String> stored(FloodRig rig, String channel) {
    return rig.store
        .database()
        .read(
            h ->
                h.createQuery("SELECT id FROM message WHERE channel = ? ORDER BY line")
                    .bind(0, channel)
                    .mapTo(String.class)
                    .list());
  }

  private static Map<String, Integer> rungs(FloodRig rig, String channel) {
    return rig.store
        .database()
        .read(
            h ->
                h.createQuery(
                        "SELECT trim(rung || ' ' || coalesce(reason, '')) AS r, count(*) AS n"
                            + " FROM message WHERE channel = ? GROUP BY r")
                    .bind(0, channel)
                    .map((r, c) -> Map.entry(r.getString("r"), r.getInt("n")))
                    .collect(
                        java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static int answered(FloodRig rig) {
    return rig.store
        .database()
        .read(
            h ->
                h.createQuery("SELECT count(*) FROM message WHERE rung = ?")
                    .bind(0, Rung.ANSWERED.name())
                    .mapTo(Integer.class)
                    .one());
  }

  /** The answers that a reader finds in a channel, files opened. */
  private static List<String> answers(FloodRig rig, String channel) {
    return rig.twin.posts(channel).stream()
        .map(p -> p.attachments().isEmpty() ? p.content() : p.attachments().getFirst().text())
        .flatMap(String::lines)
        .filter(line -> line.startsWith("answer to"))
        .toList();
  }

  private static long reactions(FloodRig rig) {
    return rig.twin.requests().stream().filter(r -> r.contains("/reactions/")).count();
  }
}
