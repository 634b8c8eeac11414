package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a soak is asked for, and how its time is divided. */
class SoakPlanTest {
  @Test
  void theArgumentsMayComeInAnyOrder() {
    assertThat(SoakPlan.of("--seed=7", "2m", "--sessions=9"))
        .isEqualTo(new SoakPlan(Duration.ofMinutes(2), 7, 9));
    assertThat(SoakPlan.of())
        .extracting(SoakPlan::duration, SoakPlan::sessions)
        .containsExactly(Duration.ofMinutes(5), 4);
  }

  @ParameterizedTest
  @CsvSource({
    "5s,           5s",
    "soon,         soon",
    "--sessions=0, --sessions=0",
    "--sessions=x, --sessions=x",
    "--seed=,      --seed=",
    "--for=2m,     --for=2m",
  })
  void whatCannotBeUsedIsNamed(String argument, String named) {
    assertThatThrownBy(() -> SoakPlan.of(argument))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30s", "60s", "5m", "24h", "7d"})
  void everyLengthEndsTheBridgeLeavesTimeToWatchAndFitsIntoMemory(String duration) {
    SoakPlan plan = SoakPlan.of(duration);
    Duration all = plan.duration();
    assertThat(plan.stormy().plus(plan.warmUp()).plus(plan.watched())).isEqualTo(all);
    assertThat(plan.watched()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(plan.stormy().dividedBy(plan.bridgeEndEvery())).isBetween(2L, 300L);
    assertThat(all.dividedBy(plan.messageEvery())).isLessThanOrEqualTo(40_000);
    assertThat(plan.watched().dividedBy(plan.sampleEvery())).isGreaterThanOrEqualTo(10);
  }
}
