package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.GUILD;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.monitor.LoadPicture;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.testing.BareMonitor;
import io.github.claudebridge.command.StatusAnswer;
import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.KeyRights;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.TerminalAnswers;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.CrowdPosts;
import io.github.claudebridge.reply.FoldedPosts;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.RecordingAnswers;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Everything between JDA and the agents, put together on real parts; the agents are fakes. */
final class GatewayRig implements AutoCloseable {
  final MessageStore messages;
  final SessionManager sessions;
  final DiscordGateway gateway;
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
  private final Outbox outbox;
  private final AuditLog audit;
  private final BindingStore bindings;

  /**
   * Opens it, and returns when Discord knows of it.
   *
   * @param agents the agent of each session
   * @param links the sessions and their channels
   * @param heard the ids of those who may talk
   * @param mostWaiting how many messages of one of them may wait for a session
   */
  GatewayRig(
      Path dir,
      DiscordTwin twin,
      TempStore store,
      Map<Integer, FakeEngine> agents,
      List<Binding> links,
      Set<String> heard,
      int mostWaiting)
      throws Exception {
    Map<Integer, String> channels =
        links.stream().collect(Collectors.toMap(Binding::session, Binding::channel));
    Files.createDirectories(dir.resolve("config"));
    Settings settings = new SettingsReader(dir, Map.of("HOME", dir.toString())).read();
    Words words = new Words(Locale.ENGLISH);
    messages = new MessageStore(store.database(), clock, mostWaiting);
    ConversationStore conversations = new ConversationStore(store.database(), clock);
    PostStore posts = new PostStore(store.database(), clock);
    outbox = new Outbox(posts, 20);
    outbox.foldedBy(new FoldedPosts(dir, words, GUILD));
    Consumer<SessionEvent> writer =
        new ReplyWriter(
            outbox, new AnswerPosts(dir, 5, t -> t), words, true, (n, message) -> channels.get(n));
    Consumer<SessionEvent> listener =
        writer.andThen(new CrowdPosts(messages, outbox, posts, words, mostWaiting, timers));
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (b, told, own) -> agents.get(b.session()).connect(told),
                new ChatPrompts(Set.of()),
                d -> new CompletableFuture<>(),
                listener,
                timers,
                clock,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), clock),
                LimitRules.ASK));
    sessions.follow(links);
    Router router = new Router(sessions, messages, () -> 0);
    audit = new AuditLog(dir.resolve("audit.log"), clock, new Redactor(List.of()));
    Gate gate = new Gate(GUILD, heard, Set.of(), Set.of());
    bindings =
        new BindingStore(dir.resolve("config/sessions.json"), BindingDefaults.of(settings));
    SessionOrders orders =
        new SessionOrders(settings, bindings, sessions, conversations, n -> {}, b -> {});
    ChatCommands commands =
        new ChatCommands(
            gate,
            audit,
            router,
            messages,
            new QueueOrders(orders, audit),
            orders,
            new TerminalAnswers(
                new TerminalOrders(orders, audit),
                new KeyRights(gate, risk -> Set.of(), audit),
                outbox,
                new ScreenPicture(dir, text -> text),
                words,
                clock),
            new LiveRig(
                    store.database(),
                    outbox,
                    words,
                    Verbosity.QUIET,
                    (n, message) -> channels.get(n),
                    timers,
                    Thread::startVirtualThread,
                    clock)
                .orders(orders, audit),
            outbox,
            new StatusAnswer(
                BareMonitor.of(
                    settings,
                    dir,
                    store.database(),
                    sessions,
                    messages,
                    outbox,
                    new Metrics(),
                    clock),
                new LoadPicture(words, ZoneOffset.UTC),
                words,
                settings.monitor().every(),
                clock),
            words);
    gateway =
        new DiscordGateway(
            new GatewayOptions(
                twin.token(),
                GUILD,
                URI.create(twin.restUrl()),
                URI.create(twin.gatewayUrl()),
                Duration.ofDays(1)),
            new GatewayParts(
                router,
                new GateDoor(gate, audit),
                messages::startChannelAt,
                new Nothing(),
                new DiscordBench.Ends(),
                new Nothing(),
                commands,
                new RecordingAnswers(),
                words,
                new IdentifyBudget(dir.resolve("identifies"), 100, clock, () -> 0.0),
                clock));
    outbox.through(gateway.chat());
    outbox.start();
    gateway.start();
    for (Session session : sessions.all()) {
      session.resume();
    }
    DiscordBench.until(() -> gateway.state() instanceof GatewayState.Ready);
    DiscordBench.until(() -> !twin.commands(GUILD).isEmpty());
  }

  /** Lets go of the agents, too. */
  @Override
  public void close() throws Exception {
    gateway.close();
    sessions.close();
    outbox.close();
    audit.close();
    bindings.close();
    timers.shutdownNow();
  }

  private static final class Nothing implements MessageChanges, CatchUpReport {
    @Override
    public void edited(String messageId, String newText) {}

    @Override
    public void deleted(String messageId) {}

    @Override
    public List<Wording> waiting(String channel) {
      return List.of();
    }

    @Override
    public void upToDate(String channel) {}

    @Override
    public void tooOld(String channel, List<Message> late, boolean more) {}

    @Override
    public void unreadable(String channel, String reason) {}
  }
}
