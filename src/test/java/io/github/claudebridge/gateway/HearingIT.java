package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.STRANGER;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.testing.twin.Permissions;
import io.github.claudebridge.testing.twin.TwinFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people write, with the real JDA, on good days and bad ones. */
class HearingIT {
  @TempDir private Path dir;
  private DiscordBench bench;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
  }

  @AfterEach
  void shut() {
    bench.close();
  }

  private void say(String text) {
    bench.twin.say(CHANNEL, FRIEND, text);
  }

  private void heard(String... texts) {
    until(() -> bench.hearing.texts().size() >= texts.length);
    assertThat(bench.hearing.texts()).containsExactly(texts);
  }

  @Test
  void aFriendIsHeardWithNameAndRoles() {
    bench.ready();
    say("hello");
    heard("hello");
    assertThat(bench.hearing.stored().getFirst().author().label()).isEqualTo("friend");
    assertThat(bench.asked.getFirst().roles()).containsExactly(bench.twin.role(GUILD, "dev"));
    assertThat(bench.twin.violations()).isEmpty();
  }

  @Test
  void strangersBotsAndWebhooksAreNotHeardButNoted() {
    bench.ready();
    bench.twin.say(CHANNEL, STRANGER, "let me in");
    bench.twin.sayAsBot(CHANNEL, "1500", "robot", "beep");
    bench.twin.sayAsWebhook(CHANNEL, "1600", "hook", "news");
    bench.twin.channel(GUILD, "201", "lobby").say("201", STRANGER, "in an unbound channel");
    say("hello");
    heard("hello");
    assertThat(bench.turnedAway).containsExactly(STRANGER, "1500", "1600");
  }

  @Test
  void anEventToldTwiceIsStoredOnce() {
    bench.ready();
    bench.twin.duplicateNextEvent();
    say("once");
    until(() -> bench.hearing.known() == 1);
    heard("once");
  }

  @Test
  void editsAndDeletionsAreToldInOrder() {
    bench.ready();
    String id = bench.twin.say(CHANNEL, FRIEND, "first");
    bench.twin.edit(id, "second");
    String other = bench.twin.say(CHANNEL, STRANGER, "mine");
    bench.twin.edit(other, "still mine");
    bench.twin.delete(id);
    until(() -> bench.changed.size() == 2);
    assertThat(bench.changed).containsExactly("edited " + id + " second", "deleted " + id);
  }

  @Test
  void aFullDiskHoldsUpOnlyTheOrder() {
    bench.ready();
    bench.hearing.failNext(2);
    say("one");
    say("two");
    heard("one", "two");
  }

  @Test
  void aFloodThatNoLaneBearsIsReadFromTheHistoryInOrderAndOnce() {
    bench.ready();
    say("0");
    heard("0");
    bench.hearing.failNext(1); // the lane pauses, and all the others come meanwhile
    IntStream.rangeClosed(1, 1_200).forEach(i -> say(Integer.toString(i)));
    until(() -> bench.hearing.texts().size() >= 1_201);
    List<String> all = IntStream.rangeClosed(0, 1_200).mapToObj(Integer::toString).toList();
    assertThat(bench.hearing.texts()).containsExactlyElementsOf(all);
    assertThat(bench.twin.requests().stream().filter(r -> r.startsWith("GET")))
        .as("pages of the history")
        .hasSizeGreaterThan(5);
    assertThat(bench.twin.rateLimited()).isEmpty();
  }

  @Test
  void aDroppedConnectionIsResumedAndNothingIsMissed() {
    bench.ready();
    say("before");
    heard("before");
    bench.twin.dropSockets();
    say("meanwhile");
    heard("before", "meanwhile");
    assertThat(bench.twin.identifies()).isEqualTo(1);
    assertThat(bench.twin.resumes()).isPositive();
  }

  @Test
  void afterAForgottenSessionTheHistoryIsReadInOrderAndOnce() {
    bench.ready();
    say("0");
    heard("0");
    bench.twin.forgetSessions();
    IntStream.rangeClosed(1, 120).forEach(i -> say(Integer.toString(i)));
    bench.twin.awaitConnected(true, SOON);
    IntStream.rangeClosed(121, 125).forEach(i -> say(Integer.toString(i)));
    until(() -> bench.hearing.texts().size() >= 126);
    List<String> all = IntStream.rangeClosed(0, 125).mapToObj(Integer::toString).toList();
    assertThat(bench.hearing.texts()).containsExactlyElementsOf(all);
    assertThat(bench.twin.identifies()).isEqualTo(2);
  }

  @Test
  void whatWasWrittenWhileTheBridgeWasDownIsHeardAtItsStart() {
    try (DiscordGateway first = bench.ready()) {
      say("before");
      heard("before");
    }
    say("while down");
    bench.twin.say(CHANNEL, STRANGER, "let me in");
    bench.ready();
    heard("before", "while down");
    until(() -> bench.turnedAway.contains(STRANGER));
    assertThat(bench.asked.getLast().roles()).isEmpty();
  }

  @Test
  void aChannelThatNeverSpokeStartsAtItsNewestMessage() {
    say("long ago");
    try (DiscordGateway first = bench.ready()) {
      until(() -> bench.hearing.lastHeard(CHANNEL).isPresent());
    }
    say("while down");
    bench.ready();
    heard("while down");
  }

  @Test
  void aCrashBeforeTheVeryFirstMessageIsStoredDoesNotLoseIt() {
    bench.twin.channel(GUILD, "202", "fresh");
    bench.twin.say("202", FRIEND, "before it was bound");
    try (DiscordGateway first = bench.ready()) {
      bench.hearing.failNext(1_000);
      bench.hearing.bind("202");
      bench.twin.say("202", FRIEND, "first words");
      until(() -> bench.hearing.lastHeard("202").isPresent());
    }
    bench.hearing.failNext(0);
    bench.ready();
    heard("first words");
  }

  @Test
  void whatIsTooOldIsReportedAndNotHeard() {
    String start = bench.twin.say(CHANNEL, FRIEND, "start");
    bench.hearing.startAt(CHANNEL, start);
    say("old");
    say("older than zero seconds");
    bench.maxAge = Duration.ZERO;
    bench.ready();
    until(() -> !bench.missed.isEmpty());
    assertThat(bench.missed).containsExactly(CHANNEL + " too old 2");
    say("new");
    heard("new");
  }

  @Test
  void everythingThatIsTooOldIsKept() {
    String start = bench.twin.say(CHANNEL, FRIEND, "start");
    bench.hearing.startAt(CHANNEL, start);
    for (int i = 0; i < 601; i++) {
      bench.twin.say(CHANNEL, FRIEND, "old " + i);
    }
    bench.maxAge = Duration.ZERO;
    bench.ready();
    until(() -> !bench.missed.isEmpty());
    assertThat(bench.missed).containsExactly(CHANNEL + " too old 601");
  }

  @Test
  void aHistoryThatCannotBeReadIsReportedAndHoldsUpNothing() {
    bench.hearing.startAt(CHANNEL, "1");
    bench.twin.deny(CHANNEL, Permissions.READ_HISTORY);
    bench.ready();
    say("new");
    heard("new");
    assertThat(bench.missed).hasSize(1).first().asString().contains("Read Message History");
  }

  @Test
  void filesAndRepliesComeThrough() {
    bench.ready();
    String id = bench.twin.say(CHANNEL, FRIEND, "", TwinFile.text("plan.txt", "the plan"));
    bench.twin.reply(CHANNEL, FRIEND, "that one", id);
    heard("", "that one");
    AttachmentRef file = bench.hearing.stored().getFirst().attachments().getFirst();
    assertThat(file.name()).isEqualTo("plan.txt");
    assertThat(file.size()).isEqualTo(8);
    assertThat(file.url()).startsWith("http");
  }

  @Test
  void whatWasSaidBeforeAChannelWasBoundIsNotHeardAfterAnOutage() {
    bench.hearing.startAt("201", "1");
    bench.twin.channel(GUILD, "201", "lobby");
    bench.ready();
    bench.twin.say("201", FRIEND, "among ourselves");
    say("marker");
    heard("marker");
    bench.hearing.bind("201");
    bench.twin.say("201", FRIEND, "to the agent");
    heard("marker", "to the agent");
  }
}
