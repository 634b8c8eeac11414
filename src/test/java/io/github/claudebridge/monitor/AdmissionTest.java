package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.SettableTime;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent is admitted where it fits beside the reserve and what was promised to others. */
class AdmissionTest {
  private static final long MB = 1 << 20;

  private final SettableTime time = SettableTime.start();
  private long free;
  private OptionalDouble measured = OptionalDouble.empty();
  private final Admission admission =
      new Admission(new Room(), 300 * MB, 256 * MB, agent -> measured, time);

  @ParameterizedTest
  @CsvSource({
    "1000,    -, true",
    " 556,    -, true",
    " 555,    -, false",
    "   0,    -, false",
    " 556,  301, false",
    "1256, 1000, true",
    "1255, 1000, false",
  })
  void fitsOrNot(long freeMb, String measuredMb, boolean admitted) {
    free = freeMb * MB;
    if (!measuredMb.equals("-")) {
      measured = OptionalDouble.of(Double.parseDouble(measuredMb) * MB);
    }
    assertThat(admission.look("claude").admitted()).isEqualTo(admitted);
    assertThat(admission.admit("claude").admitted()).isEqualTo(admitted);
  }

  @Test
  void severalStartsDoNotCountOnTheSameRoom() {
    free = 900 * MB;
    assertThat(admission.admit("claude").admitted()).isTrue();
    assertThat(admission.admit("claude").admitted()).isTrue();
    assertThat(admission.admit("claude").admitted()).isFalse();
    time.pass(Duration.ofSeconds(31));
    assertThat(admission.admit("claude").admitted()).isTrue();
  }

  @Test
  void lookingPromisesNothing() {
    free = 600 * MB;
    for (int i = 0; i < 5; i++) {
      assertThat(admission.look("claude").admitted()).isTrue();
    }
  }

  @Test
  void aRefusalHasTheNumbersAndTheMend() {
    free = 400 * MB;
    Admission.Verdict verdict = admission.look("claude");
    assertThat(verdict.words())
        .isEqualTo(
            "not enough memory: 400 MB can be had, an agent takes about 300 MB (estimated), and"
                + " 256 MB are kept free");
    assertThat(verdict.mend()).contains("vai stop N", "sessions.park-idle", "memory-estimate");
    measured = OptionalDouble.of(512 * MB);
    assertThat(admission.look("claude").words()).contains("512 MB (measured)");
    assertThat(admission.look("claude").mend()).doesNotContain("memory-estimate");
  }

  private final class Room implements Machine {
    @Override
    public Look look() {
      return new Look(0, 0, memory(), memory());
    }

    @Override
    public Space memory() {
      return new Space(free, 4_000 * MB);
    }
  }
}
