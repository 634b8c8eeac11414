package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.QuestionForm;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Entry;
import io.github.claudebridge.model.PostBody.Menu;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people press, choose and write below a question, with the real JDA. */
class QuestionListenerIT {
  @TempDir private Path dir;
  private DiscordBench bench;
  private DiscordGateway gateway;
  private String sent;

  @BeforeEach
  void open() throws Exception {
    bench = new DiscordBench(dir);
    gateway = bench.ready();
    PostBody body =
        PostBody.of("Which?")
            .withButtons(new Button("q:own:1:0", "Own answer", Button.Style.SECONDARY))
            .withMenu(
                new Menu(
                    "q:menu:1:0",
                    "Choose",
                    2,
                    List.of(new Entry("0", "A", "about A"), new Entry("1", "B", ""))));
    sent =
        gateway
            .chat()
            .send(
                new Post(
                    1, CHANNEL, 1, Post.Kind.NOTICE, "k", "n", body, Post.State.PENDING, null, null,
                    Instant.EPOCH));
  }

  @AfterEach
  void shut() {
    try {
      assertThat(bench.twin.violations()).isEmpty();
    } finally {
      bench.close();
    }
  }

  @Test
  void whatIsChosenFromAListIsAnAnswerAndSaysNothingBesides() {
    TwinInteraction choice = bench.twin.select(sent, FRIEND, "q:menu:1:0", "1", "0");
    until(() -> bench.answering.given().equals(List.of(FRIEND + " q:menu:1:0 [1, 0] {}")));
    assertThat(choice.awaitAcknowledged(SOON)).isTrue();
    assertThat(choice.callbacks().getFirst().path("type").asInt()).as("no new message").isEqualTo(6);
    assertThat(bench.orders.orders()).as("it is no other order").isEmpty();
  }

  @Test
  void aFormIsOpenedAndWhatIsWrittenIsAnAnswer() {
    bench.answering.next(
        new Answering.Next.Write(
            new QuestionForm(
                "q:own:1:0",
                "Own answer",
                List.of(
                    new QuestionForm.Input("text", "Which?", "a hint", "", true, true),
                    new QuestionForm.Input("more", "More", "", "given", false, false)))));
    TwinInteraction form = bench.twin.click(sent, FRIEND, "q:own:1:0");
    assertThat(form.awaitAcknowledged(SOON)).isTrue();
    bench.twin.submit(form, FRIEND, Map.of("text", "my own\nwords"));
    until(() -> !bench.answering.given().isEmpty());
    assertThat(bench.answering.given().getFirst())
        .startsWith(FRIEND + " q:own:1:0 []")
        .contains("text=my own\nwords");
  }

  @Test
  void aRefusalIsForTheCallerAlone() {
    bench.answering.next(new Answering.Next.Refused("Not allowed."));
    TwinPost told = bench.twin.click(sent, FRIEND, "q:own:1:0").awaitReply(SOON);
    assertThat(told.content()).isEqualTo("Not allowed.");
    assertThat(told.ephemeral()).isTrue();
    assertThat(bench.answering.given()).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotCountIsToldToTheCallerAlone() {
    bench.answering.tells("Too late.");
    TwinInteraction click = bench.twin.click(sent, FRIEND, "q:own:1:0");
    until(() -> click.replies().stream().anyMatch(p -> p.content().equals("Too late.")));
    assertThat(click.replies()).filteredOn(p -> p.content().equals("Too late."))
        .allMatch(TwinPost::ephemeral);
    assertThat(bench.twin.posts(CHANNEL)).extracting(TwinPost::content).contains("Which?");
  }
}
