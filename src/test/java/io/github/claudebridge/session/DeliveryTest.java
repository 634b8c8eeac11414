package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages, whatever the agent does. */
class DeliveryTest {
  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void climbsTheLadderAndIsAnswered() throws Exception {
    rig.start().post("m1", "hello");

    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.told("m1"))
        .containsExactly(
            Rung.QUEUED, Rung.TYPING, Rung.TYPED, Rung.ACCEPTED, Rung.ANSWERED);
    assertThat(rig.said()).containsExactly("answer to hello");
    assertThat(rig.ends()).containsExactly(SessionEvent.End.DONE);
  }

  @Test
  void twentyMessagesFromFiveThreadsAreTwentyPromptsInOrder() throws Exception {
    rig.start();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 5; t++) {
      int thread = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 4; i++) {
                      String id = thread + "-" + i;
                      Message message =
                          new Message(
                              id,
                              SessionRig.CHANNEL,
                              new Author("ann", "ann", Author.Kind.PERSON),
                              "text " + id,
                              List.of(),
                              Instant.EPOCH);
                      rig.session().hear(message);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(rig.agent.taken()).hasSize(20));
    rig.settle();

    List<String> stored =
        rig.messages.recent(1, 50, false).reversed().stream().map(d -> d.message().text()).toList();
    assertThat(rig.agent.taken()).isEqualTo(stored).doesNotHaveDuplicates();
    for (int t = 0; t < 5; t++) {
      int thread = t;
      assertThat(stored.stream().filter(s -> s.startsWith("text " + thread)).toList())
          .isEqualTo(IntStream.range(0, 4).mapToObj(i -> "text " + thread + "-" + i).toList());
    }
    assertThat(rig.messages.recent(1, 50, false)).allMatch(d -> d.rung() == Rung.ANSWERED);
  }

  @Test
  void aMessageWaitsWhileTheAgentWorks() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "long work");
    rig.post("m2", "next");

    assertThat(rig.agent.taken()).containsExactly("long work");
    assertThat(rig.rung("m2")).isEqualTo(Rung.QUEUED);

    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("long work", "next");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aCommandIsDoneOnceItIsTaken() throws Exception {
    rig.agent.next(Typed.COMMAND);
    rig.start().post("m1", "/compact");
    rig.post("m2", "after");
    rig.pass(Duration.ofSeconds(3));

    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.taken()).containsExactly("/compact", "after");
  }

  @Test
  void nothingIsTypedIntoAnAgentThatIsBusyWithACommand() throws Exception {
    rig.agent.next(Typed.COMMAND);
    rig.start().post("m1", "/compact");
    rig.agent.work();
    rig.post("m2", "after");
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.agent.taken()).containsExactly("/compact");

    rig.agent.rest();
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("/compact", "after");
  }

  @Test
  void aQueuedMessageIsDeliveredAsItWasEdited() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.post("m2", "teh next");
    assertThat(rig.messages.steps().edit("m2", "the next")).isTrue();
    assertThat(rig.messages.steps().edit("m1", "too late")).isFalse();
    rig.agent.finish("done");
    rig.settle();

    assertThat(rig.agent.taken()).containsExactly("work", "the next");
  }

  @Test
  void aQueuedMessageThatIsTakenBackIsNotDelivered() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.post("m2", "forget this");
    assertThat(rig.messages.steps().withdraw("m2")).isTrue();
    rig.agent.finish("done");
    rig.settle();

    assertThat(rig.agent.taken()).containsExactly("work");
    assertThat(rig.rung("m2")).isEqualTo(Rung.FAILED);
  }

  @Test
  void attachmentsOnTheirWayHoldTheOrder() throws Exception {
    rig.start();
    rig.post("m1", "ann", "see this", List.of(file()));
    rig.post("m2", "and this");
    assertThat(rig.agent.taken()).isEmpty();
    assertThat(rig.rung("m1")).isEqualTo(Rung.RECEIVED);

    rig.files.get("m1").complete(List.of("file b"));
    rig.settle();
    assertThat(rig.agent.taken())
        .containsExactly("see this\n\nfile b", "and this");
  }

  @Test
  void attachmentsThatFailAreSaidToTheAgent() throws Exception {
    rig.start();
    rig.post("m1", "ann", "see this", List.of(file()));
    rig.files.get("m1").complete(List.of("(b.png could not be fetched)"));
    rig.settle();
    assertThat(rig.agent.taken()).singleElement().asString().contains("could not be fetched");
  }

  @Test
  void aMessageTakenBackWhileItsAttachmentsComeStaysTakenBack() throws Exception {
    rig.start();
    rig.post("m1", "ann", "see this", List.of(file()));
    assertThat(rig.messages.steps().withdraw("m1")).isTrue();
    rig.files.get("m1").complete(List.of("[attachment: /a/b.png]"));
    rig.settle();

    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);
    assertThat(rig.told("m1")).doesNotContain(Rung.QUEUED);
    assertThat(rig.messages.find("m1").orElseThrow().times()).doesNotContainKey(Rung.QUEUED);
    assertThat(rig.agent.taken()).isEmpty();
  }

  @Test
  void writersAreNamedOnceThereAreTwo() throws Exception {
    rig.start();
    rig.post("m1", "ann", "first", List.of());
    rig.post("m2", "bob", "second", List.of());
    rig.post("m3", "ann", "third", List.of());

    assertThat(rig.agent.taken().get(0)).isEqualTo("first");
    assertThat(rig.agent.taken().get(1)).contains("bob").endsWith("second");
    assertThat(rig.agent.taken().get(2)).contains("ann").endsWith("third");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n\n", "\u200b", "\u0007"})
  void aMessageOfNothingFailsAndDoesNotHoldTheLine(String text) throws Exception {
    rig.start().post("m1", text);
    rig.post("m2", "after");
    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);
    assertThat(rig.agent.taken()).containsExactly("after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000b",
        "x\ud83d",
        "\u001b[201~rm -rf /",
        "'; DROP TABLE message; --",
        "/compact now then\nmore",
        "!ls",
        "#remember"
      })
  void hostileTextIsOnePromptAndProven(String text) throws Exception {
    rig.start().post("m1", text);
    rig.post("m2", "after");
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.agent.taken()).hasSize(2).last().isEqualTo("after");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.taken().getFirst()).doesNotContain("\u001b");
  }

  @Test
  void aMillionCharactersAreOnePrompt() throws Exception {
    String text = "word (a) [b] ".repeat(80_000).strip();
    rig.start().post("m1", text);
    assertThat(rig.agent.taken()).containsExactly(text);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void whatArrivesIsToldOnceWhetherSomethingWaitsOrNot() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "at once");
    rig.post("m2", "waits, first of all");
    rig.post("m3", "waits behind it");
    rig.session().wake();
    rig.settle();
    rig.agent.finish("done");
    rig.settle();
    rig.post("m4", "at once again");
    rig.session().wake();
    rig.settle();
    for (String id : List.of("m1", "m2", "m3", "m4")) {
      assertThat(rig.told(id)).as(id).containsOnlyOnce(Rung.QUEUED).endsWith(Rung.ANSWERED);
    }
    assertThat(rig.agent.taken())
        .containsExactly("at once", "waits, first of all", "waits behind it", "at once again");
  }

  @Test
  void aMessageThatIsEditedBeforeItIsTypedIsTypedAsItIsThen() throws Exception {
    rig.start();
    Message message =
        new Message(
            "m1",
            SessionRig.CHANNEL,
            new Author("ann", "ann", Author.Kind.PERSON),
            "as it was",
            List.of(),
            Instant.EPOCH);
    Arrival arrival = rig.messages.arrive(1, message).orElseThrow();
    assertThat(rig.messages.steps().edit("m1", "as it is")).isTrue();
    rig.session().wake(arrival);
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("as it is");
  }

  @Test
  void aMessageIsStoredOnce() throws Exception {
    rig.start();
    Message message = rig.post("m1", "hello");
    assertThat(rig.messages.receive(1, message)).isFalse();
    rig.session().wake();
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  private static AttachmentRef file() {
    return new AttachmentRef("f", "b.png", "https://example.invalid/b.png", 3, null);
  }
}
