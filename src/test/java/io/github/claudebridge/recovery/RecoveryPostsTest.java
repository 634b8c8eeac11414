package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.recovery.Attempt.Outcome;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read of an outage, in both languages. */
class RecoveryPostsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SCREEN =
      "❯ build it\n\n● Bash(make)\n  ⎿  Error: out of disk ```\n────────────────────────\n❯ \n";

  /** An outage that is written step by step. */
  private static final class Story {
    private final List<Attempt> attempts = new ArrayList<>();

    Story then(
        Symptom symptom, Remedy remedy, long dueMs, Outcome outcome, long doneMs, String note) {
      Instant at = START.plusSeconds(attempts.size() * 10L);
      attempts.add(
          new Attempt(
              attempts.size() + 1,
              1,
              3,
              symptom.word(),
              symptom.signature(),
              SymptomDetail.of(symptom),
              symptom.evidence(),
              remedy,
              at,
              at.plusMillis(dueMs),
              outcome,
              outcome == null ? null : at.plusMillis(doneMs),
              note));
      return this;
    }

    Story then(Symptom symptom, Remedy remedy, long dueMs, Outcome outcome, long doneMs) {
      return then(symptom, remedy, dueMs, outcome, doneMs, null);
    }
  }

  private static Map<String, Story> stories(Words words) {
    Map<String, Story> all = new LinkedHashMap<>();
    Symptom exit = new Symptom.Exited(1, SCREEN);
    Symptom killed = new Symptom.Killed(9, null);
    all.put("going on", new Story().then(exit, Remedy.RESTART, 840, null, 0));
    all.put("back", new Story().then(exit, Remedy.RESTART, 840, Outcome.BACK, 2_130));
    all.put(
        "second time, with a program left",
        new Story()
            .then(killed, Remedy.RESTART, 600, Outcome.BACK, 1_900)
            .then(
                exit,
                Remedy.RESTART,
                1_700,
                Outcome.BACK,
                3_100,
                words.say("recovery.orphans", "`sleep 4321 (8123)`")));
    Story loop = new Story();
    for (int i = 0; i < 7; i++) {
      loop.then(killed, Remedy.RESTART, Backoff.full(i).toMillis(), Outcome.FAILED, 9_000);
    }
    all.put("quarantine", loop.then(killed, Remedy.QUARANTINE, 0, null, 0));
    all.put(
        "released",
        new Story()
            .then(killed, Remedy.RESTART, 900, Outcome.FAILED, 1_000)
            .then(killed, Remedy.QUARANTINE, 0, Outcome.BY_PERSON, 60_000));
    all.put("off", new Story().then(exit, Remedy.LEAVE, 0, Outcome.LEFT, 0));
    Symptom hung = new Symptom.Hung(Duration.ofMinutes(15));
    all.put("hung, stopped", new Story().then(hung, Remedy.INTERRUPT, 0, Outcome.BACK, 800));
    all.put(
        "hung, ended",
        new Story()
            .then(hung, Remedy.INTERRUPT, 0, Outcome.FAILED, 6_000)
            .then(hung, Remedy.END_AND_RESTART, 0, Outcome.BACK, 7_400));
    all.put("hung, left", new Story().then(hung, Remedy.LEAVE, 0, Outcome.LEFT, 0));
    Symptom loops = new Symptom.Looping("Bash", 30);
    all.put("looping", new Story().then(loops, Remedy.INTERRUPT, 0, Outcome.BACK, 700));
    Symptom refused =
        new Symptom.ResumeRefused("No conversation found with session ID: 541da53d");
    all.put(
        "refused",
        new Story()
            .then(refused, Remedy.RESTART, 900, Outcome.FAILED, 1_800)
            .then(refused, Remedy.FRESH, 1_800, Outcome.BACK, 3_000));
    all.put(
        "tmux gone, record mended",
        new Story()
            .then(
                new Symptom.TmuxGone(),
                Remedy.RESTART,
                700,
                Outcome.BACK,
                2_500,
                words.say("recovery.mended", "57")));
    all.put(
        "rebooted",
        new Story().then(new Symptom.Rebooted(), Remedy.RESTART, 0, Outcome.BACK, 1_400));
    all.put(
        "want of memory, certain",
        new Story().then(new Symptom.OutOfMemory(true), Remedy.RESTART, 500, Outcome.BACK, 1_700));
    all.put(
        "want of memory, probable",
        new Story().then(new Symptom.OutOfMemory(false), Remedy.RESTART, 500, Outcome.BACK, 1_700));
    all.put(
        "no program",
        new Story()
            .then(
                new Symptom.StartFailed("session 3 could not be started: claude: not found"),
                Remedy.RESTART,
                1_000,
                null,
                0));
    all.put(
        "logged out",
        new Story()
            .then(
                new Symptom.LoggedOut("Invalid API key · Please run /login"),
                Remedy.LEAVE,
                0,
                Outcome.LEFT,
                0));
    all.put(
        "usage limit",
        new Story().then(new Symptom.UsageLimit("limit"), Remedy.LEAVE, 0, Outcome.LEFT, 0));
    all.put(
        "a person was quicker",
        new Story()
            .then(
                exit,
                Remedy.RESTART,
                900,
                Outcome.BY_PERSON,
                400,
                words.say("recovery.orphans.ended", "`sleep 4321 (8123)`")));
    all.put(
        "dialog in the way",
        new Story()
            .then(
                new Symptom.PaneGone(),
                Remedy.RESTART,
                900,
                null,
                0,
                words.say("recovery.dialog-in-the-way", "TRUST", "3")));
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void whatTheyRead(String language) throws Exception {
    Words words = new Words(Locale.of(language));
    try (TempStore store = new TempStore(SettableTime.start())) {
      RecoveryPosts posts =
          new RecoveryPosts(
              new Outbox(new PostStore(store.database(), SettableTime.start())),
              words,
              n -> "local-1");
      StringBuilder all = new StringBuilder();
      stories(words)
          .forEach(
              (name, story) -> {
                PostBody body = posts.body(story.attempts);
                all.append("=== ").append(name).append('\n').append(body.text()).append('\n');
                body.buttons().forEach(b -> all.append("[").append(b.label()).append("]\n"));
                all.append('\n');
              });
      for (String notice : List.of("recovery.record-gone", "recovery.held")) {
        all.append("=== ").append(notice).append('\n');
        all.append(words.say(notice, "3")).append("\n\n");
      }
      Golden.at("src/test/resources/recovery").check("posts." + language + ".txt", all.toString());
    }
  }

  @Test
  void aHugeScreenLeavesRoomForWhatWasDone() throws Exception {
    String huge = ("x".repeat(300) + "\n").repeat(60);
    try (TempStore store = new TempStore(SettableTime.start())) {
      RecoveryPosts posts =
          new RecoveryPosts(
              new Outbox(new PostStore(store.database(), SettableTime.start())),
              new Words(Locale.ENGLISH),
              n -> "local-1");
      String text =
          posts
              .body(
                  new Story()
                      .then(new Symptom.Exited(1, huge), Remedy.RESTART, 900, Outcome.BACK, 2_000)
                      .attempts)
              .text();
      assertThat(text).hasSizeLessThanOrEqualTo(PostBody.MAX_TEXT).endsWith("it is back (2.0 s).");
    }
  }
}
