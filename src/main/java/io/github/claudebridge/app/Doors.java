package io.github.claudebridge.app;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.api.Api;
import io.github.claudebridge.api.HookDoor;
import io.github.claudebridge.api.HookRoutes;
import io.github.claudebridge.api.LiveRoutes;
import io.github.claudebridge.api.MonitorRoutes;
import io.github.claudebridge.api.QuestionRoutes;
import io.github.claudebridge.api.QueueRoutes;
import io.github.claudebridge.api.RecoveryRoutes;
import io.github.claudebridge.api.SessionFeed;
import io.github.claudebridge.api.SessionRoutes;
import io.github.claudebridge.api.TerminalRoutes;
import io.github.claudebridge.command.ChatAnswers;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.KeyRights;
import io.github.claudebridge.command.LiveOrders;
import io.github.claudebridge.command.LocalPosts;
import io.github.claudebridge.command.QuestionOrders;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.StatusAnswer;
import io.github.claudebridge.command.TerminalAnswers;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.monitor.LoadPicture;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.recovery.AttemptStore;
import io.github.claudebridge.recovery.Seeds;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.time.ZoneId;

/** The doors: Discord, the command line, the hooks. */
final class Doors implements AutoCloseable {
  private final SessionFeed feed;
  private final DiscordSide discord;
  private final BridgeState state;
  private final Api api;

  /** What is behind them. */
  record Inside(
      SessionManager sessions,
      Router router,
      Watching watching,
      MemoryDoor room,
      Seeds seeds,
      AttemptStore attempts,
      HookTokens tokens,
      HookPort port) {}

  /**
   * Puts them together; those of the command line and the hooks are open at once.
   *
   * @param shutdown ends the bridge, and the sessions, too, where that is wanted
   */
  Doors(Ground ground, WayBack back, Inside inside, Consumer<Boolean> shutdown)
      throws IOException {
    Bridge.Start start = ground.start();
    Settings settings = ground.settings();
    Layout layout = ground.layout();
    InstantSource clock = ground.clock();
    AuditLog audit = ground.audit();
    MessageStore messages = ground.messages();
    Words words = ground.words();
    Outbox outbox = back.outbox();
    ScreenPicture pictures = back.pictures();
    SessionManager sessions = inside.sessions();
    Router router = inside.router();
    feed = back.feed();

    KeptFiles kept = new KeptFiles(layout);
    SessionOrders orders =
        new SessionOrders(
            settings, ground.bindings(), sessions, ground.conversations(), kept, inside.room());
    QueueOrders queue = new QueueOrders(orders, audit);
    LiveOrders liveOrders = new LiveOrders(orders, back.levels(), back.live(), audit);
    Gate gate =
        new Gate(
            settings.discord().guild(),
            settings.access().users(),
            settings.access().roles(),
            settings.access().bots());
    TerminalOrders terminal = new TerminalOrders(orders, audit);
    Approvers approvers = new Approvers(settings.access().approvers());
    TerminalAnswers answersOfTerminal =
        new TerminalAnswers(
            terminal, new KeyRights(gate, approvers, audit), outbox, pictures, words, clock);
    QuestionOrders questions = new QuestionOrders(orders, audit);
    ChatAnswers chatAnswers =
        new ChatAnswers(gate, approvers, audit, router, questions, words);
    StatusAnswer status =
        new StatusAnswer(
            inside.watching().monitor(),
            new LoadPicture(words, ZoneId.systemDefault()),
            words,
            settings.monitor().every(),
            clock);
    ChatCommands commands =
        new ChatCommands(
            gate,
            audit,
            router,
            messages,
            queue,
            orders,
            answersOfTerminal,
            liveOrders,
            outbox,
            status,
            words);
    discord =
        new DiscordSide(
            start,
            new DiscordSide.Parts(
                gate, audit, router, messages, queue, commands, chatAnswers, outbox, words));
    discord.watched(inside.watching()::gateway, ground.metrics()::discordAnswered);
    state =
        new BridgeState(
            start,
            clock.instant(),
            discord::health,
            inside.watching().monitor()::alerts,
            shutdown);
    api =
        new Api(
            layout.socket(),
            inside.port().get(),
            new HookDoor(
                sessions,
                inside.tokens(),
                ground.hooks(),
                inside.seeds()::take,
                ground.timers(),
                ground.metrics()),
            new SessionRoutes.Parts(
                orders,
                sessions,
                router,
                messages,
                ground.posts(),
                new LocalPosts(orders, outbox, ground.redactor()::redact),
                back.feed(),
                kept,
                state,
                clock),
            new QueueRoutes(queue, messages),
            new TerminalRoutes(terminal, pictures),
            new QuestionRoutes(questions),
            new LiveRoutes(liveOrders),
            new RecoveryRoutes(orders, inside.attempts()),
            new HookRoutes(orders, ground.hooks(), ground.redactor()::redact),
            new MonitorRoutes(inside.watching().monitor(), clock));
    inside.port().opened(api.port());
  }

  /** Connects to Discord, where there is a token. */
  void open() {
    discord.open();
  }

  /** From now on the bridge says that it is ready. */
  void ready() {
    state.ready();
  }

  /** How the connection to Discord is, in a few words. */
  String discordWords() {
    return discord.words();
  }

  @Override
  public void close() throws IOException {
    discord.close();
    feed.close();
    api.close();
  }
}
