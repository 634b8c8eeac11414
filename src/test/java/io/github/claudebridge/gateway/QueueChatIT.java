package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.STRANGER;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.KeyRights;
import io.github.claudebridge.command.TerminalAnswers;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.command.StatusAnswer;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.monitor.LoadPicture;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.ReplyWriter;
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
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.RecordingAnswers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.twin.DiscordTwin;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that did not arrive, from the post that asks to the agent: all real but the agent. */
class QueueChatIT {
  private static final String OTHER = "1002";

  @TempDir private Path dir;
  private final DiscordTwin twin =
      DiscordTwin.start()
          .guild(GUILD, "Home")
          .channel(GUILD, CHANNEL, "work")
          .user(FRIEND, "friend")
          .user(OTHER, "other")
          .user(STRANGER, "stranger");
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
  private TempStore store;
  private FakeEngine agent;
  private MessageStore messages;
  private SessionManager sessions;
  private Outbox outbox;
  private AuditLog audit;
  private BindingStore bindings;
  private DiscordGateway gateway;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(SettableTime.start());
    agent = new FakeEngine(store.folder());
    begin();
  }

  private void begin() throws Exception {
    Files.createDirectories(dir.resolve("config"));
    Settings settings = new SettingsReader(dir, Map.of("HOME", dir.toString())).read();
    Words words = new Words(Locale.ENGLISH);
    messages = new MessageStore(store.database(), clock);
    ConversationStore conversations = new ConversationStore(store.database(), clock);
    outbox = new Outbox(new PostStore(store.database(), clock));
    AnswerPosts answers = new AnswerPosts(dir, 5, t -> t);
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (b, told, own) -> agent.connect(told),
                new ChatPrompts(Set.of()),
                d -> new CompletableFuture<>(),
                new ReplyWriter(outbox, answers, words, true, (n, message) -> CHANNEL),
                timers,
                clock,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), clock),
                LimitRules.ASK));
    sessions.follow(List.of(new Binding(1, CHANNEL, "one", dir, "claude", null, null)));
    Router router = new Router(sessions, messages, () -> 0);
    audit = new AuditLog(dir.resolve("audit.log"), clock, new Redactor(List.of()));
    Gate gate = new Gate(GUILD, Set.of(FRIEND, OTHER), Set.of(), Set.of());
    bindings =
        new BindingStore(dir.resolve("config/sessions.json"), BindingDefaults.of(settings));
    SessionOrders orders =
        new SessionOrders(
            settings,
            bindings,
            sessions,
            conversations,
            n -> {},
            b -> {});
    LiveRig live =
        new LiveRig(
            store.database(),
            outbox,
            words,
            Verbosity.QUIET,
            (n, message) -> CHANNEL,
            timers,
            Thread::startVirtualThread,
            clock);
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
                new ScreenPicture(store.folder(), text -> text),
                words,
                clock),
            live.orders(orders, audit),
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
                new NoChanges(),
                new NoReport(),
                commands,
                new RecordingAnswers(),
            words,
                new IdentifyBudget(dir.resolve("identifies"), 100, clock, () -> 0.0),
                clock));
    outbox.through(gateway.chat());
    outbox.start();
    gateway.start();
    sessions.session(1).orElseThrow().resume();
    until(() -> gateway.state() instanceof GatewayState.Ready);
    until(() -> !twin.commands(GUILD).isEmpty());
  }

  private void end() throws Exception {
    gateway.close();
    sessions.close();
    outbox.close();
    agent.close();
    audit.close();
    bindings.close();
  }

  @AfterEach
  void close() throws Exception {
    try {
      assertThat(twin.violations()).isEmpty();
    } finally {
      end();
      timers.shutdownNow();
      store.close();
      twin.close();
    }
  }

  @Test
  void ofTwoWhoPressTheFirstOneDecides() throws Exception {
    String asked = undecided("is it there?");
    TwinPost post = asking(asked);
    TwinInteraction skip = twin.click(post.id(), FRIEND, "skip:" + asked);
    TwinInteraction again = twin.click(post.id(), OTHER, "again:" + asked);
    String said = skip.awaitReply(SOON).content() + again.awaitReply(SOON).content();
    assertThat(said).contains("Too late");

    until(() -> standing(post).components().isEmpty());
    boolean sent = standing(post).content().contains("send it again");
    assertThat(said).contains(sent ? "in the queue again" : "not sent again");
    if (sent) {
      until(() -> agent.taken().equals(List.of("is it there?")));
    } else {
      assertThat(messages.find(asked).orElseThrow().rung()).isEqualTo(Rung.FAILED);
      assertThat(agent.taken()).isEmpty();
    }
  }

  @Test
  void aDoubleClickByTwoPeopleSendsItOnce() throws Exception {
    String asked = undecided("once");
    TwinPost post = asking(asked);
    TwinInteraction one = twin.click(post.id(), FRIEND, "again:" + asked);
    TwinInteraction two = twin.click(post.id(), OTHER, "again:" + asked);
    assertThat(List.of(one.awaitReply(SOON).content(), two.awaitReply(SOON).content()))
        .containsExactlyInAnyOrder(
            "🔁 It is in the queue again.",
            "Too late: somebody was first, or it is on its way already.");
    until(() -> messages.find(asked).orElseThrow().rung() == Rung.ANSWERED);
    assertThat(agent.taken()).containsExactly("once");
    until(() -> standing(post).content().contains("send it again"));
    assertThat(standing(post).components()).isEmpty();
  }

  @Test
  void whatIsSkippedIsNotSentAndNothingAsksAnyMore() throws Exception {
    String asked = undecided("never mind");
    TwinPost post = asking(asked);
    assertThat(twin.click(post.id(), FRIEND, "skip:" + asked).awaitReply(SOON).content())
        .contains("not sent again");
    until(() -> standing(post).components().isEmpty());
    assertThat(standing(post).content()).endsWith("<@" + FRIEND + ">: not to be sent again.");
    until(() -> twin.reactions(asked).containsKey("❌"));
    assertThat(twin.posts(CHANNEL)).hasSize(1);
    assertThat(messages.find(asked).orElseThrow().reason()).isEqualTo("skipped by friend");
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("queue.skip", FRIEND);
    assertThat(agent.taken()).isEmpty();
  }

  @Test
  void aClickAfterARestartCountsAndAStrangersDoesNot() throws Exception {
    String asked = undecided("outlive it");
    TwinPost post = asking(asked);
    end();
    store.reopen();
    begin();
    TwinPost refused = twin.click(post.id(), STRANGER, "again:" + asked).awaitReply(SOON);
    assertThat(refused.content()).isEqualTo("Not allowed.");
    assertThat(refused.ephemeral()).isTrue();
    assertThat(messages.find(asked).orElseThrow().rung()).isEqualTo(Rung.UNDECIDED);
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("denied", STRANGER);

    twin.click(post.id(), FRIEND, "again:" + asked).awaitReply(SOON);
    until(() -> messages.find(asked).orElseThrow().rung() == Rung.ANSWERED);
    assertThat(agent.taken()).containsExactly("outlive it");
    until(() -> standing(post).components().isEmpty());
  }

  /** A message of which nobody knows whether the agent has it. */
  private String undecided(String text) {
    agent.next(FakeEngine.Typed.VANISHED);
    agent.unclear(true);
    String asked = twin.say(CHANNEL, FRIEND, text);
    until(() -> messages.find(asked).filter(d -> d.rung() == Rung.UNDECIDED).isPresent());
    agent.unclear(false);
    return asked;
  }

  private TwinPost asking(String asked) {
    return twin.awaitPost(
        CHANNEL, p -> asked.equals(p.replyTo()) && !p.components().isEmpty(), SOON);
  }

  private TwinPost standing(TwinPost post) {
    return twin.awaitPost(CHANNEL, p -> p.id().equals(post.id()), SOON);
  }

  private static final class NoChanges implements MessageChanges {
    @Override
    public void edited(String messageId, String newText) {}

    @Override
    public void deleted(String messageId) {}
  }

  private static final class NoReport implements CatchUpReport {
    @Override
    public void tooOld(String channel, String first, int count, boolean more) {}

    @Override
    public void unreadable(String channel, String reason) {}
  }
}
