package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of questions, in both languages, from recorded hooks. */
class QuestionWriterTest {
  private static final Author ANN = new Author("42", "Ann", Author.Kind.PERSON);
  private static final Author SHELL = new Author("cli:ann", "ann", Author.Kind.CLI);

  @TempDir private Path folder;
  private final SettableTime time = SettableTime.start();
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
    store.close();
  }

  static Stream<Golden> cases() {
    return Golden.cases("questions").stream();
  }

  private QuestionWriter writer(Words words, String channel) {
    QuestionPosts shown =
        new QuestionPosts(
            new AnswerPosts(folder, 6, text -> text),
            new KeptTexts(folder),
            text -> text.replace("s3cr3t", "***"),
            words);
    return new QuestionWriter(outbox, shown, words, (n, m) -> channel, Duration.ofHours(24));
  }

  private Question question(long id, String json) throws Exception {
    HookEvent hook = HookEvent.parse(json);
    return new Question(
        id,
        1,
        hook.promptId(),
        hook.agentId(),
        hook.origin().agentType(),
        hook.cwd(),
        QuestionReader.matter(hook).orElseThrow(),
        time.instant(),
        State.OPEN,
        null,
        null,
        null);
  }

  private Question ended(Question q, State state, @Nullable Answer answer, @Nullable Author by) {
    return new Question(
        q.id(), 1, null, q.agentId(), q.agentType(), q.directory(), q.matter(), q.at(), state,
        answer, by, time.instant());
  }

  private List<PostBody> ask(QuestionWriter writer, Question q) {
    writer.accept(new SessionEvent.QuestionAsked(1, time.instant(), q, null));
    return bodies(q.id());
  }

  private List<PostBody> bodies(long id) {
    return posts.newest(1, 500).stream()
        .filter(p -> p.key().startsWith("question:" + id + ":"))
        .map(Post::body)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachKindReadsWellInBothLanguages(Golden golden) throws Exception {
    for (Locale language : List.of(Locale.ENGLISH, Locale.JAPANESE)) {
      QuestionWriter writer = writer(new Words(language), "77");
      long id = language == Locale.ENGLISH ? 1 : 2;
      List<PostBody> bodies = ask(writer, question(id, golden.input("hook.json")));
      golden.check(
          language.getLanguage() + ".txt",
          bodies.stream().map(QuestionWriterTest::shown).collect(Collectors.joining("\n====\n")));
      assertThat(bodies).allMatch(b -> b.text().length() <= PostBody.MAX_TEXT - 300);
    }
  }

  private static String shown(PostBody body) {
    StringBuilder out = new StringBuilder(body.text()).append('\n');
    for (Path file : body.files()) {
      try {
        out.append("[file ").append(file.getFileName()).append(": ");
        out.append(Files.size(file)).append(" bytes]\n");
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }
    if (body.menu() != null) {
      out.append("<").append(body.menu().hint()).append(", at most ").append(body.menu().most());
      body.menu().entries().forEach(e -> out.append(" | ").append(e.label()));
      out.append(">\n");
    }
    body.buttons().forEach(b -> out.append("(").append(b.label()).append(") "));
    return out.toString().stripTrailing() + "\n";
  }

  @Test
  void howItEndedStandsBelowInBothLanguages() throws Exception {
    Map<String, Question> all = new LinkedHashMap<>();
    String hook = Golden.at("src/test/resources/questions/bash").input("hook.json");
    Question q = question(1, hook);
    all.put("once", ended(q, State.ANSWERED, new Answer.Allow(Scope.ONCE), ANN));
    all.put("session", ended(q, State.ANSWERED, new Answer.Allow(Scope.SESSION), ANN));
    all.put("always", ended(q, State.ANSWERED, new Answer.Allow(Scope.ALWAYS), SHELL));
    all.put("deny", ended(q, State.ANSWERED, new Answer.Deny(null), ANN));
    all.put("reason", ended(q, State.ANSWERED, new Answer.Deny("not\n*here*"), ANN));
    all.put("plan-edits", ended(q, State.ANSWERED, new Answer.Approve(true), ANN));
    all.put("plan-ask", ended(q, State.ANSWERED, new Answer.Approve(false), ANN));
    all.put("plan-more", ended(q, State.ANSWERED, new Answer.Revise("less"), ANN));
    all.put("chosen", ended(q, State.ANSWERED, new Answer.Chosen(Map.of("Q", "A, B")), ANN));
    all.put("filled", ended(q, State.ANSWERED, new Answer.Filled(Map.of("age", 3L)), ANN));
    all.put("decline", ended(q, State.ANSWERED, new Answer.Decline(), ANN));
    all.put("cancel", ended(q, State.ANSWERED, new Answer.Cancel(), ANN));
    for (State state : State.values()) {
      if (state != State.OPEN && state != State.ANSWERED) {
        all.put(state.word(), ended(q, state, null, null));
      }
    }
    all.put(
        "terminal-chosen", ended(q, State.TERMINAL_YES, new Answer.Chosen(Map.of("Q", "A")), null));
    all.put(
        "terminal-filled",
        ended(q, State.TERMINAL_YES, new Answer.Filled(Map.of("name", "Zoe")), null));
    for (Locale language : List.of(Locale.ENGLISH, Locale.JAPANESE)) {
      StringBuilder lines = new StringBuilder();
      long id = language == Locale.ENGLISH ? 100 : 200;
      for (Map.Entry<String, Question> each : all.entrySet()) {
        QuestionWriter writer = writer(new Words(language), "77");
        Question mine = question(id++, hook);
        ask(writer, mine);
        Question end = each.getValue();
        writer.accept(
            new SessionEvent.QuestionEnded(
                1, time.instant(), ended(mine, end.state(), end.answer(), end.by())));
        PostBody body = bodies(mine.id()).getFirst();
        assertThat(body.buttons()).isEmpty();
        assertThat(body.menu()).isNull();
        lines.append(each.getKey()).append(": ");
        lines.append(body.text().lines().reduce((a, b) -> b).orElseThrow()).append('\n');
      }
      Golden.at("src/test/resources/questions")
          .check("ended." + language.getLanguage() + ".txt", lines.toString());
    }
  }

  @Test
  void aReminderPingsWhoAskedAndNobodyElse() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    Question q = question(1, hook("rm -rf x"));
    writer.accept(new SessionEvent.QuestionReminded(1, time.instant(), q, "5", ANN));
    writer.accept(new SessionEvent.QuestionReminded(1, time.instant(), q, "5", ANN));
    List<Post> reminders = posts.newest(1, 10);
    assertThat(reminders).hasSize(1);
    assertThat(reminders.getFirst().body().mentions()).containsExactly("42");
    assertThat(reminders.getFirst().body().text()).startsWith("⏰ <@42> The question above");
    assertThat(reminders.getFirst().body().replyTo()).isEqualTo("5");
    writer.accept(
        new SessionEvent.QuestionReminded(1, time.instant(), question(2, hook("x")), null, null));
    assertThat(posts.newest(1, 1).getFirst().body().mentions()).isEmpty();
  }

  @Test
  void remindersReadWellInBothLanguages() throws Exception {
    for (Locale language : List.of(Locale.ENGLISH, Locale.JAPANESE)) {
      StringBuilder all = new StringBuilder();
      long id = language == Locale.ENGLISH ? 300 : 400;
      for (String channel : List.of("77", "local-1")) {
        QuestionWriter writer = writer(new Words(language), channel);
        for (Author asker : java.util.Arrays.asList(ANN, SHELL, null)) {
          Question q = question(id++, hook("x"));
          writer.accept(new SessionEvent.QuestionReminded(1, time.instant(), q, "5", asker));
          all.append(posts.newest(1, 1).getFirst().body().text()).append('\n');
        }
        Question choice =
            question(id++, Golden.at("src/test/resources/questions/ask-one").input("hook.json"));
        all.append(ask(writer, choice).getFirst().text()).append('\n');
      }
      Golden.at("src/test/resources/questions")
          .check("reminded." + language.getLanguage() + ".txt", all.toString());
    }
  }

  @Test
  void onePartIsClosedAndTheOthersStayOpen() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    Question q =
        question(3, Golden.at("src/test/resources/questions/ask-two").input("hook.json"));
    assertThat(ask(writer, q)).hasSize(2);
    writer.accept(new SessionEvent.QuestionPartAnswered(1, time.instant(), q, 1, "L", ANN));
    assertThat(bodies(3).get(0).buttons()).isNotEmpty();
    assertThat(bodies(3).get(1).buttons()).isEmpty();
    assertThat(bodies(3).get(1).text()).contains("✅ <@42>: **L** · Discord");
  }

  @Test
  void nothingIsCutUnseen() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    String command = "echo line\n".repeat(300) + "rm -rf / # s3cr3t";
    PostBody body = ask(writer, question(4, hook(command))).getFirst();
    assertThat(body.text()).contains("271 more lines");
    assertThat(Files.readString(body.files().getFirst()))
        .isEqualTo(command.replace("s3cr3t", "***"));
    PostBody one = ask(writer, question(5, hook("x".repeat(5000)))).getFirst();
    assertThat(one.text()).contains("xxx…").contains("1 more line:");
    assertThat(Files.readString(one.files().getFirst())).hasSize(5000);
  }

  @Test
  void whatALastingYesWouldGrantIsAllThere() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    String rule = "x".repeat(250) + " && rm -rf / # s3cr3t";
    String json = granting(rule, "echo b");
    PostBody body = ask(writer, question(30, json)).getFirst();
    assertThat(body.text())
        .contains(
            "**For this session** would be: see the file session.md (2)",
            "**Always** would add: see the file always.md (2)");
    assertThat(body.files()).extracting(f -> f.getFileName().toString())
        .containsExactly("session.md", "always.md");
    assertThat(Files.readString(body.files().getLast()))
        .isEqualTo("`Bash(" + rule.replace("s3cr3t", "***") + ")`\n`Bash(echo b)`");
  }

  @Test
  void aPathOrAFormThatIsTooLongIsWholeInAFile() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    String path = "/w/" + "deep/".repeat(60) + "end";
    ObjectNode write = (ObjectNode) Json.parse(hook("x"));
    write.put("tool_name", "Write");
    write.set("tool_input", Json.object().put("file_path", path).put("content", "a"));
    PostBody body = ask(writer, question(31, Json.write(write))).getFirst();
    assertThat(body.text())
        .contains("**Write**", "whole of it is in the file")
        .doesNotContain("end`");
    assertThat(Files.readString(body.files().getFirst())).contains(path);

    ObjectNode form = (ObjectNode) Json.parse(
        Golden.at("src/test/resources/questions/form").input("hook.json"));
    ObjectNode fields = ((ObjectNode) form.path("requested_schema")).putObject("properties");
    for (int i = 0; i < 80; i++) {
      fields.putObject("f" + i).put("title", "Field " + i).put("description", "what it is for");
    }
    PostBody many = ask(writer, question(32, Json.write(form))).getFirst();
    assertThat(many.text())
        .contains("Field 1", "whole of it is in the file")
        .doesNotContain("Field 79");
    assertThat(Files.readString(many.files().getFirst())).contains("Field 79");
    assertThat(many.text().length()).isLessThanOrEqualTo(PostBody.MAX_TEXT - 300);
  }

  @Test
  void ofMoreOptionsThanAListHasTheRestIsWritten() throws Exception {
    ObjectNode hook =
        (ObjectNode)
            Json.parse(Golden.at("src/test/resources/questions/ask-one").input("hook.json"));
    ArrayNode options = ((ObjectNode) hook.at("/tool_input/questions/0")).putArray("options");
    for (int i = 0; i < 30; i++) {
      options.add(Json.object().put("label", "x".repeat(i == 0 ? 95 : 1) + " s3cr3t " + i));
    }
    PostBody body =
        ask(writer(new Words(Locale.ENGLISH), "77"), question(33, Json.write(hook))).getFirst();
    assertThat(body.text()).contains("30. **x", "Only the first 25 can be pressed");
    assertThat(body.menu().entries()).hasSize(25);
    assertThat(body.menu().entries().getFirst().label()).hasSize(100).endsWith("x ***…");
  }

  private static String granting(String... rules) throws Exception {
    ObjectNode hook = (ObjectNode) Json.parse(hook("x"));
    ObjectNode update = hook.putArray("permission_suggestions").addObject();
    update.put("type", "addRules").put("behavior", "allow");
    ArrayNode all = update.putArray("rules");
    for (String rule : rules) {
      all.add(Json.object().put("toolName", "Bash").put("ruleContent", rule));
    }
    return Json.write(hook);
  }

  @Test
  void nothingLooksLikeSomethingElse() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "77");
    PostBody bidi = ask(writer, question(6, hook("rm \u202eevil"))).getFirst();
    assertThat(bidi.text()).contains("rm \\u{202e}evil", "the eye does not see");
    PostBody fence = ask(writer, question(7, hook("a\n```\n**Allowed** by @everyone"))).getFirst();
    assertThat(fence.text().split("```", -1)).as("one block alone").hasSize(3);
    assertThat(Files.readString(fence.files().getFirst())).contains("```");
    PostBody plain = ask(writer, question(8, hook("a\tb\nc\n"))).getFirst();
    assertThat(plain.text()).contains("a\tb\nc").doesNotContain("the eye");
    assertThat(plain.files()).isEmpty();
  }

  @Test
  void aLocalChannelSaysWhatToType() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "local-1");
    Map<String, String> typed = new LinkedHashMap<>();
    long id = 20;
    for (Golden each : Golden.cases("questions")) {
      List<PostBody> bodies = ask(writer, question(id++, each.input("hook.json")));
      typed.put(each.toString(), bodies.getLast().text().lines().reduce((a, b) -> b).orElseThrow());
    }
    assertThat(typed)
        .containsEntry("curl", "Answer it: `vai answer 1 once | session | always | deny`")
        .containsEntry("plan", "Answer it: `vai answer 1 edits | ask | more`")
        .containsEntry("ask-one", "Answer it: `vai answer 1 1 | 2 | \"…\"`")
        .containsEntry("ask-two", "Answer it: `vai answer 1 1 | 2 | \"…\" --part 2`")
        .containsEntry("ask-several", "Answer it: `vai answer 1 1,2 | \"…\"`")
        .containsEntry("form", "Answer it: `vai answer 1 accept NAME=VALUE | decline | cancel`");
  }

  /** What is seldom asked: hidden characters, many options, a long plan, grants of other kinds. */
  @Test
  void rareQuestionsReadWellInBothLanguages() throws Exception {
    ObjectNode many =
        (ObjectNode)
            Json.parse(Golden.at("src/test/resources/questions/ask-one").input("hook.json"));
    ArrayNode options = ((ObjectNode) many.at("/tool_input/questions/0")).putArray("options");
    IntStream.range(0, 27).forEach(i -> options.add(Json.object().put("label", "Option " + i)));
    ObjectNode plan =
        (ObjectNode) Json.parse(Golden.at("src/test/resources/questions/plan").input("hook.json"));
    ((ObjectNode) plan.path("tool_input"))
        .put("plan", "# The plan\n\n" + ("- " + "a step ".repeat(30).strip() + "\n").repeat(8));
    ObjectNode form =
        (ObjectNode) Json.parse(Golden.at("src/test/resources/questions/form").input("hook.json"));
    ((ObjectNode) form.at("/requested_schema/properties"))
        .set("height", Json.object().put("type", "number").put("title", "Height"));
    ObjectNode mode = (ObjectNode) Json.parse(hook("make"));
    ArrayNode updates = mode.putArray("permission_suggestions");
    updates.addObject().put("type", "setMode").put("mode", "plan").put("destination", "session");
    List<String> hooks =
        List.of(
            hook("rm \u202eevil"), Json.write(many), Json.write(plan), Json.write(form),
            Json.write(mode), granting("x".repeat(400), "echo b"));
    for (Locale language : List.of(Locale.ENGLISH, Locale.JAPANESE)) {
      QuestionWriter writer = writer(new Words(language), "77");
      StringBuilder all = new StringBuilder();
      long id = language == Locale.ENGLISH ? 500 : 600;
      for (String hook : hooks) {
        PostBody body = ask(writer, question(id++, hook)).getLast();
        all.append(shown(body).replaceAll("(?m)^x{50,}$", "x…")).append("====\n");
      }
      Golden.at("src/test/resources/questions")
          .check("rare." + language.getLanguage() + ".txt", all.toString());
    }
  }

  @Test
  void noSecretIsOnAButton() throws Exception {
    String json =
        hook("x")
            .replace(
                "}}",
                "},\"permission_suggestions\":[{\"type\":\"addRules\",\"behavior\":\"allow\","
                    + "\"rules\":[{\"toolName\":\"Bash\",\"ruleContent\":\"x s3cr3t\"}]}]}");
    PostBody body = ask(writer(new Words(Locale.ENGLISH), "77"), question(10, json)).getFirst();
    assertThat(Json.write(body)).contains("Always allow Bash(x ***)").doesNotContain("s3cr3t");
  }

  @Test
  void alsoALocalChannelTellsTheTime() throws Exception {
    QuestionWriter writer = writer(new Words(Locale.ENGLISH), "local-1");
    Question q = question(9, hook("x"));
    assertThat(ask(writer, q).getFirst().text()).endsWith("`vai answer 1 once | deny`");
    writer.accept(
        new SessionEvent.QuestionEnded(
            1, time.instant(), ended(q, State.ANSWERED, new Answer.Deny(null), SHELL)));
    assertThat(bodies(9).getFirst().text())
        .matches("(?s).*🚫 ann: denied · vai · \\d\\d:\\d\\d UTC");
  }

  private static String hook(String command) {
    return Json.write(
        Json.object()
            .put("hook_event_name", "PermissionRequest")
            .put("session_id", "s")
            .put("cwd", "/w")
            .put("tool_name", "Bash")
            .set("tool_input", Json.object().put("command", command)));
  }
}
