package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A usage limit that is over in the middle of the night: a real Claude Code meets it, and nothing
 * goes on by itself until the quiet hours end. The bridge's clock runs ahead of the machine's, as
 * far as a test says.
 */
class QuietHoursJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
  private static final Pattern STAMP = Pattern.compile("<t:(\\d+):[tf]>");

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private Instant morning;
  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    Instant now = Instant.now();
    morning = now.plus(Duration.ofHours(4)).truncatedTo(ChronoUnit.MINUTES);
    String hours = CLOCK.format(now.minus(Duration.ofHours(1))) + "-" + CLOCK.format(morning);
    rig =
        DiscordRig.ofSubscriber(
            "limits:\n  time-zone: UTC\n  quiet-hours: \"" + hours + "\"\n");
    rig.bridge().clock(() -> Instant.now().plus(ahead.get()));
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    rig.closeChecked();
  }

  @Test
  void whatIsToBeContinuedWaitsForTheMorning() throws Exception {
    TwinPost limit = meetTheLimit();
    assertThat(limit.content())
        .contains("quiet hours", "<t:" + morning.getEpochSecond() + ":t>")
        .contains("is left as it is, unless you want it continued");
    assertThat(moments(limit)).hasSize(2);
    Instant over = moments(limit).getFirst();
    assertThat(over).isBetween(Instant.now().plusSeconds(3_600), morning.minusSeconds(3_600));
    assertThat(label(limit, "limit:continue")).endsWith(CLOCK.format(morning));
    String waits = rig.twin().say(CHANNEL, ANN, "and then this");
    await().atMost(SOON).until(() -> rig.twin().reactions(waits).containsKey("📥"));

    rig.twin().click(limit.id(), BEN, "limit:continue").awaitReply(SOON);
    TwinPost armed = edited(limit, "continue what it was working on");
    assertThat(armed.content()).contains("<@" + BEN + ">");
    assertThat(moments(armed)).containsOnly(over, morning);

    restartAt(over.plusSeconds(60));
    rig.awaitState("idle");
    assertThat(rig.api().get("/v1/sessions/1/queue")).contains("\"and then this\"");
    assertThat(asked()).as("the limit is over, the night is not").hasSize(2);
    assertThat(rig.twin().posts(CHANNEL)).noneMatch(p -> p.content().contains("limit is over"));

    restartAt(morning.minusSeconds(3));
    rig.awaitPost("Continue where you left off.");
    assertThat(Instant.now().plus(ahead.get())).isAfterOrEqualTo(morning);
    rig.awaitAnswered(waits);
    assertThat(asked()).hasSize(4).last().asString().contains("and then this");
    assertThat(edited(limit, "the agent continues").buttonIds()).isEmpty();
    assertThat(rig.twin().posts(CHANNEL)).noneMatch(p -> p.content().contains("❌"));
  }

  @Test
  void whoIsAwakeAfterTheLimitIsHeardBeforeTheMorning() throws Exception {
    TwinPost limit = meetTheLimit();
    String early = rig.twin().say(CHANNEL, ANN, "too early");
    await().atMost(SOON).until(() -> rig.twin().reactions(early).containsKey("📥"));
    ahead.set(Duration.between(Instant.now(), moments(limit).getFirst().plusSeconds(60)));
    String late = rig.twin().say(CHANNEL, BEN, "I cannot sleep");
    rig.awaitAnswered(early);
    rig.awaitAnswered(late);
    assertThat(asked()).as("nobody wanted it continued").noneMatch(t -> t.contains("left off"));
    assertThat(edited(limit, "The limit is over").buttonIds()).isEmpty();
    assertThat(Instant.now().plus(ahead.get())).isBefore(morning);
  }

  /** The agent works, and is cut off by a limit that is over in two hours. */
  private TwinPost meetTheLimit() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken().text("I begin.").read(rig.home().project() + "/x"),
            ModelReply.usageLimit("five_hour", Instant.now().plus(Duration.ofHours(2))));
    rig.twin().say(CHANNEL, ANN, "a long work");
    TwinPost limit = rig.awaitPost(p -> p.content().startsWith("⏳"));
    rig.awaitState("idle");
    return limit;
  }

  private void restartAt(Instant moment) throws Exception {
    rig.bridge().stop();
    ahead.set(Duration.between(Instant.now(), moment));
    rig.bridge().open();
  }

  private TwinPost edited(TwinPost post, String text) {
    return rig.awaitPost(p -> p.id().equals(post.id()) && p.content().contains(text));
  }

  private static List<Instant> moments(TwinPost post) {
    Matcher stamp = STAMP.matcher(post.content());
    List<Instant> moments = new ArrayList<>();
    while (stamp.find()) {
      moments.add(Instant.ofEpochSecond(Long.parseLong(stamp.group(1))));
    }
    return moments;
  }

  private List<String> asked() {
    return rig.model().conversation().stream().map(ModelRequest::lastUserText).toList();
  }

  private static String label(TwinPost post, String id) {
    for (JsonNode row : post.components()) {
      for (JsonNode button : row.path("components")) {
        if (button.path("custom_id").asText().equals(id)) {
          return button.path("label").asText();
        }
      }
    }
    throw new AssertionError(id + " is none of " + post.buttonIds());
  }
}
