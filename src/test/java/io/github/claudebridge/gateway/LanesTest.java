package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final List<Integer> done = new CopyOnWriteArrayList<>();

  @Test
  void keepsTheOrderOfAChannel() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    try (Lanes lanes = new Lanes()) {
      for (int i = 0; i < 500; i++) {
        int number = i;
        lanes.submit("a", () -> done.add(number));
      }
      lanes.submit("a", last::countDown);
      assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void aSlowChannelHoldsUpNoOther() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    try (Lanes lanes = new Lanes()) {
      lanes.submit("slow", gate::await);
      lanes.submit("quick", other::countDown);
      assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
      gate.countDown();
    }
  }

  @Test
  void aFullLaneTakesNoMoreThatCanBeHadAgainAndOthersDo() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    try (Lanes lanes = new Lanes()) {
      for (int channel = 0; channel < 10; channel++) {
        String name = "flooded-" + channel;
        for (int i = 0; i < 1_000; i++) {
          lanes.offer(name, gate::await);
        }
        assertThat(lanes.offer(name, () -> {})).as(name).isFalse();
      }
      assertThat(lanes.waiting()).isLessThan(2_300);
      for (int i = 0; i < 19; i++) {
        assertThat(lanes.offer("quiet", () -> done.add(1))).as("%s", i).isTrue();
      }
      lanes.submit("flooded-0", last::countDown);
      gate.countDown();
      assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingEndsAPauseAndDropsTheRest() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Lanes lanes = new Lanes();
    lanes.submit(
        "a",
        () -> {
          begun.countDown();
          lanes.pause(Duration.ofHours(1));
          done.add(1);
        });
    lanes.submit("a", () -> done.add(2));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    lanes.close();
    assertThat(done).isEmpty();
  }
}
