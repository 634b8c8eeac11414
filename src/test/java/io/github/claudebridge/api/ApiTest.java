package io.github.claudebridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.command.LocalPosts;
import io.github.claudebridge.command.QuestionOrders;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.DialogShown;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.monitor.HookStore;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.recovery.AttemptStore;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.testing.BareMonitor;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.SocketHttp;
import io.github.claudebridge.testing.TempStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both doors of the bridge, from outside, with everything that may come through them. */
class ApiTest {
  private static final String PROMPT =
      "{\"hook_event_name\":\"UserPromptSubmit\",\"session_id\":\"s\",\"prompt_id\":\"p\","
          + "\"prompt\":\"hello\",\"cwd\":\"/\",\"transcript_path\":\"\"}";

  @TempDir private Path folder;
  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final ScheduledExecutorService hangUps = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private TempStore store;
  private FakeEngine one;
  private FakeEngine two;
  private HookTokens tokens;
  private final Metrics metrics = new Metrics();
  private HookStore hooks;
  private final List<SessionEvent> told = new CopyOnWriteArrayList<>();
  private BindingStore bindings;
  private SessionManager sessions;
  private Outbox outbox;
  private AuditLog audit;
  private LiveRig live;
  private String seed;
  private Api api;
  private SocketHttp socket;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    one = new FakeEngine(Files.createDirectory(folder.resolve("one")));
    two = new FakeEngine(Files.createDirectory(folder.resolve("two")));
    tokens = new HookTokens(Files.createDirectory(folder.resolve("tokens")));
    MessageStore messages = new MessageStore(store.database(), time);
    ConversationStore conversations = new ConversationStore(store.database(), time);
    PostStore posts = new PostStore(store.database(), time);
    hooks = new HookStore(store.database(), time, metrics);
    outbox = new Outbox(posts);
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (b, told, own) -> (b.session() == 1 ? one : two).connect(told),
                new ChatPrompts(Set.of()),
                d -> CompletableFuture.completedFuture(List.of()),
                told::add,
                timers,
                time,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time),
                LimitRules.ASK));
    sessions.follow(List.of(binding(1), binding(2)));
    Path project = Files.createDirectories(folder.resolve("project/config")).getParent();
    Settings settings = new SettingsReader(project, Map.of("HOME", folder.toString())).read();
    bindings =
        new BindingStore(project.resolve("config/sessions.json"), BindingDefaults.of(settings));
    SessionOrders orders =
        new SessionOrders(settings, bindings, sessions, conversations, n -> {}, b -> {});
    audit = new AuditLog(folder.resolve("audit.log"), time, new Redactor(List.of()));
    live =
        new LiveRig(
            store.database(),
            outbox,
            new Words(Locale.ENGLISH),
            Verbosity.NORMAL,
            (n, id) -> "local-" + n,
            timers,
            Runnable::run,
            time);
    Path file = folder.resolve("s");
    Files.writeString(file, "a stale one");
    api =
        new Api(
            file,
            0,
            new HookDoor(sessions, tokens, hooks, n -> seed, hangUps, metrics),
            new SessionRoutes.Parts(
                orders,
                sessions,
                new Router(sessions, messages, () -> 0),
                messages,
                posts,
                new LocalPosts(orders, outbox, text -> text),
                new SessionFeed(messages),
                (name, content) -> Files.write(folder.resolve("kept"), content.readAllBytes()),
                new BridgeControl() {
                  @Override
                  public Map<String, Object> health() {
                    return Map.of("ready", true);
                  }

                  @Override
                  public void shutdown(boolean endSessions) {}
                },
                time),
            new QueueRoutes(new QueueOrders(orders, audit), messages),
            new TerminalRoutes(
                new TerminalOrders(orders, audit), new ScreenPicture(folder, text -> text)),
            new QuestionRoutes(new QuestionOrders(orders, audit)),
            new LiveRoutes(live.orders(orders, audit)),
            new RecoveryRoutes(orders, new AttemptStore(store.database())),
            new HookRoutes(orders, hooks, new Redactor(List.of("a-secret-word"))::redact),
            new MonitorRoutes(
                BareMonitor.of(
                    settings, folder, store.database(), sessions, messages, outbox, metrics, time),
                time));
    socket = new SocketHttp(file);
    sessions.session(1).orElseThrow().start().get(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    api.close();
    hooks.close(); // before the store that it writes to
    sessions.close();
    outbox.close();
    bindings.close();
    audit.close();
    hangUps.shutdownNow();
    timers.shutdownNow();
    store.close();
  }

  private static Binding binding(int n) {
    return new Binding(n, "local-" + n, "s" + n, Path.of("/tmp"), "claude", null, null);
  }

  private HttpResponse<String> hook(String path, String token, InputStream body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body));
    if (token != null) {
      request.header("Authorization", token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> hook(String path, String token, String body) throws Exception {
    return hook(path, token, new ByteArrayInputStream(body.getBytes()));
  }

  @Test
  void whatTheAgentDoesIsToldAndTheLevelChosen() throws Exception {
    assertThat(socket.get("/v1/sessions/1/live"))
        .contains("\"working\":false", "\"verbosity\":\"normal\"");
    live.status().accept(new SessionEvent.TurnStarted(1, time.instant(), "p", null));
    live.status()
        .accept(
            new SessionEvent.Progress(
                1, time.instant(), "p", new Doing.ToolBegan("t", "Bash", "echo hunter22")));
    assertThat(socket.get("/v1/sessions/1/live"))
        .contains("\"working\":true", "\"tool\":\"Bash\"", "\"subject\":\"echo ***\"");
    assertThat(socket.post("/v1/sessions/1/verbosity", "{\"level\":\"everything\"}"))
        .contains("everything");
    assertThat(socket.get("/v1/sessions/1/live")).contains("\"verbosity\":\"everything\"");
    assertThat(Files.readString(folder.resolve("audit.log"))).contains("session.verbosity");
    assertThat(socket.post("/v1/sessions/1/verbosity", "{\"level\":\"loud\"}"))
        .contains("'loud' is no level", "quiet, normal or everything");
    assertThat(socket.post("/v1/sessions/9/verbosity", "{\"level\":\"quiet\"}"))
        .contains("there is no session 9");
  }

  @Test
  void aHookWithItsTokenReachesItsSession() throws Exception {
    HttpResponse<String> answer = hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    await().untilAsserted(() -> assertThat(one.hooks()).hasSize(1));
    assertThat(two.hooks()).isEmpty();
  }

  @Test
  void aConversationThatBeginsIsToldWhatIsKnownOfTheOneBefore() throws Exception {
    String begins =
        "{\"hook_event_name\":\"SessionStart\",\"session_id\":\"x\",\"source\":\"startup\"}";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), begins).body()).isEqualTo("{}");
    seed = "the shed is \"green\"";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).body()).isEqualTo("{}");
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), begins).body())
        .isEqualTo(
            "{\"hookSpecificOutput\":{\"hookEventName\":\"SessionStart\","
                + "\"additionalContext\":\"the shed is \\\"green\\\"\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "empty", "wrong", "other", "bare", "longer", "basic"})
  @Logs("without its token was refused")
  void aHookWithoutItsTokenIsRefused(String kind) throws Exception {
    String token =
        switch (kind) {
          case "none" -> null;
          case "empty" -> "";
          case "wrong" -> "Bearer " + "0".repeat(64);
          case "other" -> "Bearer " + tokens.of(2);
          case "bare" -> tokens.of(1);
          case "longer" -> "Bearer " + tokens.of(1) + "0";
          default -> "Basic " + tokens.of(1);
        };
    assertThat(hook("/hooks/1", token, PROMPT).statusCode()).isEqualTo(403);
    sessions.session(1).orElseThrow().look().get(5, TimeUnit.SECONDS);
    assertThat(one.hooks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0", "-1", "999999999", "99999999999", "one", "1%00", "%2e%2e"})
  @Logs("without its token was refused")
  void aHookForNobodyIsRefusedAndMakesNoTokens(String number) throws Exception {
    assertThat(hook("/hooks/" + number, "Bearer " + "0".repeat(64), PROMPT).statusCode())
        .isBetween(400, 404);
    try (var files = Files.list(folder.resolve("tokens"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allMatch(f -> f.equals("session-1.token"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not json", "[]", "null", "7", "{\"hook_event_name\":", "{}"})
  @Logs("cannot be read")
  void aHookThatCannotBeReadIsAnsweredAndForgotten(String body) throws Exception {
    HttpResponse<String> answer = hook("/hooks/1", "Bearer " + tokens.of(1), body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(one.hooks()).isNotEmpty());
  }

  @Test
  @Logs("cannot be read")
  void aHookOfManyLevelsDoesNoHarm() throws Exception {
    String deep =
        "{\"hook_event_name\":\"Stop\",\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), deep).statusCode()).isEqualTo(200);
  }

  @Test
  @Logs("is too large")
  void aHugeHookIsRefusedAndTheDoorStaysOpen() throws Exception {
    InputStream endless =
        new InputStream() {
          private int left = 70 * 1024 * 1024;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            if (left <= 0) {
              return -1;
            }
            int now = Math.min(length, left);
            java.util.Arrays.fill(into, from, from + now, (byte) 'x');
            left -= now;
            return now;
          }
        };
    try {
      assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), endless).statusCode()).isEqualTo(413);
    } catch (java.io.IOException cutOff) {
      assertThat(cutOff).hasMessageNotContaining("timed out");
    }
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).statusCode()).isEqualTo(200);
  }

  /** Nobody is asked about what they cannot be shown whole: the dialog stays at the terminal. */
  @Test
  @Logs("too long to be shown whole")
  void aQuestionWithMoreThanAMegabyteIsLeftToItsDialogAndTheChannelIsTold() throws Exception {
    String content = "x".repeat(1_200_000);
    String asks =
        "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\",\"cwd\":\"/w\","
            + "\"tool_name\":\"Write\",\"tool_input\":{\"file_path\":\"/w/big\",\"content\":\"";
    HttpResponse<String> answer =
        hook("/hooks/1", "Bearer " + tokens.of(1), asks + content + "\"}}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).as("no opinion, at once").isEqualTo("{}");
    Session session = sessions.session(1).orElseThrow();
    session.look().get(5, TimeUnit.SECONDS);
    assertThat(session.questions().newest(10)).isEmpty();
    one.work();
    one.ask("PERMISSION");
    await().untilAsserted(() -> assertThat(told).hasAtLeastOneElementOfType(DialogShown.class));
    // one that can be shown whole is asked, and its dialog is not told besides
    told.clear();
    CompletableFuture<HttpResponse<String>> held =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return hook(
                    "/hooks/1",
                    "Bearer " + tokens.of(1),
                    asks + content.substring(200_000) + "\"}}");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().untilAsserted(() -> assertThat(session.questions().open()).hasSize(1));
    long id = session.questions().open().getFirst().id();
    assertThat(held).isNotDone();
    assertThat(told).hasAtLeastOneElementOfType(SessionEvent.QuestionAsked.class);
    Author ann = new Author("1", "Ann", Author.Kind.PERSON);
    session.questions().answer(id, new Answer.Deny("too much"), ann).get(5, TimeUnit.SECONDS);
    assertThat(held.get(5, TimeUnit.SECONDS).body()).contains("deny", "too much");
  }

  @Test
  void theLoopbackPortServesHooksAlone() throws Exception {
    for (String path :
        List.of("/v1/health", "/v1/sessions", "/metrics", "/v1/metrics", "/", "/hooks/1")) {
      HttpRequest get =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)).build();
      assertThat(http.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(hook("/v1/sessions/1/messages", null, "{\"text\":\"x\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void whoIsStillSendingGetsTheRefusalToo() throws Exception {
    for (int i = 0; i < 50; i++) {
      InputStream body = new ByteArrayInputStream(new byte[60_000]);
      assertThat(hook("/v1/sessions/1/messages", null, body).statusCode()).isEqualTo(404);
    }
  }

  @Test
  @Logs("a hook")
  void hooksAreCountedByWhatCameOfThem() throws Exception {
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    hook("/hooks/1", "Bearer " + tokens.of(1), "not json");
    hook("/hooks/1", null, PROMPT);
    assertThat(socket.get("/metrics"))
        .contains("claude_bridge_hooks_total{outcome=\"taken\"} 1.0")
        .contains("claude_bridge_hooks_total{outcome=\"unreadable\"} 1.0")
        .contains("claude_bridge_hooks_total{outcome=\"refused\"} 1.0")
        .contains("claude_bridge_hook_seconds_count 3");
  }

  @Test
  void whatHooksSaidIsShownWithoutSecrets() throws Exception {
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT.replace("\"p\"", "\"a-secret-word\""));
    hooks.close();
    JsonNode shown = Json.parse(socket.get("/v1/sessions/1/hooks"));
    assertThat(shown).hasSize(2);
    assertThat(shown.path(0).path("hook")).isEqualTo(Json.parse(PROMPT));
    assertThat(shown.path(1).path("hook").path("prompt_id").asText()).isEqualTo(Redactor.MASK);
    assertThat(Json.parse(socket.get("/v1/sessions/1/hooks?limit=1")).path(0))
        .isEqualTo(shown.path(1));
    assertThat(socket.get("/metrics")).contains("claude_bridge_hooks_stored_total 2.0");
  }

  @Test
  void theSocketIsItsOwnersAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aMessageOfTheCommandLineIsDelivered() throws Exception {
    assertThat(socket.get("/v1/health")).contains("\"ready\":true");
    assertThat(socket.post("/v1/sessions/1/messages", "{\"text\":\"hello\"}")).contains("received");
    await().untilAsserted(() -> assertThat(one.taken()).containsExactly("hello"));
    await()
        .untilAsserted(
            () -> assertThat(socket.get("/v1/sessions/1/messages")).contains("answered"));
    assertThat(socket.get("/v1/sessions/1/messages?failed=true")).isEqualTo("[]");
  }

  @Test
  void aDryRunOfAPostIsCheckedAndKeepsNothing() throws Exception {
    assertThat(socket.post("/v1/sessions/1/posts?dry-run", "hello")).isEqualTo("{\"posts\":[]}");
    assertThat(socket.status("POST", "/v1/sessions/7/posts?dry-run", "hello")).isEqualTo(404);
    assertThat(socket.get("/v1/sessions/1/posts")).isEqualTo("[]");
    assertThat(socket.post("/v1/sessions/1/posts", "hello")).contains("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET /v1/sessions/7 404",
        "GET /v1/sessions/abc 400",
        "GET /v1/sessions/-1 400",
        "GET /v1/sessions/1/messages?limit=many 400",
        "GET /v1/sessions/1/messages?limit=-5 200",
        "GET /v1/sessions/1/posts?after=then 400",
        "GET /v1/sessions/1/posts?after=99999999999999999999 400",
        "GET /v1/sessions/abc/events 400",
        "GET /v1/sessions/7/events 404",
        "POST /v1/sessions/1/messages 400",
        "POST /v1/sessions/7/messages 404",
        "POST /v1/sessions/1/posts 400",
        "GET /v1/sessions/1/hooks 200",
        "GET /v1/sessions/1/hooks?limit=all 400",
        "GET /v1/sessions/7/hooks 404",
        "GET /v1/metrics 200",
        "GET /v1/metrics?since=soon 400",
        "GET /v1/metrics?session=x 400",
        "GET /metrics 200",
        "GET /v1/nothing 404",
        "DELETE /v1/sessions/7 404",
      })
  void badRequestsAreToldWhatIsWrong(String method, String path, int status) throws Exception {
    assertThat(socket.status(method, path, "")).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":",
        "[1]",
        "\"text\"",
        "{\"text\":7}",
        "{\"text\":\" \"}",
        "{\"text\":null}"
      })
  void badMessagesAreRefused(String body) throws Exception {
    assertThat(socket.status("POST", "/v1/sessions/1/messages", body)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"channel\":\"not a channel\"}",
        "{\"agent\":\"nobody\"}",
        "{\"directory\":\"relative\"}",
        "{\"directory\":\"/does/not/exist\"}",
        "{\"directory\":\"/a\\u0000b\"}"
      })
  void badSessionsAreRefusedWithTheMend(String body) throws Exception {
    assertThat(socket.status("POST", "/v1/sessions", body)).isEqualTo(400);
    assertThat(socket.post("/v1/sessions", body)).contains("\"mend\"");
  }

  @Test
  void aNewSessionDoesNotInheritTheConversationOfItsNumber() throws Exception {
    ConversationStore stored = new ConversationStore(store.database(), time);
    bindings.add(binding(1));
    bindings.add(binding(2));
    int number = bindings.nextNumber();
    stored.begin("of-somebody-else", number, "claude", folder); // removed by hand
    String made =
        socket.post("/v1/sessions", "{\"channel\":\"77\",\"directory\":\"" + folder + "\"}");
    assertThat(Json.parse(made).path("session").asInt()).isEqualTo(number);
    await()
        .untilAsserted(
            () ->
                assertThat(two.started())
                    .isNotNull()
                    .matches(order -> !order.resume(), "not resumed")
                    .matches(order -> !order.conversation().equals("of-somebody-else")));
  }

  @Test
  void theQueueIsShownChangedAndSentAtOnce() throws Exception {
    one.next(FakeEngine.Typed.WORKED_ON, FakeEngine.Typed.WORKED_ON);
    String first = send("one");
    await().until(() -> one.taken().size() == 1);
    String second = send("two");
    String third = send("three");
    String fourth = send("four");
    String queue = "/v1/sessions/1/queue";
    assertThat(ids(queue)).containsExactly(second, third, fourth);

    assertThat(socket.status("PATCH", queue + "/" + second, "{\"text\":\"2\"}")).isEqualTo(200);
    assertThat(socket.status("PATCH", queue + "/" + second, "{}")).isEqualTo(400);
    assertThat(socket.status("POST", queue + "/" + third + "/front", "")).isEqualTo(200);
    assertThat(ids(queue)).containsExactly(third, second, fourth);
    assertThat(socket.delete(queue + "/" + third + "?author=op")).contains("\"rung\":\"failed\"");
    assertThat(socket.status("POST", queue + "/" + first + "/retry", "")).isEqualTo(400);
    assertThat(socket.status("POST", queue + "/nobody/skip", "")).isEqualTo(404);
    assertThat(socket.status("GET", "/v1/sessions/9/queue", "")).isEqualTo(404);

    assertThat(socket.status("POST", queue + "/" + fourth + "/now", "")).isEqualTo(200);
    await().until(() -> one.taken().equals(List.of("one", "four")));
    assertThat(socket.delete(queue)).contains("\"deleted\":1");
    one.finish("done");
    await().until(() -> socket.get("/v1/sessions/1").contains("\"state\":\"idle\""));
    assertThat(socket.post("/v1/sessions/1/interrupt", "")).contains("\"result\":\"nothing\"");
    assertThat(socket.status("POST", queue + "/" + third + "/retry", "")).isEqualTo(200);
    await().until(() -> one.taken().size() == 3);
    assertThat(Files.readString(folder.resolve("audit.log")))
        .contains("queue.front", "queue.now", "queue.clear", "session.interrupt", "cli:op");
  }

  private String send(String text) throws Exception {
    String sent = socket.post("/v1/sessions/1/messages", "{\"text\":\"" + text + "\"}");
    return Json.parse(sent).path("id").asText();
  }

  private List<String> ids(String queue) throws Exception {
    List<String> ids = new java.util.ArrayList<>();
    Json.parse(socket.get(queue)).forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }
}
