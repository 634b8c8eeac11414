package io.github.claudebridge.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.command.Answering.Next;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Risk;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.QuestionDesk;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may answer what from the chat, and what comes of it. */
class ChatAnswersTest {
  private static final String GUILD = "1";
  private static final String CHANNEL = "100";
  private static final String ANN = "11";
  private static final String BOSS_ROLE = "20";
  private static final String COMMAND =
      "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\",\"tool_name\":\"Bash\","
          + "\"tool_input\":{\"command\":\"make\"},\"permission_suggestions\":[{\"type\":\"addRules\","
          + "\"rules\":[{\"toolName\":\"Bash\",\"ruleContent\":\"make\"}],\"behavior\":\"allow\","
          + "\"destination\":\"localSettings\"}]}";

  @TempDir private Path dir;
  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final Map<Risk, Set<String>> approvers = new EnumMap<>(Risk.class);
  private TempStore store;
  private FakeEngine agent;
  private SessionManager sessions;
  private BindingStore bindings;
  private AuditLog audit;
  private ChatAnswers answers;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    agent = new FakeEngine(Files.createDirectory(dir.resolve("agent")));
    MessageStore messages = new MessageStore(store.database(), time);
    ConversationStore conversations = new ConversationStore(store.database(), time);
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (b, told, own) -> agent.connect(told),
                new ChatPrompts(Set.of()),
                d -> new CompletableFuture<>(),
                e -> {},
                timers,
                time,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time),
                LimitRules.ASK));
    sessions.follow(
        List.of(
            new Binding(1, CHANNEL, "one", dir, "claude", null, null),
            new Binding(2, "200", "two", dir, "claude", null, null)));
    Path project = Files.createDirectories(dir.resolve("project/config")).getParent();
    Settings settings = new SettingsReader(project, Map.of("HOME", dir.toString())).read();
    bindings =
        new BindingStore(project.resolve("config/sessions.json"), BindingDefaults.of(settings));
    audit = new AuditLog(dir.resolve("audit.log"), time, new Redactor(List.of()));
    SessionOrders orders =
        new SessionOrders(settings, bindings, sessions, conversations, n -> {}, b -> {});
    answers =
        new ChatAnswers(
            new Gate(GUILD, Set.of(ANN), Set.of(BOSS_ROLE), Set.of()),
            risk -> approvers.getOrDefault(risk, Set.of()),
            audit,
            new Router(sessions, messages, () -> 0),
            new QuestionOrders(orders, audit),
            new Words(Locale.ENGLISH));
  }

  @AfterEach
  void close() throws Exception {
    sessions.close();
    bindings.close();
    audit.close();
    timers.shutdownNow();
    store.close();
  }

  private CompletableFuture<String> ask(String json) throws Exception {
    CompletableFuture<String> hook =
        sessions.session(1).orElseThrow().questions().asked(HookEvent.parse(json), json);
    sessions.session(1).orElseThrow().look().get(5, TimeUnit.SECONDS);
    return hook;
  }

  private Question last() {
    return sessions.session(1).orElseThrow().questions().newest(1).getFirst();
  }

  private static Caller caller(String user, String channel, String... roles) {
    return new Caller(GUILD, channel, user, "who", Set.of(roles), false);
  }

  private Caller ann() {
    return caller(ANN, CHANNEL);
  }

  private String press(Caller caller, String id) {
    return answers.pressed(caller, id, List.of()) instanceof Next.Refused refused
        ? refused.text()
        : answers.answer(caller, id, List.of(), Map.of());
  }

  @Test
  void whoeverIsHeardAnswersAndTheAuditLogSaysWho() throws Exception {
    CompletableFuture<String> hook = ask(COMMAND);
    assertThat(press(ann(), "q:once:1")).isNull();
    assertThat(hook.get()).contains("allow");
    assertThat(Files.readString(dir.resolve("audit.log")))
        .contains("question.answer", "\"11\"", "ONCE", "DONE");
    assertThat(press(ann(), "q:deny:1")).startsWith("Too late");
  }

  @Test
  void strangersBotsAndOtherChannelsAreRefused() throws Exception {
    ask(COMMAND);
    assertThat(press(caller("66", CHANNEL), "q:once:1")).isEqualTo("Not allowed.");
    assertThat(press(new Caller(GUILD, CHANNEL, ANN, "x", Set.of(), true), "q:once:1"))
        .isEqualTo("Not allowed.");
    assertThat(press(caller(ANN, "200"), "q:once:1")).contains("no such question");
    assertThat(press(caller(ANN, "300"), "q:once:1")).contains("no such question");
    assertThat(answers.answer(caller("66", CHANNEL), "q:once:1", List.of(), Map.of()))
        .as("a form that was opened by somebody else")
        .isEqualTo("Not allowed.");
    assertThat(last().state()).isEqualTo(State.OPEN);
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("66", "STRANGER");
  }

  @ParameterizedTest
  @CsvSource({
    // what is pressed; whose right is limited; whether somebody without the role may
    "once,    RUN,     false",
    "once,    LASTING, true",
    "once,    EDIT,    true",
    "session, LASTING, false",
    "session, RUN,     false",
    "always,  LASTING, false",
    "deny,    RUN,     true",
    "deny,    LASTING, true"
  })
  void eachYesTakesItsRight(String what, Risk limited, boolean may) throws Exception {
    ask(COMMAND);
    approvers.put(limited, Set.of(BOSS_ROLE));
    String told = press(ann(), "q:" + what + ":1");
    assertThat(told).isEqualTo(may ? null : "Not allowed.");
    assertThat(last().open()).isEqualTo(!may);
    if (!may) {
      assertThat(Files.readString(dir.resolve("audit.log"))).contains("BEYOND_RIGHTS");
      assertThat(press(caller("12", CHANNEL, BOSS_ROLE), "q:" + what + ":1")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "q:once:999", "q:once:", "q:once:1:2:3:4", "q:once:-1", "q:nothing:1", "q:plan-edits:1",
        "q:fill:1", "q:pick:1:0:0", "q:once:99999999999999999999", "q:", "q:decline:1"
      })
  void whatWasNotOfferedAnswersNothing(String id) throws Exception {
    CompletableFuture<String> hook = ask(COMMAND);
    assertThat(press(ann(), id)).isNotNull();
    assertThat(hook).isNotDone();
    assertThat(last().open()).isTrue();
  }

  @Test
  void reasonsFeedbackAndOwnWordsAreWrittenIntoForms() throws Exception {
    CompletableFuture<String> hook = ask(COMMAND);
    Next next = answers.pressed(ann(), "q:reason:1", List.of());
    assertThat(next).isInstanceOf(Next.Write.class);
    QuestionForm form = ((Next.Write) next).form();
    assertThat(form.inputs()).hasSize(1);
    assertThat(answers.answer(ann(), form.id(), List.of(), Map.of("text", "not now"))).isNull();
    assertThat(hook.get()).contains("not now");
  }

  @Test
  void aFieldThatDoesNotFitIsToldAndAsksAgain() throws Exception {
    ask(
        "{\"hook_event_name\":\"Elicitation\",\"session_id\":\"s\",\"mcp_server_name\":\"rig\","
            + "\"message\":\"Who?\",\"requested_schema\":{\"properties\":{"
            + "\"age\":{\"type\":\"integer\",\"title\":\"Age\"}},\"required\":[\"age\"]}}");
    QuestionForm form = ((Next.Write) answers.pressed(ann(), "q:fill:1", List.of())).form();
    String field = form.inputs().getFirst().id();
    assertThat(answers.answer(ann(), form.id(), List.of(), Map.of(field, "old")))
        .isEqualTo("⚠️ “Age” has to be a whole number, not “old”.");
    assertThat(last().open()).isTrue();
    agent.show("ELICITATION", "Who?", "esc");
    CompletableFuture<String> told =
        CompletableFuture.supplyAsync(
            () -> answers.answer(ann(), form.id(), List.of(), Map.of(field, "7")));
    await().until(() -> timers.next().isPresent() && goOff() && agent.escapes() == 1);
    HookEvent end =
        HookEvent.parse(
            "{\"hook_event_name\":\"ElicitationResult\",\"session_id\":\"s\","
                + "\"mcp_server_name\":\"rig\",\"action\":\"cancel\"}");
    QuestionDesk desk = sessions.session(1).orElseThrow().questions();
    assertThat(desk.formEnded((HookEvent.FormAnswered) end).get()).contains("\"age\":7");
    assertThat(told.get(5, TimeUnit.SECONDS)).isNull();
    assertThat(last().open()).isFalse();
  }

  /** Half a second passes: so long a dialog has to stand before a key is pressed in it. */
  private boolean goOff() {
    time.pass(Duration.ofMillis(500));
    timers.goOff();
    return true;
  }

  @Test
  void chosenFromAListIsChecked() throws Exception {
    CompletableFuture<String> hook =
        ask(
            "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\","
                + "\"tool_name\":\"AskUserQuestion\",\"tool_input\":{\"questions\":[{"
                + "\"question\":\"Q?\",\"multiSelect\":true,\"options\":[{\"label\":\"A\"},"
                + "{\"label\":\"B\"}]}]}}");
    for (String bad : List.of("2", "x", "")) {
      assertThat(answers.answer(ann(), "q:menu:1:0", List.of(bad), Map.of())).isNotNull();
    }
    assertThat(answers.answer(ann(), "q:menu:1:0", List.of("1", "0"), Map.of())).isNull();
    assertThat(hook.get()).contains("\"Q?\":\"A, B\"");
  }
}
