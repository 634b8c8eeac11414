package io.github.claudebridge.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.StoreException;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final Message MESSAGE =
      new Message(
          "m1",
          SessionRig.CHANNEL,
          new Author("ann", "ann", Author.Kind.PERSON),
          "hello",
          List.of(),
          Instant.EPOCH);

  private final SettableTime time = SettableTime.start();
  private final TempStore store = new TempStore(time);
  private final MessageStore messages = new MessageStore(store.database(), time);
  private final Mailbox mailbox = new Mailbox(1, new HandTimers(time));
  private final List<Arrival> woken = new CopyOnWriteArrayList<>();
  private final AtomicInteger moved = new AtomicInteger();

  ReceptionTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    mailbox.close();
    store.close();
  }

  @Test
  void aSessionWithNothingToDoStoresTheMessageAndItsIntentItself() {
    List<Arrival> stored = new CopyOnWriteArrayList<>();
    CompletableFuture<String> thread = new CompletableFuture<>();
    Reception reception =
        reception(
            (message, begun) -> {
              thread.complete(Thread.currentThread().getName());
              var writing = messages.beginArrival(1, message, "hello, agent");
              begun.accept(writing);
              writing.done().ifPresent(stored::add);
            });
    assertThat(reception.receive(MESSAGE)).isTrue();
    assertThat(thread).isCompletedWithValue("session-1");
    await().until(() -> stored.size() == 1);
    assertThat(stored.getFirst().delivery())
        .satisfies(d -> assertThat(d.rung()).isEqualTo(Rung.TYPING))
        .satisfies(d -> assertThat(d.prompt()).isEqualTo("hello, agent"))
        .isEqualTo(messages.underWay(1).getFirst());
    assertThat(messages.find("m1").orElseThrow().times())
        .containsOnlyKeys(Rung.RECEIVED, Rung.QUEUED, Rung.TYPING);
    assertThat(woken).isEmpty();

    await().until(mailbox::resting);
    assertThat(reception.receive(MESSAGE)).as("heard before").isFalse();
    assertThat(stored).hasSize(1);
  }

  @Test
  void behindWhatWaitsNoIntentIsStored() {
    messages.receive(1, named("m0"));
    Arrival arrival = messages.beginArrival(1, MESSAGE, "hello").done().orElseThrow();
    assertThat(arrival.first()).isFalse();
    assertThat(arrival.delivery().rung()).isEqualTo(Rung.QUEUED);
    assertThat(messages.find("m1").orElseThrow().prompt()).isNull();
    assertThat(messages.next(1).orElseThrow().message().id()).isEqualTo("m0");
  }

  @Test
  void ofAnAuthorWithTooMuchWaitingNoIntentIsStored() {
    MessageStore few = new MessageStore(store.database(), time, 0);
    Arrival arrival = few.beginArrival(1, MESSAGE, "hello").done().orElseThrow();
    assertThat(arrival.delivery().rung()).isEqualTo(Rung.FAILED);
    assertThat(arrival.delivery().reason()).isEqualTo(BacklogStore.FULL);
    assertThat(messages.find("m1").orElseThrow().prompt()).isNull();
  }

  @Test
  void whatASessionDoesNotTakeAtOnceIsStoredByWhoBringsIt() {
    assertThat(reception((message, begun) -> {}).receive(MESSAGE)).isTrue();
    assertThat(woken).singleElement().satisfies(a -> assertThat(a.first()).isTrue());
    assertThat(messages.next(1).orElseThrow().rung()).isEqualTo(Rung.QUEUED);
  }

  @Test
  void aSessionThatIsHeldUpHoldsUpNobodyAndStoresNothingLater() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger taken = new AtomicInteger();
    Reception reception =
        new Reception(
            1,
            messages,
            mailbox,
            () -> { // something came in between
              mailbox.post(() -> awaitQuietly(goOn));
              return true;
            },
            (message, begun) -> taken.incrementAndGet(),
            woken::add,
            moved::incrementAndGet);
    await().until(mailbox::resting);
    assertThat(reception.receive(MESSAGE)).isTrue();
    assertThat(woken).hasSize(1);
    goOn.countDown();
    mailbox.ask(() -> true).get(5, SECONDS);
    assertThat(taken).hasValue(0);
  }

  @Test
  void whatCannotBeStoredIsToldToWhoBringsItAndTheQueueIsLookedAt() throws Exception {
    Reception reception =
        reception(
            (message, begun) -> {
              begun.accept(ReceptionTest::fails);
              fails();
            });
    assertThatThrownBy(() -> reception.receive(MESSAGE))
        .isInstanceOf(StoreException.class)
        .hasMessage("disk is full");
    mailbox.ask(() -> true).get(5, SECONDS);
    assertThat(moved).hasValue(1);
    assertThat(messages.find("m1")).isEmpty();
  }

  private static <T> T fails() {
    throw new StoreException("disk is full");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Message named(String id) {
    return new Message(
        id, MESSAGE.channel(), MESSAGE.author(), MESSAGE.text(), List.of(), Instant.EPOCH);
  }

  private Reception reception(Reception.AtOnce atOnce) {
    await().until(mailbox::resting);
    return new Reception(
        1, messages, mailbox, () -> true, atOnce, woken::add, moved::incrementAndGet);
  }
}
