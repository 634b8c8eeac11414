package io.github.claudebridge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.FoldedPosts;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.RecordingChat;
import io.github.claudebridge.testing.RecordingChat.Trouble;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More posts than a channel takes in time. */
@Timeout(60)
class PostFloodTest {
  private static final int LONGEST = 20;

  private final SettableTime time = SettableTime.start();
  private final RecordingChat chat = RecordingChat.everywhere();
  private TempStore disk;
  private PostStore posts;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    disk = new TempStore(time);
    begin();
  }

  private void begin() {
    posts = new PostStore(disk.database(), time);
    outbox = new Outbox(posts, LONGEST);
    outbox.foldedBy(new FoldedPosts(disk.folder(), new Words(Locale.ENGLISH), null));
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    disk.close();
  }

  private void through() {
    outbox.through(chat);
    outbox.start();
  }

  private static Draft draft(Post.Kind kind, String text) {
    return new Draft("c1", 1, kind, kind + text, PostBody.of(text));
  }

  private static Draft dp(int i) {
    return draft(Post.Kind.DP, "dp " + i);
  }

  private void add(Post.Kind kind, String text) {
    outbox.add(draft(kind, text));
  }

  private void awaitNothingPending() {
    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(posts.pendingChannels()).isEmpty());
  }

  /** Everything a reader of the channel has before them, files opened, line by line. */
  private List<String> words() throws IOException {
    List<String> words = new ArrayList<>();
    for (Post post : chat.in("c1")) {
      if (post.body().files().isEmpty()) {
        words.addAll(post.body().text().lines().toList());
      } else {
        words.addAll(
            Files.readAllLines(post.body().files().getFirst()).stream()
                .filter(line -> !line.isBlank())
                .toList());
      }
    }
    return words;
  }

  @Test
  void aThousandDpPostsHoldUpNoAnswerAndNoWordOfThemIsLost() throws Exception {
    CountDownLatch gate = chat.hold("c1");
    through();
    for (int i = 0; i < 1_000; i++) {
      outbox.add(dp(i));
    }
    add(Post.Kind.ANSWER, "the answer");
    gate.countDown();
    awaitNothingPending();

    List<String> texts = chat.texts("c1");
    assertThat(texts.indexOf("the answer")).as("posts before the answer").isBetween(1, 6);
    assertThat(texts).hasSizeLessThan(30);
    List<String> dps = words().stream().filter(w -> w.startsWith("dp ")).toList();
    assertThat(dps).isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "dp " + i).toList());
    System.out.printf(
        "posts: 1001 stored, %d messages, %d before the answer, 0 words lost%n",
        texts.size(), texts.indexOf("the answer"));
  }

  @Test
  void anAnswerWaitsForFiveDpPostsAtMostAndBothLinesKeepTheirOrder() throws Exception {
    outbox.foldedBy(
        some -> {
          throw new UncheckedIOException("no room", new IOException("full"));
        });
    for (int i = 0; i < 5; i++) {
      outbox.add(dp(i));
    }
    add(Post.Kind.ANSWER, "a1");
    for (int i = 5; i < 18; i++) {
      outbox.add(dp(i));
    }
    add(Post.Kind.ANSWER, "a2");
    add(Post.Kind.NOTICE, "n3");
    through();
    awaitNothingPending();

    List<String> texts = chat.texts("c1");
    assertThat(texts.subList(0, 6)).containsExactly("dp 0", "dp 1", "dp 2", "dp 3", "dp 4", "a1");
    assertThat(texts.subList(6, 8)).containsExactly("a2", "n3");
    assertThat(texts.stream().filter(t -> t.startsWith("dp")).toList())
        .isEqualTo(IntStream.range(0, 18).mapToObj(i -> "dp " + i).toList());
  }

  @Test
  void questionsNoticesAndFilesAreNeverPutTogetherAndKeepTheirPlace() throws Exception {
    Path file = Files.writeString(disk.folder().resolve("report.txt"), "the report\n");
    for (int i = 0; i < 10; i++) {
      add(Post.Kind.ANSWER, "before " + i);
    }
    PostBody.Button yes = new PostBody.Button("yes", "Yes", PostBody.Button.Style.PRIMARY);
    outbox.add(
        new Draft("c1", 1, Post.Kind.ANSWER, "ask", PostBody.of("is it?").withButtons(yes)));
    add(Post.Kind.NOTICE, "it failed");
    outbox.add(
        new Draft("c1", 1, Post.Kind.ANSWER, "f", PostBody.of("see").with(List.of(file))));
    for (int i = 0; i < 30; i++) {
      add(Post.Kind.ANSWER, "after " + i);
    }
    through();
    awaitNothingPending();

    assertThat(chat.texts("c1")).hasSizeBetween(5, 8).contains("is it?", "it failed", "see");
    List<String> expected =
        new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> "before " + i).toList());
    expected.addAll(List.of("is it?", "it failed", "the report"));
    expected.addAll(IntStream.range(0, 30).mapToObj(i -> "after " + i).toList());
    assertThat(words()).isEqualTo(expected);
    assertThat(chat.in("c1")).anyMatch(p -> !p.body().buttons().isEmpty());
  }

  @Test
  void aFewPostsGoOutAsTheyAre() {
    for (int i = 0; i < LONGEST; i++) {
      add(Post.Kind.ANSWER, "a" + i);
    }
    through();
    awaitNothingPending();
    assertThat(chat.texts("c1"))
        .isEqualTo(IntStream.range(0, LONGEST).mapToObj(i -> "a" + i).toList());
  }

  @Test
  void whatMayStandThereAlreadyIsNotPutTogetherWithOthers() throws Exception {
    chat.fail("c1", Trouble.ANSWER_LOST);
    add(Post.Kind.ANSWER, "a0");
    through();
    await().until(() -> !chat.attempts().isEmpty());
    for (int i = 1; i < 50; i++) {
      add(Post.Kind.ANSWER, "a" + i);
    }
    awaitNothingPending();
    assertThat(words()).isEqualTo(IntStream.range(0, 50).mapToObj(i -> "a" + i).toList());
  }

  @Test
  void anEndInBetweenLosesNothingAndDoublesNothing() throws Exception {
    CountDownLatch gate = chat.hold("c1");
    List<Post> told = java.util.Collections.synchronizedList(new ArrayList<>());
    outbox.onPost(told::add);
    for (int i = 0; i < 60; i++) {
      add(Post.Kind.ANSWER, "a" + i);
    }
    through();
    await().until(() -> told.stream().anyMatch(p -> p.state() == Post.State.FOLDED));
    outbox.close(); // what was put together is stored, and nothing of it sent
    disk.reopen();
    begin();
    gate.countDown();
    for (int i = 60; i < 100; i++) {
      add(Post.Kind.ANSWER, "a" + i);
    }
    through();
    awaitNothingPending();
    assertThat(words()).isEqualTo(IntStream.range(0, 100).mapToObj(i -> "a" + i).toList());
    assertThat(posts.newest(1, 200)).noneMatch(p -> p.state() == Post.State.PENDING);
  }

  @Test
  @Logs("are not put together")
  void withoutRoomForAFileTheyGoOutOneByOne() {
    outbox.foldedBy(
        some -> {
          throw new UncheckedIOException("no room", new IOException("full"));
        });
    for (int i = 0; i < 30; i++) {
      add(Post.Kind.ANSWER, "a" + i);
    }
    through();
    awaitNothingPending();
    assertThat(chat.texts("c1")).isEqualTo(IntStream.range(0, 30).mapToObj(i -> "a" + i).toList());
  }

  @Test
  void aPostThatChangesAllTheTimeIsEditedToItsLastWordsBesideWhatIsSent() throws Exception {
    add(Post.Kind.NOTICE, "live");
    through();
    awaitNothingPending();
    CountDownLatch gate = chat.hold("c1"); // an answer that takes its time holds up no edit
    add(Post.Kind.ANSWER, "slow");
    for (int i = 0; i < 500; i++) {
      assertThat(outbox.rewrite(Post.Kind.NOTICE + "live", PostBody.of("live " + i))).isTrue();
    }
    await().untilAsserted(() -> assertThat(chat.texts("c1")).containsExactly("live 499"));
    gate.countDown();
    awaitNothingPending();
    assertThat(chat.texts("c1")).containsExactly("live 499", "slow");
    assertThat(chat.edits()).hasSizeLessThan(10);
    assertThat(outbox.rewrite("nobody", PostBody.of("x"))).isFalse();
  }

  @Test
  void aPostThatChangesBeforeItIsSentIsSentAsItIsByThen() {
    add(Post.Kind.NOTICE, "live");
    outbox.rewrite(Post.Kind.NOTICE + "live", PostBody.of("new"));
    through();
    awaitNothingPending();
    assertThat(chat.texts("c1")).containsExactly("new");
    // Whether an earlier attempt stands there is not known, so it is edited once, to be sure.
    assertThat(chat.edits())
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(p -> p.body().text().equals("new"));
  }
}
