package io.github.claudebridge.app;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.api.Api;
import io.github.claudebridge.api.BridgeControl;
import io.github.claudebridge.api.QueueRoutes;
import io.github.claudebridge.api.SessionFeed;
import io.github.claudebridge.api.SessionRoutes;
import io.github.claudebridge.api.TerminalRoutes;
import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.attachment.AttachmentSweeper;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.LocalPosts;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.TerminalAnswers;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.engine.tmux.AgentBoard;
import io.github.claudebridge.engine.tmux.TmuxEngine;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.outbox.LocalChat;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxSettings;
import io.github.claudebridge.recovery.AutoRecovery;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.DialogPosts;
import io.github.claudebridge.reply.LimitPosts;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.TypingIndicator;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole bridge, put together in one place and in reading order. */
public final class Bridge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Bridge.class);

  /**
   * What a bridge is made from.
   *
   * @param token Discord's token, or null to run without Discord
   * @param environment the environment of this process; agents get a few known names of it
   * @param clock the time
   * @param end ends the process, once the bridge has been asked to
   */
  public record Start(
      Settings settings,
      Layout layout,
      @Nullable Secret token,
      Map<String, String> environment,
      InstantSource clock,
      Runnable end) {}

  private static final long SWEEP_MINUTES = 60;

  private final Start start;
  private final ScheduledExecutorService timers;
  private final FolderWatch watch;
  private final Database database;
  private final ConversationStore conversations;
  private final BindingStore bindings;
  private final Outbox outbox;
  private final Tmux tmux;
  private final AgentBoard board;
  private final SessionManager sessions;
  private final AttachmentManager attachments;
  private final AttachmentSweeper sweeper;
  private final AuditLog audit;
  private final SessionFeed feed;
  private final Api api;
  private final DiscordSide discord;
  private final BridgeState state;

  public Bridge(Start start) throws IOException, BadSettingsException {
    this.start = start;
    Settings settings = start.settings();
    Layout layout = start.layout();
    InstantSource clock = start.clock();

    // What everything stands on.
    timers = Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().name("timers").factory());
    watch = FolderWatch.open();
    Redactor redactor = new Redactor(start.token() == null ? List.of() : List.of(start.token().reveal()));
    audit = new AuditLog(layout.audit(), clock, redactor);
    database = Database.open(layout.store(), clock);
    MessageStore messages = new MessageStore(database, clock);
    conversations = new ConversationStore(database, clock);
    PostStore posts = new PostStore(database, clock);
    bindings = new BindingStore(layout.bindings(), BindingDefaults.of(settings));
    IntFunction<@Nullable String> channelOf =
        n -> bindings.of(n).map(Binding::channel).orElse(null);

    ReplyWriter.Channels channels =
        (n, id) ->
            Optional.ofNullable(id)
                .flatMap(messages::find)
                .map(d -> d.message().channel())
                .orElseGet(() -> channelOf.apply(n));

    // The way back: what happens in sessions becomes posts.
    outbox = new Outbox(posts);
    outbox.screenedBy(new DraftRedaction(redactor));
    outbox.through(new LocalChat());
    Words words = new Words(Locale.of(settings.replies().language().name().toLowerCase(Locale.ROOT)));
    AnswerPosts answers =
        new AnswerPosts(layout.attachments(), settings.replies().maxMessages(), redactor::redact);
    feed = new SessionFeed(messages);
    outbox.onPost(feed::post);
    Listeners listeners = new Listeners();
    listeners.add(
        new ReplyWriter(
            outbox, answers, words, settings.replies().mirrorTerminal(), channels));
    if (settings.replies().typing()) {
      listeners.add(new TypingIndicator(outbox, timers, channelOf));
    }
    ScreenPicture pictures = new ScreenPicture(layout.attachments(), redactor::redact);
    listeners.add(new DialogPosts(outbox, pictures, words, channelOf, n -> false));
    ZoneId zone = settings.limits().zone();
    listeners.add(new LimitPosts(outbox, words, zone, channels));
    listeners.add(feed);

    // The way out: messages become prompts in panes.
    HookTokens tokens = new HookTokens(layout.run());
    HookPort port = new HookPort(layout.port(), settings.api().port());
    AgentLauncher launcher =
        new AgentLauncher(settings, layout, tokens, port::get, start.environment());
    tmux =
        Tmux.open(
            new TmuxSettings(
                settings.tmux().command(),
                settings.tmux().socket(),
                TmuxEnvironment.of(start.environment()),
                TmuxSettings.DEFAULT_DEADLINE,
                settings.tmux().historyLimit()));
    board = new AgentBoard(new AgentFolders(settings, start.environment()).all(), watch, tmux);
    TmuxEngine.Parts engineParts =
        new TmuxEngine.Parts(
            tmux,
            watch,
            board,
            launcher,
            timers,
            settings.tmux().width(),
            settings.tmux().height(),
            settings.sessions().startTimeout());
    attachments =
        new AttachmentManager(
            layout.attachments(), settings.attachments(), settings.discord().cdnUrl());
    sweeper = new AttachmentSweeper(layout.attachments(), settings.attachments(), clock);
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (binding, events, own) -> new TmuxEngine(binding, events, own, engineParts),
                new AgentPrompts(settings, bindings, new LongMessages(attachments)),
                new Attachments(attachments, outbox, words),
                listeners,
                timers,
                clock,
                settings.sessions().queue() == Settings.Queue.STEER,
                settings.sessions().startTimeout(),
                LimitSettings.rules(settings.limits())));
    AutoRecovery recovery = new AutoRecovery(sessions, outbox, words, timers, channelOf);
    listeners.add(recovery);
    Router router =
        new Router(sessions, messages, () -> settings.sessions().defaultSession());

    // The doors: Discord, the command line, the hooks.
    KeptFiles kept = new KeptFiles(layout);
    SessionOrders orders =
        new SessionOrders(settings, bindings, sessions, conversations, kept);
    QueueOrders queue = new QueueOrders(orders, audit);
    Gate gate =
        new Gate(
            settings.discord().guild(),
            settings.access().users(),
            settings.access().roles(),
            settings.access().bots());
    TerminalOrders terminal = new TerminalOrders(orders, audit);
    TerminalAnswers answersOfTerminal =
        new TerminalAnswers(terminal, outbox, pictures, words, clock);
    ChatCommands commands =
        new ChatCommands(
            gate, audit, router, messages, queue, orders, answersOfTerminal, outbox, words);
    discord =
        new DiscordSide(
            start,
            new DiscordSide.Parts(
                gate, audit, router, messages, queue, commands, outbox, words));
    state = new BridgeState(start, clock.instant(), discord::health, this::shutdown);
    api =
        new Api(
            layout.socket(),
            port.get(),
            sessions,
            tokens,
            new SessionRoutes.Parts(
                orders,
                sessions,
                router,
                messages,
                posts,
                new LocalPosts(orders, outbox, redactor::redact),
                feed,
                kept,
                state,
                clock),
            new QueueRoutes(queue, messages),
            new TerminalRoutes(terminal, pictures));
    port.opened(api.port());
    bindings.onChange((before, after) -> follow(after, Set.of()));
    bindings.onRefused(
        problems -> log.warn("config/sessions.json is refused: {}", String.join("; ", problems)));
  }

  /**
   * Takes over what runs, starts what should run, and opens Discord.
   *
   * @param only the sessions that are started; empty for all
   */
  public void run(Set<Integer> only) {
    timers.scheduleWithFixedDelay(this::sweep, 1, SWEEP_MINUTES, TimeUnit.MINUTES);
    bindFirst();
    follow(bindings.current(), only);
    outbox.start();
    discord.open();
    state.ready();
    log.info("ready: {} sessions, Discord {}", sessions.all().size(), discord.words());
  }

  /** Without Discord and on the very first start there is one session to talk to, all the same. */
  private void bindFirst() {
    Layout layout = start.layout();
    if (start.token() != null || Files.exists(layout.bindings())) {
      return;
    }
    try {
      Path work = layout.state().resolve("work");
      Files.createDirectories(
          work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      bindings.add(
          new Binding(1, "local-1", "first", work, start.settings().sessions().agent(), null, null));
    } catch (IOException | IllegalArgumentException e) {
      log.warn("the first session could not be made", e);
    }
  }

  /** Makes the sessions follow the bindings, and starts the new ones that people want to run. */
  private void follow(List<Binding> now, Set<Integer> only) {
    for (Session session : sessions.follow(now)) {
      int n = session.binding().session();
      if (conversations.wanted(n) && (only.isEmpty() || only.contains(n))) {
        session.resume();
      } else {
        session.adopt();
      }
    }
  }

  private void sweep() {
    try {
      int swept = sweeper.sweep();
      if (swept > 0) {
        log.info("{} old attachments were removed", swept);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("the attachments could not be swept", e);
    }
  }

  private void shutdown(boolean endSessions) {
    if (endSessions) {
      CompletableFuture.allOf(
              sessions.all().stream().map(Session::end).toArray(CompletableFuture[]::new))
          .join();
    }
    start.end().run();
  }

  /** Stops taking things in, finishes what is under way, and lets go of the agents. */
  @Override
  public void close() throws IOException {
    discord.close();
    feed.close();
    api.close();
    attachments.close();
    sessions.close();
    Failpoints.hit("shutdown.mid");
    outbox.close();
    board.close();
    tmux.close();
    bindings.close();
    watch.close();
    timers.shutdownNow();
    database.close();
    audit.close();
    log.info("stopped; the sessions go on running");
  }
}
