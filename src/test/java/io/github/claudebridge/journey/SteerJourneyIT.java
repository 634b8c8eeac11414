package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With {@code queue: steer}, what comes while the agent works is typed into the running turn. */
class SteerJourneyIT {
  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig("sessions:\n  queue: steer\n");
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aMessageInTheMiddleOfATextGetsTheNextTurn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    rig.model().script(ModelReply.spoken().holdUntil(go).text("first done"));
    String first = rig.twin().say(CHANNEL, ANN, "one");
    rig.awaitState("working");
    String second = rig.twin().say(CHANNEL, ANN, "two");
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> rig.twin().reactions(second).containsKey("👀"));
    go.countDown();
    rig.awaitAnswered(second);
    rig.awaitAnswered(first);
    assertThat(contents()).containsExactly("first done", "ECHO: two");
    assertThat(rig.twin().posts(CHANNEL).getLast().replyTo()).isEqualTo(second);
  }

  @Test
  void aMessageDuringAToolJoinsTheRunningTurn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    rig.model()
        .script(
            ModelReply.spoken().read(rig.home().project() + "/x"),
            ModelReply.spoken().holdUntil(go).read(rig.home().project() + "/y"),
            ModelReply.text("both done"));
    String first = rig.twin().say(CHANNEL, ANN, "one");
    await().atMost(Duration.ofSeconds(15)).until(() -> rig.model().conversation().size() == 2);
    String second = rig.twin().say(CHANNEL, ANN, "two");
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> rig.twin().reactions(second).containsKey("👀"));
    go.countDown();
    rig.awaitAnswered(first);
    rig.awaitAnswered(second);
    assertThat(contents()).containsExactly("both done");
    assertThat(rig.model().conversation().getLast().body().toString()).contains("two");
  }

  private List<String> contents() {
    return rig.twin().posts(CHANNEL).stream().map(TwinPost::content).toList();
  }
}
