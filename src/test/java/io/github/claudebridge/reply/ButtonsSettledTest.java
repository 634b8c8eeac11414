package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionStore;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No post asks what was decided, wherever the bridge was killed. */
class ButtonsSettledTest {
  private static final Path ASKED =
      Path.of("src/test/resources/hooks/PermissionRequest.json");

  private final SettableTime time = SettableTime.start();
  private final TempStore store = new TempStore(time);
  private final MessageStore messages = new MessageStore(store.database(), time);
  private final PostStore posts = new PostStore(store.database(), time);
  private final Outbox outbox = new Outbox(posts);
  private final QuestionStore questions = new QuestionStore(store.database(), time);
  private final Words words = new Words(Locale.ENGLISH);
  private final AnswerPosts answers = new AnswerPosts(store.folder(), 5, text -> text);
  private final ReplyWriter writer =
      new ReplyWriter(outbox, answers, words, true, (session, message) -> "77");
  private final QuestionWriter questionWriter =
      new QuestionWriter(
          outbox,
          new QuestionPosts(answers, new KeptTexts(store.folder()), text -> text, words),
          words,
          (session, message) -> "77",
          Duration.ofHours(24));
  private final ButtonsSettled buttons =
      new ButtonsSettled(posts, outbox, messages, questions, questionWriter, words);

  ButtonsSettledTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    outbox.close();
    store.close();
  }

  @Test
  void whatWasSentAgainIsAskedNoMore() {
    told("m1", Rung.UNDECIDED);
    told("m2", Rung.FAILED);
    moved("m1", "QUEUED");
    moved("m2", "ANSWERED");
    buttons.settle();
    assertThat(bodies())
        .hasSize(2)
        .allSatisfy(
            body -> {
              assertThat(body.buttons()).isEmpty();
              assertThat(body.text()).endsWith("Settled before the bridge was started again.");
            });
    List<PostBody> once = bodies();
    buttons.settle();
    assertThat(bodies()).isEqualTo(once);
  }

  @Test
  void whatWasSkippedIsAskedNoMore() {
    told("m1", Rung.UNDECIDED);
    moved("m1", "FAILED");
    buttons.settle();
    assertThat(bodies().getFirst().buttons()).isEmpty();
  }

  @Test
  void whatIsOpenIsAskedStill() throws Exception {
    told("m1", Rung.UNDECIDED);
    told("m2", Rung.FAILED);
    ask();
    List<PostBody> before = bodies();
    buttons.settle();
    assertThat(bodies()).isEqualTo(before).allMatch(body -> !body.buttons().isEmpty());
  }

  @Test
  void aQuestionThatWasAnsweredSaysByWhom() throws Exception {
    QuestionStore.Kept kept = ask();
    store
        .database()
        .write(
            h ->
                h.execute(
                    "UPDATE question SET state = 'ANSWERED', answer = ?, by_id = '42',"
                        + " by_label = 'Ann', by_kind = 'PERSON', ended_at = ? WHERE id = ?",
                    "{\"kind\":\"deny\",\"reason\":\"not today\"}",
                    time.instant().toString(),
                    kept.question().id()));
    buttons.settle();
    assertThat(bodies().getFirst().buttons()).isEmpty();
    assertThat(bodies().getFirst().text()).contains("not today", "<@42>");
  }

  private QuestionStore.Kept ask() throws Exception {
    store
        .database()
        .write(
            h ->
                h.execute(
                    "INSERT INTO question (session, hook, parts, asked_at, state)"
                        + " VALUES (1, ?, '{}', ?, 'OPEN')",
                    Files.readString(ASKED),
                    time.instant().toString()));
    QuestionStore.Kept kept = questions.newest(1, 1).getFirst();
    questionWriter.accept(
        new SessionEvent.QuestionAsked(1, time.instant(), kept.question(), null));
    return kept;
  }

  private void told(String id, Rung rung) {
    Message message =
        new Message(
            id,
            "77",
            new Author("ann", "ann", Author.Kind.PERSON),
            "hello",
            List.of(),
            Instant.EPOCH);
    messages.receive(1, message);
    moved(id, rung.name());
    writer.accept(new SessionEvent.Delivered(1, time.instant(), message, rung, "it is unclear"));
  }

  private void moved(String id, String rung) {
    store
        .database()
        .write(h -> h.execute("UPDATE message SET rung = ? WHERE id = ?", rung, id));
  }

  private List<PostBody> bodies() {
    return posts.newest(1, 10).stream().map(post -> post.body()).toList();
  }
}
