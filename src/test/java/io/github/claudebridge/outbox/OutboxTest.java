package io.github.claudebridge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.RecordingChat;
import io.github.claudebridge.testing.RecordingChat.Trouble;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The durable way to chat. */
@Timeout(30)
class OutboxTest {
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
    outbox = new Outbox(posts);
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    disk.close();
  }

  @Test
  void aPostThatStandsFromBeforeALongCrashIsNotSentAgain() {
    chat.fail("c", Trouble.ANSWER_LOST);
    outbox.add(draft("c", "k0", "done"));
    Post sent = new PostStore(disk.database(), time).pending("c", 1).getFirst();
    posts.sent(sent, "another", false);
    outbox.add(draft("c", "k1", "done"));
    through();
    await().until(() -> !chat.attempts().isEmpty());
    outbox.close(); // as a crash between the sending and the note of it
    chat.forgetNonces();
    time.pass(Duration.ofMinutes(10));
    disk.reopen();
    begin();
    through();
    await().until(() -> posts.pending("c", 1).isEmpty());
    assertThat(chat.texts("c")).containsExactly("done");
    outbox.add(draft("c", "k2", "done"));
    time.pass(Duration.ofMinutes(10));
    awaitTexts("c", List.of("done", "done"));
  }

  @Test
  void whoWaitsForTheStoreAloneDoesNotWaitForListeners() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    List<String> told = new CopyOnWriteArrayList<>();
    outbox.onPost(
        post -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          told.add(post.state() + " " + post.key());
        });
    through();
    assertThat(outbox.addSoon(List.of(draft("c", "k1", "one")))).hasSize(1);
    assertThat(outbox.addSoon(List.of(draft("c", "k2", "two")))).hasSize(1);
    assertThat(posts.withKey("k2")).isPresent();
    assertThat(told).isEmpty();
    slow.countDown();
    awaitTexts("c", List.of("one", "two"));
    await().until(() -> told.size() == 4);
    assertThat(told.indexOf("PENDING k1")).isLessThan(told.indexOf("PENDING k2"));
    assertThat(told).contains("SENT k1", "SENT k2");
  }

  @Test
  void whatIsStoredAsItEndsIsSentAtTheNextStart() throws Exception {
    through();
    outbox.close();
    assertThat(outbox.addSoon(List.of(draft("c", "k1", "one")))).hasSize(1);
    begin();
    through();
    awaitTexts("c", List.of("one"));
  }

  @Test
  void aPostThatWasChangedSinceItStoodThereIsEditedAndNotSentAgain() {
    chat.fail("c1", Trouble.ANSWER_LOST);
    through();
    outbox.add(asking("ask:1:a", "is it?"));
    await().until(() -> !chat.attempts().isEmpty());
    outbox.close(); // as a crash between the sending and the note of it
    outbox.amend("ask:1:", body -> body.decided("yes"));
    outbox.revise("ask:1:a", PostBody.of("it is over"));
    chat.forgetNonces();
    time.pass(Duration.ofMinutes(10));
    disk.reopen();
    begin();
    through();
    await().until(() -> posts.pendingChannels().isEmpty());
    assertThat(chat.attempts()).as("sent once").hasSize(1);
    assertThat(chat.texts("c1")).containsExactly("it is over");
  }

  private static Draft draft(String channel, String key, String text) {
    return new Draft(channel, 1, Post.Kind.ANSWER, key, PostBody.of(text));
  }

  private void through() {
    outbox.through(chat);
    outbox.start();
  }

  private void awaitTexts(String channel, List<String> texts) {
    await().untilAsserted(() -> assertThat(chat.texts(channel)).isEqualTo(texts));
  }

  private void awaitNothingPending() {
    await().untilAsserted(() -> assertThat(posts.pendingChannels()).isEmpty());
  }

  @Test
  void theOrderOfAChannelHolds() {
    through();
    List<String> texts = IntStream.range(0, 130).mapToObj(i -> "t" + i).toList();
    for (String text : texts) {
      outbox.add(draft("c1", text, text));
    }
    awaitTexts("c1", texts);
    awaitNothingPending();
  }

  @Test
  void aSlowChannelHoldsUpNoOther() {
    CountDownLatch slow = chat.hold("slow");
    through();
    outbox.add(draft("slow", "a", "later"));
    outbox.add(draft("quick", "b", "now"));
    awaitTexts("quick", List.of("now"));
    assertThat(chat.texts("slow")).isEmpty();
    slow.countDown();
    awaitTexts("slow", List.of("later"));
  }

  @Test
  void aPassingTroubleIsTriedAgainWithTheSameNonceAndKeepsTheOrder() {
    chat.fail("c1", Trouble.PASSING, Trouble.PASSING);
    through();
    outbox.add(List.of(draft("c1", "a", "one"), draft("c1", "b", "two")));
    awaitTexts("c1", List.of("one", "two"));
    List<String> attempts = chat.attempts();
    assertThat(attempts).hasSize(4);
    assertThat(attempts.subList(0, 3)).containsOnly(attempts.getFirst());
  }

  @Test
  void anAnswerThatGotLostMakesNoSecondPost() {
    chat.fail("c1", Trouble.ANSWER_LOST);
    through();
    outbox.add(draft("c1", "a", "once"));
    awaitNothingPending();
    assertThat(chat.texts("c1")).containsExactly("once");
    assertThat(posts.newest(1, 1)).allMatch(p -> p.state() == Post.State.SENT);
  }

  @Test
  @Logs("the channel is gone")
  void aLastingTroubleIsMarkedAndTheNextPostGoesOut() {
    chat.fail("c1", Trouble.LASTING);
    List<Post> told = java.util.Collections.synchronizedList(new ArrayList<>());
    outbox.onPost(told::add);
    through();
    outbox.add(List.of(draft("c1", "a", "one"), draft("c1", "b", "two")));
    awaitTexts("c1", List.of("two"));
    awaitNothingPending();
    assertThat(posts.newest(1, 5))
        .extracting(Post::state)
        .containsExactly(Post.State.FAILED, Post.State.SENT);
    assertThat(posts.newest(1, 5).getFirst().reason()).contains("the channel is gone");
    await().untilAsserted(() -> assertThat(told).anyMatch(p -> p.state() == Post.State.FAILED));
  }

  @Test
  @Logs("in a way of its own")
  void anUnexpectedTroubleDoesNotSilenceTheChannel() {
    chat.fail("c1", Trouble.UNEXPECTED);
    through();
    outbox.add(draft("c1", "a", "one"));
    outbox.add(draft("c1", "b", "two"));
    awaitTexts("c1", List.of("two"));
    outbox.add(draft("c1", "c", "three"));
    awaitTexts("c1", List.of("two", "three"));
    assertThat(posts.newest(1, 5).getFirst().state()).isEqualTo(Post.State.FAILED);
  }

  @Test
  @Logs("a listener to posts failed")
  void aListenerThatFailsKeepsNothingBack() {
    outbox.onPost(
        p -> {
          throw new IllegalStateException("a listener of the test");
        });
    through();
    outbox.add(draft("c1", "a", "one"));
    awaitTexts("c1", List.of("one"));
    awaitNothingPending();
  }

  @Test
  void theRestIsSentAfterARestart() {
    CountDownLatch never = chat.hold("c1");
    through();
    outbox.add(List.of(draft("c1", "a", "one"), draft("c1", "b", "two")));
    outbox.add(draft("c2", "c", "other"));
    awaitTexts("c2", List.of("other"));
    outbox.close();
    disk.reopen();
    begin();
    never.countDown();
    through();
    awaitTexts("c1", List.of("one", "two"));
    awaitNothingPending();
    assertThat(chat.texts("c2")).as("what was sent is not sent again").containsExactly("other");
  }

  @Test
  void whatHasTheSameKeyIsStoredOnce() {
    assertThat(outbox.add(draft("c1", "a", "one"))).hasSize(1);
    assertThat(outbox.add(draft("c1", "a", "another text"))).isEmpty();
    disk.reopen();
    outbox.close();
    begin();
    assertThat(outbox.add(draft("c1", "a", "one"))).isEmpty();
    assertThat(outbox.add(List.of(draft("c1", "a", "one"), draft("c1", "b", "two")))).hasSize(1);
    through();
    awaitTexts("c1", List.of("one", "two"));
  }

  @Test
  void aChannelWithoutAChatWaitsUntilOneIsAdded() {
    outbox.start();
    outbox.add(draft("c1", "a", "one"));
    outbox.through(new RecordingChat(channel -> channel.equals("elsewhere")));
    assertThat(posts.pending("c1", 5)).hasSize(1);
    outbox.through(chat);
    awaitTexts("c1", List.of("one"));
  }

  @Test
  void nothingIsSentBeforeTheStart() {
    outbox.through(chat);
    outbox.add(draft("c1", "a", "one"));
    assertThat(chat.attempts()).isEmpty();
    outbox.start();
    awaitTexts("c1", List.of("one"));
  }

  @Test
  void draftsAreScreenedBeforeTheyAreStored() {
    outbox.screenedBy(
        d -> new Draft(d.channel(), d.session(), d.kind(), d.key(), PostBody.of("***")));
    outbox.add(draft("c1", "a", "secret"));
    assertThat(posts.newest(1, 1).getFirst().body().text()).isEqualTo("***");
  }

  @Test
  void keysAreFoundByTheirBeginning() {
    outbox.add(draft("c1", "said:x:0", "one"));
    assertThat(posts.anyWithKey("said:x")).isTrue();
    assertThat(posts.anyWithKey("said:y")).isFalse();
  }

  @Test
  void noncesFitDiscord() {
    outbox.add(draft("c1", "a", "one"));
    assertThat(posts.newest(1, 1).getFirst().nonce()).matches("[0-9A-Za-z]{1,25}");
  }

  @Test
  void anEditComesAfterThePostsBeforeItAndOnlyInItsLastWords() throws Exception {
    CountDownLatch gate = chat.hold("c1");
    through();
    outbox.add(asking("ask:1:a", "is it?"));
    outbox.add(draft("c1", "b", "next"));
    outbox.amend("ask:1:", body -> body.decided("no"));
    outbox.amend("ask:2:", body -> body.decided("never"));
    gate.countDown();

    awaitTexts("c1", List.of("is it?\nno", "next"));
    awaitNothingPending();
    assertThat(chat.in("c1").getFirst().body().buttons()).isEmpty();
    assertThat(chat.edits()).hasSizeLessThanOrEqualTo(1);
    outbox.amend("ask:1:", body -> body.decided("twice"));
    awaitNothingPending();
    assertThat(chat.texts("c1").getFirst()).isEqualTo("is it?\nno");
  }

  @Test
  void anEditOutlivesARestartAndATroubleThatPasses() throws Exception {
    through();
    outbox.add(asking("ask:1:a", "is it?"));
    awaitNothingPending();
    outbox.close();
    outbox.amend("ask:1:", body -> body.decided("yes"));
    disk.reopen();
    begin();
    assertThat(posts.pendingChannels()).containsExactly("c1");
    chat.fail("c1", Trouble.PASSING);
    through();
    awaitTexts("c1", List.of("is it?\nyes"));
    awaitNothingPending();
    assertThat(chat.edits()).hasSize(1);
  }

  @Test
  void whatIsChangedBeforeItIsKnownToStandThereIsChangedThereToo() throws Exception {
    chat.fail("c1", Trouble.ANSWER_LOST);
    through();
    outbox.add(asking("ask:1:a", "is it?"));
    awaitTexts("c1", List.of("is it?"));
    outbox.close();
    disk.reopen();
    begin();
    outbox.amend("ask:1:", body -> body.decided("yes"));
    through();
    awaitTexts("c1", List.of("is it?\nyes"));
    awaitNothingPending();
  }

  @Test
  @Logs("stays as it is")
  void aPostThatCannotBeEditedHoldsUpNothing() {
    through();
    outbox.add(asking("ask:1:a", "is it?"));
    awaitNothingPending();
    chat.fail("c1", Trouble.LASTING);
    outbox.amend("ask:1:", body -> body.decided("yes"));
    awaitNothingPending();
    outbox.add(draft("c1", "b", "next"));
    awaitTexts("c1", List.of("is it?", "next"));
  }

  @Test
  void aPostThatIsRevisedIsEditedAlsoWhenNothingElseIsPosted() {
    through();
    outbox.add(draft("c1", "outage", "it is gone"));
    awaitTexts("c1", List.of("it is gone"));
    outbox.revise("outage", PostBody.of("it is back"));
    awaitTexts("c1", List.of("it is back"));
    outbox.revise("outage", PostBody.of("it is back"));
    awaitNothingPending();
    assertThat(chat.edits()).hasSize(1);
  }

  private static Draft asking(String key, String text) {
    PostBody.Button button = new PostBody.Button("yes", "Yes", PostBody.Button.Style.PRIMARY);
    return new Draft("c1", 1, Post.Kind.NOTICE, key, PostBody.of(text).withButtons(button));
  }
}
