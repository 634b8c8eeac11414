package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether several people write in a channel, as the store has it, without asking it each time. */
class WriterStoreTest {
  private final SettableTime time = SettableTime.start();
  private TempStore store;
  private MessageStore messages;
  private int count;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    messages = new MessageStore(store.database(), time);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  void severalAsSoonAsAnotherOneWrites() {
    assertThat(messages.severalWriters("1")).as("nobody").isFalse();
    messages.receive(1, by("ann", Author.Kind.PERSON));
    assertThat(messages.severalWriters("1")).isFalse();
    messages.receive(1, by("ann", Author.Kind.PERSON));
    messages.receive(1, by("dp", Author.Kind.CLI));
    assertThat(messages.severalWriters("1")).as("a program is no person").isFalse();
    messages.receive(1, by("ben", Author.Kind.PERSON));
    assertThat(messages.severalWriters("1")).isTrue();
    assertThat(messages.severalWriters("2")).as("another channel").isFalse();
    assertThat(new MessageStore(store.database(), time).severalWriters("1"))
        .as("after a restart")
        .isTrue();
  }

  @Test
  void alsoByAMessageThatCameTooLate() {
    messages.receive(1, by("ann", Author.Kind.PERSON));
    assertThat(messages.severalWriters("1")).isFalse();
    messages.queue().receiveLate(1, by("ben", Author.Kind.PERSON));
    assertThat(messages.severalWriters("1")).isTrue();
  }

  private Message by(String author, Author.Kind kind) {
    return new Message(
        "m" + ++count, "1", new Author(author, author, kind), "text", List.of(), Instant.EPOCH);
  }
}
