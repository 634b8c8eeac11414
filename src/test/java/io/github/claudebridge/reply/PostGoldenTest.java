package io.github.claudebridge.reply;

import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent.Decided;
import io.github.claudebridge.model.SessionEvent.Decision;
import io.github.claudebridge.model.SessionEvent.Delivered;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.SessionEvent.TurnEnded;
import io.github.claudebridge.model.SessionEvent.TypedAtTerminal;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.BacklogStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The posts about messages as people read them; look at the golden files. */
class PostGoldenTest {
  private static final Golden GOLDEN = Golden.at("src/test/resources/posts");
  private static final String CHANNEL = "local-1";
  private static final Author ANN = new Author("720000000000000001", "Ann", Author.Kind.PERSON);
  private static final Author LOCAL = new Author("local", "ann", Author.Kind.CLI);
  private static final int MOST_WAITING = 30;

  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final StringBuilder seen = new StringBuilder();
  private TempStore store;
  private PostStore posts;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    posts = new PostStore(store.database(), time);
    outbox = new Outbox(posts);
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    timers.shutdownNow();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void messages(String language) {
    Words words = new Words(Locale.of(language));
    ReplyWriter writer =
        new ReplyWriter(
            outbox, new AnswerPosts(store.folder(), 5, t -> t), words, true, (n, id) -> CHANNEL);
    writer.accept(
        new TypedAtTerminal(1, time.instant(), "p1", "run the **tests**\n\nand tell me"));
    see("a prompt typed at the terminal");
    writer.accept(new TurnEnded(1, time.instant(), "p2", End.INTERRUPTED, null, "7"));
    see("interrupted");
    for (String reason :
        List.of(
            "there is nothing in it that could be given to the agent",
            "the agent did not say why",
            "unknown: something new")) {
      writer.accept(delivered(Rung.FAILED, reason));
      see("failed");
    }
    decide(writer, Decision.AGAIN, ANN);
    writer.accept(delivered(Rung.FAILED, "the agent did not say why"));
    decide(writer, Decision.WITHDRAWN, LOCAL);
    for (String reason :
        List.of(
            "it may already have been typed; something else stands in the composer",
            "a part of it stands in the composer: tmux does not answer",
            "it may already have been typed; the agent has shown no proof of it",
            "the agent ended while it worked on this")) {
      writer.accept(delivered(Rung.UNDECIDED, reason));
      see("undecided");
    }
    decide(writer, Decision.SKIPPED, ANN);
    GOLDEN.check("messages." + language + ".txt", seen.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void manyOrLate(String language) {
    Words words = new Words(Locale.of(language));
    MessageStore messages = new MessageStore(store.database(), time, MOST_WAITING);
    CrowdPosts crowd = new CrowdPosts(messages, outbox, posts, words, MOST_WAITING, timers);
    hear(crowd, messages, 0, CrowdPosts.CROWD);
    seeNext("many wait");
    take(crowd, messages, 0, CrowdPosts.CROWD - 1);
    seeNext("one waits");
    take(crowd, messages, CrowdPosts.CROWD - 1, CrowdPosts.CROWD);
    seeNext("none waits");
    hear(crowd, messages, 100, 100 + MOST_WAITING + 1);
    seeNext("one is refused");
    hear(crowd, messages, 200, 204);
    seeNext("some are refused");
    take(crowd, messages, 100, 100 + MOST_WAITING);
    seeNext("none waits, and some are refused");
    for (int count : new int[] {1, 3, 500}) {
      List<Message> late =
          IntStream.rangeClosed(1, count).mapToObj(i -> message("old" + count + "-" + i)).toList();
      outbox.add(LatePosts.of(CHANNEL, 1, late, count == 500, words));
      see("late: " + count);
    }
    outbox.amend(
        LatePosts.key(CHANNEL, "old1-1"), b -> b.decided(MessageButtons.decidedLate(ANN, words)));
    seen.append("## late, decided\n")
        .append(text(posts.withKey(LatePosts.key(CHANNEL, "old1-1")).orElseThrow()));
    seen.append("\n## nothing can be stored\n").append(words.say("store.full")).append('\n');
    GOLDEN.check("many." + language + ".txt", seen.toString());
  }

  private void decide(ReplyWriter writer, Decision decision, Author by) {
    time.pass(Duration.ofSeconds(1));
    writer.accept(new Decided(1, time.instant(), message("7"), decision, by));
    see("decided: " + decision);
  }

  private Delivered delivered(Rung rung, String reason) {
    time.pass(Duration.ofSeconds(1));
    return new Delivered(1, time.instant(), message("7"), rung, reason);
  }

  private void hear(CrowdPosts crowd, MessageStore messages, int from, int to) {
    for (int i = from; i < to; i++) {
      Message each = message("m" + i);
      messages.receive(1, each);
      crowd.accept(new Delivered(1, time.instant(), each, Rung.QUEUED, null));
    }
  }

  /** Takes some out of the queue. */
  private void take(CrowdPosts crowd, MessageStore messages, int from, int to) {
    for (int i = from; i < to; i++) {
      messages.steps().withdraw("m" + i);
      crowd.accept(new Decided(1, time.instant(), message("m" + i), Decision.WITHDRAWN, ANN));
    }
  }

  /** Lets the post be brought up to date, and looks at it then. */
  private void seeNext(String what) {
    List<String> before = texts();
    time.pass(Duration.ofSeconds(6));
    timers.goOff();
    await().atMost(Duration.ofMinutes(1)).until(() -> !texts().equals(before));
    see(what);
  }

  private List<String> texts() {
    return posts.newest(1, 50).stream().map(PostGoldenTest::text).toList();
  }

  private void see(String what) {
    seen.append("## ").append(what).append('\n');
    seen.append(text(posts.newest(1, 1).getFirst())).append('\n');
  }

  private Message message(String id) {
    return new Message(id, CHANNEL, ANN, "hello", List.of(), time.instant());
  }

  private static String text(Post post) {
    String buttons =
        post.body().buttons().stream()
            .map(b -> "[" + b.label() + "]")
            .collect(Collectors.joining(" "));
    return post.body().text() + "\n" + (buttons.isEmpty() ? "" : buttons + "\n");
  }
}
