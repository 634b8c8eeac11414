package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentifyBudgetTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir private Path dir;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  private IdentifyBudget budget(int limit) {
    return new IdentifyBudget(dir.resolve("identifies"), limit, now::get, () -> 1.0);
  }

  private void passes(Duration time) {
    now.updateAndGet(it -> it.plus(time));
  }

  @Test
  void stopsAtTheLimitAndSaysWhenTheNextMayBe() throws IOException {
    assertThat(budget(2).take()).isEmpty();
    passes(Duration.ofHours(1));
    assertThat(budget(2).take()).isEmpty();
    passes(Duration.ofHours(1));
    assertThat(budget(2).take()).contains(NOON.plus(Duration.ofHours(24)));
    assertThat(budget(2).nextAllowed()).contains(NOON.plus(Duration.ofHours(24)));
  }

  @Test
  void aDayLaterThereIsRoomAgain() throws IOException {
    budget(1).take();
    passes(Duration.ofHours(24));
    assertThat(budget(1).take()).isEmpty();
  }

  @Test
  void isOnTheDiskWhenTaken() throws IOException {
    budget(5).take();
    assertThat(dir.resolve("identifies")).hasContent("2026-05-01T12:00:00Z");
    assertThat(Files.getPosixFilePermissions(dir.resolve("identifies"))).hasSize(2);
  }

  @Test
  void aLoginThatNeverReachedDiscordIsGivenBack() throws IOException {
    IdentifyBudget budget = budget(1);
    budget.take();
    budget.giveBack();
    assertThat(budget.take()).isEmpty();
  }

  @Test
  @Logs("a line that is no time")
  void damageNeverGivesMoreRoom() throws IOException {
    Files.write(dir.resolve("identifies"), new byte[] {'x', (byte) 0xff, '\n', 'y', '\n'});
    assertThat(budget(2).take()).isPresent();
  }

  @Test
  void aTimeInTheFutureCountsAsNow() throws IOException {
    Files.writeString(dir.resolve("identifies"), "2030-01-01T00:00:00Z\n");
    assertThat(budget(1).nextAllowed()).contains(NOON.plus(Duration.ofHours(24)));
  }

  @Test
  void pausesGrowWithLoginsInARowUpToTenMinutes() throws IOException {
    IdentifyBudget budget = budget(100);
    assertThat(budget.pause()).isZero();
    budget.take();
    assertThat(budget.pause()).isZero();
    budget.take();
    assertThat(budget.pause()).hasSeconds(5);
    budget.take();
    assertThat(budget.pause()).hasSeconds(10);
    for (int i = 0; i < 20; i++) {
      passes(Duration.ofMinutes(9));
      budget.take();
    }
    assertThat(budget.pause()).hasSeconds(600);
    passes(Duration.ofMinutes(11));
    assertThat(budget.pause()).isZero();
  }
}
