package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.TurnStore;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What became of a message reaches its channel once, wherever the bridge is killed. */
class EndsToldTest {
  private static final String CHANNEL = "local-1";

  private final SettableTime time = SettableTime.start();
  private final TempStore store = new TempStore(time);
  private final MessageStore messages = new MessageStore(store.database(), time);
  private final PostStore posts = new PostStore(store.database(), time);
  private final ConversationStore conversations =
      new ConversationStore(store.database(), time);
  private final EndsTold told =
      new EndsTold(messages.untold(), conversations.turns(), posts);
  private final ReplyWriter writer =
      new ReplyWriter(
          new Outbox(posts),
          new AnswerPosts(store.folder(), 5, text -> text),
          new Words(Locale.ENGLISH),
          true,
          (session, message) -> CHANNEL);

  EndsToldTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  void killedBeforeThePostIsStoredItIsToldAtTheNextStart() {
    undecided("m1");
    start();
    assertThat(posts()).singleElement().asString().contains("may already have been typed");
    start();
    assertThat(posts()).hasSize(1);
  }

  @Test
  void killedAfterThePostIsStoredItIsNotToldAgain() {
    SessionEvent event = undecided("m1");
    time.pass(Duration.ofMillis(3));
    writer.accept(event);
    start();
    start();
    assertThat(posts()).hasSize(1);
    assertThat(messages.untold().all()).isEmpty();
  }

  @Test
  void whatWasToldIsNotToldAgain() {
    listeners().accept(undecided("m1"));
    assertThat(messages.untold().all()).isEmpty();
    start();
    assertThat(posts()).hasSize(1);
  }

  @Test
  void whatFailsOnceMoreAfterItWasSentAgainIsToldOnceMore() {
    listeners().accept(undecided("m1"));
    time.pass(Duration.ofSeconds(5));
    again("m1");
    typing("m1");
    Delivery again = messages.find("m1").orElseThrow();
    messages.steps().move(again, Rung.UNDECIDED, "it may already have been typed");
    start();
    assertThat(posts()).hasSize(2);
  }

  @Test
  void whatIsSentAgainMeanwhileIsNotTold() {
    undecided("m1");
    again("m1");
    assertThat(messages.untold().all()).isEmpty();
    start();
    assertThat(posts()).isEmpty();
  }

  @Test
  void anInterruptionWhosePostIsNotStoredIsToldAtTheNextStart() {
    ended("p1", null, SessionEvent.End.INTERRUPTED, null);
    start();
    assertThat(posts()).singleElement().asString().contains("Interrupted");
    start();
    assertThat(posts()).hasSize(1);
    assertThat(conversations.turns().untold()).isEmpty();
  }

  @Test
  void anInterruptionWhosePostIsStoredIsNotToldAgain() {
    ended("p1", null, SessionEvent.End.INTERRUPTED, null);
    conversations.turns().untold().forEach(writer);
    start();
    start();
    assertThat(posts()).hasSize(1);
  }

  @Test
  void aFailureAtTheTerminalIsToldAtTheNextStartAndAGoodEndIsNot() {
    ended("p1", null, SessionEvent.End.FAILED, "API Error: 529 overloaded");
    ended("p2", null, SessionEvent.End.DONE, null);
    assertThat(conversations.turns().untold()).hasSize(1);
    start();
    assertThat(posts()).singleElement().asString().contains("529");
  }

  private void ended(String promptId, String messageId, SessionEvent.End how, String failure) {
    conversations.turns().begin(promptId, 1, messageId);
    conversations.turns().end(1, promptId, new TurnStore.Ending(how, failure, true));
  }

  /** A message's end is stored; gives the event that would be told. */
  private SessionEvent undecided(String id) {
    Message message =
        new Message(
            id,
            CHANNEL,
            new Author("ann", "ann", Author.Kind.PERSON),
            "hello",
            List.of(),
            Instant.EPOCH);
    messages.receive(1, message);
    typing(id);
    String reason = "it may already have been typed";
    messages.steps().move(messages.find(id).orElseThrow(), Rung.UNDECIDED, reason);
    return new SessionEvent.Delivered(1, time.instant(), message, Rung.UNDECIDED, reason);
  }

  /** Somebody has it sent again. */
  private void again(String id) {
    store
        .database()
        .write(h -> h.execute("UPDATE message SET rung = 'QUEUED' WHERE id = ?", id));
  }

  private void typing(String id) {
    assertThat(messages.steps().intend(messages.find(id).orElseThrow(), "hello")).isTrue();
  }

  private void start() {
    time.pass(Duration.ofSeconds(10));
    told.tellRest(listeners());
  }

  private Consumer<SessionEvent> listeners() {
    Consumer<SessionEvent> first = writer;
    return first.andThen(told);
  }

  private List<String> posts() {
    return posts.newest(1, 10).stream().map(Post::body).map(b -> b.text()).toList();
  }
}
