package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivePaceTest {
  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final LivePace pace = new LivePace(timers, time);
  private final List<Instant> turns = new ArrayList<>();
  private final Instant start = time.instant();

  @Test
  void aLoneTurnIsAtOnce() {
    ask(1);
    timers.pass(Duration.ofMillis(1));
    assertThat(turns).hasSize(1);
  }

  @Test
  void manyTurnsAreSpreadAndNoSecondHasMoreThanTheShare() {
    ask(60);
    timers.pass(Duration.ofSeconds(10));
    assertThat(turns).hasSize(60);
    for (int i = 1; i < turns.size(); i++) {
      assertThat(Duration.between(turns.get(i - 1), turns.get(i)))
          .isGreaterThanOrEqualTo(LivePace.SPACING);
    }
    for (int i = LivePace.SHARE; i < turns.size(); i++) {
      assertThat(Duration.between(turns.get(i - LivePace.SHARE), turns.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
    assertThat(turns.getLast()).as("and what is allowed is used").isBefore(start.plusMillis(5_000));
  }

  @Test
  void postsTakeFromTheShare() {
    for (int i = 0; i < 9; i++) {
      pace.post();
    }
    ask(60);
    timers.pass(Duration.ofMillis(990));
    assertThat(turns).hasSize(LivePace.SHARE - 9);
  }

  @Test
  void whileAllOfItGoesToPostsThereAreNoTurns() {
    for (int i = 0; i < 100; i++) { // 25 a second
      pace.post();
      timers.pass(Duration.ofMillis(40));
      if (i == LivePace.SHARE) {
        ask(5);
      }
    }
    assertThat(turns).isEmpty();
    timers.pass(Duration.ofSeconds(2));
    assertThat(turns).hasSize(5);
  }

  @Test
  void whatTakesSomethingAwayComesFirstAndWhatHasNothingToDoCostsNothing() {
    List<String> order = new ArrayList<>();
    pace.ask(() -> order.add("first"), false);
    pace.ask(() -> order.add("later"), false);
    pace.ask(() -> false, true);
    pace.ask(() -> order.add("taken away"), true);
    timers.pass(Duration.ofMillis(1));
    assertThat(order).containsExactly("taken away");
    timers.pass(LivePace.SPACING.plusMillis(1));
    timers.pass(LivePace.SPACING.plusMillis(1));
    assertThat(order).containsExactly("taken away", "first", "later");
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      pace.ask(() -> turns.add(time.instant()), false);
    }
  }
}
