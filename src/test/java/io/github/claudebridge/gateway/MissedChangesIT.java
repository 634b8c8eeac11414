package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.STRANGER;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Wording;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people changed while nobody listened, of messages that wait, with the real JDA. */
class MissedChangesIT {
  @TempDir private Path dir;
  private DiscordBench bench;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
  }

  @AfterEach
  void shut() {
    assertThat(bench.twin.violations()).isEmpty();
    bench.close();
  }

  /** Posts a message that was heard, and waits. */
  private String waits(String text) {
    String id = bench.twin.say(CHANNEL, FRIEND, text);
    bench.waiting.add(new Wording(id, text));
    bench.hearing.startAt(CHANNEL, id);
    return id;
  }

  private void awaitUpToDate() {
    until(() -> bench.upToDate.equals(List.of(CHANNEL)));
  }

  @Test
  void editsAndDeletionsAreTold() {
    String same = waits("as it was");
    String edited = waits("first");
    String gone = waits("a mistake");
    bench.twin.edit(edited, "second");
    bench.twin.delete(gone);
    bench.ready();
    awaitUpToDate();
    assertThat(bench.changed)
        .doesNotContain("deleted " + same)
        .containsExactly("edited " + edited + " second", "deleted " + gone);
  }

  @Test
  void aMessageWhoseTextWasChangedHereAndNotThereIsLeft() {
    String id = bench.twin.say(CHANNEL, FRIEND, "posted");
    bench.hearing.startAt(CHANNEL, id);
    bench.waiting.add(new Wording(id, "as our store has it"));
    bench.ready();
    awaitUpToDate();
    assertThat(bench.changed).isEmpty();
  }

  @Test
  void whoIsNotHeardAnyMoreChangesNothing() {
    String id = bench.twin.say(CHANNEL, STRANGER, "posted");
    bench.hearing.startAt(CHANNEL, id);
    bench.waiting.add(new Wording(id, "posted"));
    bench.twin.edit(id, "forged");
    bench.ready();
    awaitUpToDate();
    assertThat(bench.changed).isEmpty();
  }

  @Test
  void manyAreReadInPages() {
    List<String> ids = IntStream.range(0, 250).mapToObj(i -> waits("text " + i)).toList();
    bench.twin.edit(ids.get(99), "changed");
    bench.twin.delete(ids.get(100));
    bench.twin.edit(ids.getLast(), "changed, too");
    bench.ready();
    awaitUpToDate();
    assertThat(bench.changed)
        .containsExactly(
            "edited " + ids.get(99) + " changed",
            "deleted " + ids.get(100),
            "edited " + ids.getLast() + " changed, too");
  }

  @Test
  void anEmptyHistoryIsNoProofOfADeletion() {
    bench.ready();
    awaitUpToDate();
    waits("still there");
    bench.twin.hideHistory();
    bench.twin.forgetSessions();
    until(() -> bench.upToDate.size() == 2);
    assertThat(bench.changed).isEmpty();
  }

  @Test
  void aLostSessionIsMadeUpForAndAResumedOneTellsItself() {
    bench.ready();
    awaitUpToDate();
    String id = waits("first");
    bench.twin.forgetSessions();
    bench.twin.edit(id, "second");
    until(() -> bench.upToDate.size() == 2);
    assertThat(bench.changed).containsOnlyOnce("edited " + id + " second");
  }
}
