package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** A few messages of the benchmark, so that it does not rot. */
class DeliverySmokeIT {
  @Test
  void oneMessageOfEachClassArrivesOnceAsDocumented() throws Exception {
    try (DiscordRig rig = new DiscordRig()) {
      rig.open();
      RealDelivery delivery = new RealDelivery(rig);
      for (Corpus.Group group : Corpus.all()) {
        if (group.setting() == Corpus.Setting.ALONE || group.together() == 2) {
          var few = group.texts().subList(0, group.together());
          var result =
              delivery.run(
                  new Corpus.Group(group.name(), group.setting(), group.together(), few));
          assertThat(result.clean()).as("%s %s", result.row(), result.oddities).isTrue();
        }
      }
    }
  }

  @Test
  void theAgentReadsWhatWasTooLongToBeTyped() throws Exception {
    try (DiscordRig rig = new DiscordRig()) {
      rig.open();
      rig.model()
          .answer(
              r ->
                  r.toolResults().isEmpty()
                      ? ModelReply.spoken().read(fileOf(r.lastUserText()))
                      : ModelReply.text("read"));
      String text = "長い文章です。\n".repeat(5_000) + "the end";
      String asked = rig.twin().say(DiscordRig.CHANNEL, DiscordRig.ANN, text);
      rig.awaitAnswered(asked);
      ModelRequest first = rig.model().conversation().getFirst();
      Path file = Path.of(fileOf(first.lastUserText()));
      assertThat(file).hasContent(text).hasParent(
          rig.bridge().layout().attachments().resolve("session_1"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(rig.model().conversation().getLast().toolResults().getFirst().text())
          .contains("長い文章です。");
    }
  }

  @Test
  void theOtherWaysOfTypingRunBesideOurs() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    new TypingBench(new PrintStream(printed, true, StandardCharsets.UTF_8)).run(1, 2);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3 - 1 + PeerTyping.values().length + 1)
        .last()
        .asString()
        .contains("| 1/1 | 2/2 | ok | ok | ok | ok | ok |");
  }

  private static String fileOf(String prompt) {
    return prompt.replaceAll("(?s).* in (/.*?) ;.*", "$1");
  }
}
