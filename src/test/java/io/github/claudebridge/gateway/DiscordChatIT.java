package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.post;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.testing.twin.Permissions;
import io.github.claudebridge.testing.twin.TwinPost;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bridge posts and shows, with the real JDA. */
class DiscordChatIT {
  @TempDir private Path dir;
  private DiscordBench bench;
  private DiscordChat chat;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
    chat = bench.ready().chat();
  }

  @AfterEach
  void shut() {
    bench.close();
  }

  @Test
  void aPostHasItsNonceReplyFilesAndButtons() throws Exception {
    String asked = bench.twin.say(CHANNEL, FRIEND, "question");
    Path file = Files.write(dir.resolve("plan.txt"), "the plan".getBytes());
    PostBody body =
        new PostBody(
            "answer @everyone",
            asked,
            List.of(file),
            List.of(FRIEND),
            List.of(new PostBody.Button("yes:1", "Yes", PostBody.Button.Style.SUCCESS)));
    String id = chat.send(post(1, body));
    TwinPost posted = bench.twin.posts(CHANNEL).getFirst();
    assertThat(posted.id()).isEqualTo(id);
    assertThat(posted.nonce()).isEqualTo("nonce-1");
    assertThat(posted.replyTo()).isEqualTo(asked);
    assertThat(posted.attachments()).hasSize(1);
    assertThat(posted.components().toString()).contains("yes:1");
    assertThat(bench.twin.violations()).isEmpty();
  }

  @Test
  void whatStandsAlreadyIsFoundAmongOurOwnMessages() throws Exception {
    bench.twin.say(CHANNEL, FRIEND, "done");
    PostBody done = PostBody.of("done");
    assertThat(chat.standing(post(1, done), List.of(done))).isEmpty();
    String first = chat.send(post(1, PostBody.of("done")));
    chat.send(post(2, PostBody.of("done and more")));
    String second = chat.send(post(3, PostBody.of("done")));
    assertThat(chat.standing(post(4, done), List.of(done))).containsExactly(first, second);
    PostBody changed = PostBody.of("changed");
    assertThat(chat.standing(post(4, changed), List.of(done, changed)))
        .containsExactly(first, second);
    assertThat(chat.standing(post(4, changed), List.of(changed))).isEmpty();
    assertThat(bench.twin.violations()).isEmpty();
  }

  @Test
  void aReplyToAMessageThatIsGoneIsPostedAllTheSame() throws Exception {
    chat.send(post(1, PostBody.of("answer").inReplyTo("12345")));
    assertThat(bench.twin.posts(CHANNEL)).hasSize(1);
  }

  @Test
  void theAnswerToWhatWasAskedFromTheCommandLineIsPosted() throws Exception {
    chat.send(post(1, PostBody.of("answer").inReplyTo("local-2f1c")));
    TwinPost posted = bench.twin.posts(CHANNEL).getFirst();
    assertThat(posted.content()).isEqualTo("answer");
    assertThat(posted.replyTo()).isNull();
  }

  @Test
  void aPostWhoseReplyIsLostStandsThereOnceAlsoWhenSentAgainAfterARestart() throws Exception {
    bench.twin.loseNextReply();
    String id;
    try {
      id = chat.send(post(1, PostBody.of("once"))); // JDA sends some lost requests again itself
    } catch (ChatException e) {
      assertThat(e.passing()).isTrue(); // and leaves others to the outbox, which sends it again
      id = chat.send(post(1, PostBody.of("once")));
    }
    assertThat(bench.ready().chat().send(post(1, PostBody.of("once")))).isEqualTo(id);
    assertThat(bench.twin.posts(CHANNEL)).extracting(TwinPost::id).containsExactly(id);
  }

  @Test
  void twentyPostsComeInOrderWithoutBeingToldToSlowDown() throws Exception {
    List<String> texts = IntStream.range(0, 20).mapToObj(i -> "post " + i).toList();
    for (int i = 0; i < texts.size(); i++) {
      chat.send(post(i, PostBody.of(texts.get(i))));
    }
    assertThat(bench.twin.posts(CHANNEL)).extracting(TwinPost::content).isEqualTo(texts);
    assertThat(bench.twin.rateLimited()).isEmpty();
  }

  @Test
  void whatAPersonMustMendIsLasting() {
    bench.twin.deny(CHANNEL, Permissions.SEND_MESSAGES);
    lasting(post(1, PostBody.of("no")), "Send Messages");
    lasting(elsewhere("999"), "channel is gone");
    bench.twin.guild("101", "Other").channel("101", "301", "theirs");
    lasting(elsewhere("301"), "not in the chosen Discord server");
  }

  @Test
  void aFileThatIsALinkIsNotSent() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "secret");
    Path link = Files.createSymbolicLink(dir.resolve("link"), secret);
    lasting(post(1, PostBody.of("see").with(List.of(link))), "no file link");
  }

  @Test
  void whatDiscordWouldNotTakeIsLasting() throws Exception {
    Path large = dir.resolve("large.bin");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(11 * 1024 * 1024);
    }
    lasting(post(1, PostBody.of("see").with(List.of(large))), "too large");
    PostBody.Button button = new PostBody.Button("same", "Go", PostBody.Button.Style.DANGER);
    PostBody twice =
        new PostBody("choose", null, List.of(), List.of(), List.of(button, button));
    lasting(post(2, twice), "Discord would not take");
    assertThat(bench.twin.posts(CHANNEL)).isEmpty();
  }

  @Test
  void aThreadThatWentToTheArchiveIsFoundAndPostedIn() throws Exception {
    String thread = archivedThread();
    bench.ready();
    assertThat(chat.send(elsewhere(thread))).isNotEmpty();
    assertThat(bench.twin.posts(thread)).hasSize(1);
  }

  /** A thread of the bot's, put into the archive over REST. */
  private String archivedThread() throws Exception {
    JsonNode made = rest("POST", "channels/200/threads", "{\"name\":\"task\",\"type\":11}");
    String id = made.path("id").asText();
    rest("PATCH", "channels/" + id, "{\"archived\":true}");
    return id;
  }

  private JsonNode rest(String method, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(bench.twin.restUrl() + path))
              .header("Authorization", "Bot " + bench.token)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  @Test
  void anOutageIsPassing() throws Exception {
    bench.twin.rest5xx(4, 500); // the gateway's own calls at its start may take some of them
    int refused = 0;
    while (bench.twin.posts(CHANNEL).isEmpty()) {
      try {
        chat.send(post(1, PostBody.of("later")));
      } catch (ChatException e) {
        assertThat(e.passing()).isTrue();
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 4);
    assertThat(bench.twin.posts(CHANNEL)).hasSize(1);
  }

  @Test
  void oneReactionClimbsTheLadder() {
    Message message = said();
    chat.mark(message, Rung.RECEIVED);
    until(() -> shown(message).equals(Set.of("📥")));
    for (Rung rung : List.of(Rung.QUEUED, Rung.TYPING, Rung.TYPED, Rung.ACCEPTED, Rung.ANSWERED)) {
      chat.mark(message, rung);
    }
    until(() -> shown(message).equals(Set.of("✅")));
    List<String> calls =
        bench.twin.requests().stream()
            .filter(it -> it.contains("/reactions/"))
            .distinct()
            .toList();
    assertThat(calls).as("rungs passed quickly are left out").hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void aReactionFromBeforeARestartIsReplaced() {
    Message message = said();
    chat.mark(message, Rung.RECEIVED);
    chat.mark(message, Rung.ACCEPTED);
    until(() -> shown(message).equals(Set.of("👀")));
    bench.ready().chat().mark(message, Rung.ANSWERED);
    until(() -> shown(message).equals(Set.of("✅")));
  }

  @Test
  void anEndThatCameJustBeforeACrashIsShownAfterIt() {
    Message message = said();
    chat.mark(message, Rung.RECEIVED);
    chat.mark(message, Rung.ACCEPTED);
    until(() -> shown(message).equals(Set.of("👀")));
    bench.ends.due.put(message.id(), new MarkLog.Due(1, message, Rung.ANSWERED));
    bench.ready();
    until(() -> shown(message).equals(Set.of("✅")) && bench.ends.due.isEmpty());
  }

  @Test
  void allThatCameToTheirEndAreCaughtUp() {
    List<Message> all = new ArrayList<>();
    for (int i = 1; i <= 25; i++) {
      all.add(said(i));
      bench.ends.due.put(
          all.getLast().id(), new MarkLog.Due(i, all.getLast(), Rung.ANSWERED));
    }
    bench.ready();
    until(bench.ends.due::isEmpty);
    assertThat(all).allSatisfy(each -> assertThat(shown(each)).containsExactly("✅"));
  }

  @Test
  void anEndThatCouldNotBeShownIsShownWithTheNextMark() {
    Message message = said();
    chat.mark(message, Rung.RECEIVED);
    until(() -> shown(message).equals(Set.of("📥")));
    bench.ends.due.put(message.id(), new MarkLog.Due(1, message, Rung.FAILED));
    bench.twin.rest5xx(1_000, 500);
    int before = bench.twin.requests().size();
    chat.mark(message, Rung.FAILED);
    until(
        () ->
            bench.twin.requests().stream()
                .skip(before)
                .anyMatch(it -> it.contains("/reactions/")));
    bench.twin.rest5xx(0, 500);
    assertThat(shown(message)).containsExactly("📥");
    Message next = said(2);
    chat.mark(next, Rung.RECEIVED);
    until(() -> shown(message).equals(Set.of("❌")) && bench.ends.due.isEmpty());
  }

  @Test
  void theEndOfAMessageThatIsGoneIsNotDueForEver() {
    Message message = said();
    bench.twin.delete(message.id());
    bench.ends.due.put(message.id(), new MarkLog.Due(1, message, Rung.ANSWERED));
    chat.mark(message, Rung.ANSWERED);
    until(bench.ends.due::isEmpty);
  }

  @Test
  void markingAMessageThatIsGoneHarmsNothing() throws Exception {
    Message message = said();
    bench.twin.delete(message.id());
    chat.mark(message, Rung.ACCEPTED);
    chat.typing(CHANNEL);
    until(() -> bench.twin.typingCount(CHANNEL) == 1);
    chat.send(post(1, PostBody.of("goes on")));
  }

  private Message said() {
    return said(1);
  }

  private Message said(int number) {
    bench.twin.say(CHANNEL, FRIEND, "do it");
    until(() -> bench.hearing.stored().size() == number);
    return bench.hearing.stored().getLast();
  }

  private Set<String> shown(Message message) {
    return bench.twin.reactions(message.id()).keySet();
  }

  private static Post elsewhere(String channel) {
    return new Post(
        7, channel, 1, Post.Kind.ANSWER, "k", "n", PostBody.of("x"), Post.State.PENDING, null,
        null, Instant.EPOCH);
  }

  private void lasting(Post post, String reason) {
    assertThatExceptionOfType(ChatException.class)
        .isThrownBy(() -> chat.send(post))
        .withMessageContaining(reason)
        .matches(e -> !e.passing());
  }
}
