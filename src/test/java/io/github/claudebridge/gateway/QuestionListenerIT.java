package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.QuestionForm;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Entry;
import io.github.claudebridge.model.PostBody.Menu;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.KeptTexts;
import io.github.claudebridge.reply.QuestionPosts;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
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
    sent = post("n", body);
  }

  private String post(String nonce, PostBody body) throws Exception {
    return gateway
        .chat()
        .send(
            new Post(
                1, CHANNEL, 1, Post.Kind.NOTICE, "k", nonce, body, Post.State.PENDING, null, null,
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
    assertThat(choice.callbacks().getFirst().path("type").asInt())
        .as("no new message")
        .isEqualTo(6);
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

  /** What agents and their tools' servers ask has no limits; what Discord takes has. */
  @Test
  void whateverIsAskedDiscordTakesIt() throws Exception {
    String odd = "👩‍👩‍👧‍👦 か゚*_`~|\u202e @everyone ";
    String much = odd.repeat(200);
    ObjectNode permission = ask("Bash" + much, Json.object().put("command", much.repeat(9)));
    permission.put("cwd", "/" + much);
    ArrayNode rules = Json.array();
    for (int i = 0; i < 50; i++) {
      rules.add(Json.object().put("toolName", "Bash").put("ruleContent", much));
    }
    permission
        .putArray("permission_suggestions")
        .addObject()
        .put("type", "addRules")
        .put("behavior", "allow")
        .set("rules", rules);
    ArrayNode items = Json.array();
    for (boolean several : List.of(false, true)) {
      ArrayNode options = Json.array();
      for (int i = 0; i < 40; i++) {
        options.add(Json.object().put("label", i + much).put("description", much));
      }
      ObjectNode item = items.addObject().put("question", several + much);
      item.put("multiSelect", several).set("options", options);
    }
    items
        .addObject()
        .put("question", "few")
        .putArray("options")
        .add(Json.object().put("label", much))
        .add(Json.object().put("label", ""));
    ObjectNode fields = Json.object();
    for (int i = 0; i < 60; i++) {
      ObjectNode field =
          fields.putObject(i + much.substring(0, 900)).put("title", much).put("description", much);
      field.putArray("enum").add(much).add("b");
    }
    ObjectNode form = Json.object().put("hook_event_name", "Elicitation").put("session_id", "s");
    form.put("mcp_server_name", much).put("message", much).put("mode", "form");
    form.putObject("requested_schema").set("properties", fields);
    QuestionPosts posts =
        new QuestionPosts(
            new AnswerPosts(dir, 6, text -> text),
            new KeptTexts(dir),
            text -> text,
            new Words(Locale.JAPANESE));
    List<ObjectNode> hooks =
        List.of(
            permission,
            ask("AskUserQuestion", Json.object().set("questions", items)),
            ask("ExitPlanMode", Json.object().put("plan", "# " + much.repeat(20))),
            form);
    int count = 0;
    for (ObjectNode hook : hooks) {
      Question question =
          new Question(
              Long.MAX_VALUE, 1, null, "a", much, "/" + much,
              QuestionReader.matter(HookEvent.parse(Json.write(hook))).orElseThrow(),
              Instant.EPOCH, Question.State.OPEN, null, null, null);
      for (PostBody body : posts.of(question)) {
        post("n" + count++, body);
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(6);
    bench.answering.next(
        new Answering.Next.Write(
            new QuestionForm(
                "q:fill:1:0",
                much,
                IntStream.range(0, 5)
                    .mapToObj(i -> new QuestionForm.Input("f" + i, much, much, much, true, false))
                    .toList())));
    TwinInteraction opened = bench.twin.click(sent, FRIEND, "q:own:1:0");
    assertThat(opened.awaitAcknowledged(SOON)).isTrue();
    assertThat(opened.callbacks().getFirst().path("type").asInt()).as("a form").isEqualTo(9);
  }

  private static ObjectNode ask(String tool, JsonNode input) {
    ObjectNode hook =
        Json.object()
            .put("hook_event_name", "PermissionRequest")
            .put("session_id", "s")
            .put("cwd", "/w")
            .put("tool_name", tool);
    hook.set("tool_input", input);
    return hook;
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
