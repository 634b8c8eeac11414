package io.github.claudebridge.api;

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
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.SessionEvent;
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
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.testing.BareMonitor;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.SocketHttp;
import io.github.claudebridge.testing.TempStore;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;

/** Both doors of a bridge with two sessions of fake agents. */
abstract class ApiRig {
  @TempDir Path folder;
  final SettableTime time = SettableTime.start();
  final HandTimers timers = new HandTimers(time);
  final ScheduledExecutorService hangUps = Executors.newSingleThreadScheduledExecutor();
  final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  TempStore store;
  FakeEngine one;
  FakeEngine two;
  HookTokens tokens;
  final Metrics metrics = new Metrics();
  HookStore hooks;
  final List<SessionEvent> told = new CopyOnWriteArrayList<>();
  BindingStore bindings;
  SessionManager sessions;
  Outbox outbox;
  AuditLog audit;
  LiveRig live;
  String seed;
  Api api;
  SocketHttp socket;

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

  static Binding binding(int n) {
    return new Binding(n, "local-" + n, "s" + n, Path.of("/tmp"), "claude", null, null);
  }
}
