package io.github.claudebridge.app;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.api.Api;
import io.github.claudebridge.api.HookDoor;
import io.github.claudebridge.api.RecoveryRoutes;
import io.github.claudebridge.api.BridgeControl;
import io.github.claudebridge.api.LiveRoutes;
import io.github.claudebridge.api.MonitorRoutes;
import io.github.claudebridge.api.QuestionRoutes;
import io.github.claudebridge.api.QueueRoutes;
import io.github.claudebridge.api.SessionFeed;
import io.github.claudebridge.api.SessionRoutes;
import io.github.claudebridge.api.TerminalRoutes;
import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.attachment.AttachmentSweeper;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.command.ChatAnswers;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.LiveOrders;
import io.github.claudebridge.command.KeyRights;
import io.github.claudebridge.command.LocalPosts;
import io.github.claudebridge.command.QuestionOrders;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.command.StatusAnswer;
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
import io.github.claudebridge.live.Levels;
import io.github.claudebridge.live.LiveStatus;
import io.github.claudebridge.live.LiveStore;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.monitor.Admission;
import io.github.claudebridge.monitor.EventLog;
import io.github.claudebridge.monitor.LoadPicture;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.monitor.OshiMachine;
import io.github.claudebridge.monitor.Parking;
import io.github.claudebridge.monitor.SessionMetrics;
import io.github.claudebridge.outbox.LocalChat;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxSettings;
import io.github.claudebridge.recovery.AutoRecovery;
import io.github.claudebridge.recovery.Seeds;
import io.github.claudebridge.recovery.RecoveryPosts;
import io.github.claudebridge.recovery.Orphans;
import io.github.claudebridge.recovery.MemoryEvidence;
import io.github.claudebridge.recovery.AttemptStore;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.CrowdPosts;
import io.github.claudebridge.reply.DialogPosts;
import io.github.claudebridge.reply.FoldedPosts;
import io.github.claudebridge.reply.KeptTexts;
import io.github.claudebridge.reply.LimitPosts;
import io.github.claudebridge.reply.QuestionPosts;
import io.github.claudebridge.reply.QuestionWriter;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.TypingIndicator;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.HeldAnswers;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.QuestionStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
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
  private static final long LOOK_AGAIN_SECONDS = 30;
  private static final Duration STUCK_AFTER = Duration.ofMinutes(1);

  /** How many posts may wait in a channel: at Discord's pace, one for each second. */
  private static final int LONGEST_LINE = 20;

  private final Start start;
  private final ScheduledExecutorService timers;
  private final FolderWatch watch;
  private final Database database;
  private final ConversationStore conversations;
  private final BindingStore bindings;
  private final Outbox outbox;
  private final Tmux tmux;
  private final AgentBoard board;
  private final CrashReports reports;
  private final Watchdog watchdog;
  private final AutoRecovery recovery;
  private final SessionManager sessions;
  private final AttachmentManager attachments;
  private final AttachmentSweeper sweeper;
  private final AuditLog audit;
  private final SessionFeed feed;
  private final LiveStatus live;
  private final Api api;
  private final DiscordSide discord;
  private final Watching watching;
  private final BridgeState state;
  private final HeldAnswers held = new HeldAnswers();

  public Bridge(Start start) throws IOException, BadSettingsException {
    this.start = start;
    Settings settings = start.settings();
    Layout layout = start.layout();
    InstantSource clock = start.clock();

    // What everything stands on.
    timers = Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().name("timers").factory());
    watch = FolderWatch.open();
    OshiMachine machine = new OshiMachine(layout.state());
    Redactor redactor = new Redactor(start.token() == null ? List.of() : List.of(start.token().reveal()));
    audit = new AuditLog(layout.audit(), clock, redactor);
    database = Database.open(layout.store(), clock);
    MessageStore messages = new MessageStore(database, clock, settings.sessions().maxWaiting());
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
    outbox = new Outbox(posts, Math.max(LONGEST_LINE, 2 * settings.replies().maxMessages()));
    outbox.screenedBy(new DraftRedaction(redactor));
    outbox.through(new LocalChat());
    Settings.Language language = settings.replies().language();
    Words words =
        language == null
            ? Words.following()
            : new Words(Locale.of(language.name().toLowerCase(Locale.ROOT)));
    AnswerPosts answers =
        new AnswerPosts(layout.attachments(), settings.replies().maxMessages(), redactor::redact);
    feed = new SessionFeed(messages);
    outbox.onPost(feed::post);
    outbox.foldedBy(new FoldedPosts(layout.attachments(), words));
    LiveStore liveStore = new LiveStore(database);
    Levels levels = new Levels(liveStore, settings.replies().verbosity());
    live =
        new LiveStatus(
            new LiveStatus.Parts(
                outbox,
                liveStore,
                levels,
                messages,
                words,
                redactor::redact,
                channels,
                timers,
                Thread::startVirtualThread,
                clock));
    live.onChange(feed::live);
    LastEvents lastEvents = new LastEvents();
    reports = new CrashReports(layout.logs(), clock, redactor, lastEvents);
    Listeners listeners = new Listeners();
    listeners.add(lastEvents);
    listeners.add(live.before());
    Metrics metrics = new Metrics();
    listeners.add(
        new ReplyWriter(
            outbox, answers, words, settings.replies().mirrorTerminal(), channels));
    listeners.add(
        new QuestionWriter(
            outbox,
            new QuestionPosts(
                answers, new KeptTexts(layout.attachments()), redactor::redact, words),
            words,
            channels,
            settings.questions().expireAfter()));
    listeners.add(live);
    if (settings.replies().typing()) {
      listeners.add(new TypingIndicator(outbox, timers, channelOf));
    }
    ScreenPicture pictures = new ScreenPicture(layout.attachments(), redactor::redact);
    listeners.add(new DialogPosts(outbox, pictures, words, channelOf));
    ZoneId zone = settings.limits().zone();
    listeners.add(new LimitPosts(outbox, words, zone, channels));
    listeners.add(
        new CrowdPosts(messages, outbox, posts, words, settings.sessions().maxWaiting(), timers));
    listeners.add(feed);
    EventLog trail = new EventLog();
    listeners.add(trail);
    outbox.onPost(trail::post);
    listeners.add(new SessionMetrics(metrics));

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
    AttemptStore attempts = new AttemptStore(database);
    Seeds seeds = new Seeds(messages, posts);
    recovery =
        new AutoRecovery(
            new AutoRecovery.Parts(
                this::sessions,
                conversations,
                attempts,
                new RecoveryPosts(outbox, words, channelOf),
                seeds,
                new Orphans(layout.socket()),
                new MemoryEvidence(),
                settings.recovery(),
                timers,
                clock,
                System::nanoTime,
                new SecureRandom()::nextDouble));
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                recovery.watching(
                    (binding, events, own) -> new TmuxEngine(binding, events, own, engineParts)),
                new AgentPrompts(settings, bindings, new LongMessages(attachments)),
                new Attachments(attachments, outbox, words),
                listeners,
                timers,
                clock,
                settings.sessions().queue() == Settings.Queue.STEER,
                settings.sessions().startTimeout(),
                new QuestionParts(
                    new QuestionStore(database, clock),
                    held,
                    settings.questions().remindAfter(),
                    settings.questions().expireAfter()),
                LimitSettings.rules(settings.limits())));
    listeners.add(recovery);
    Router router =
        new Router(sessions, messages, () -> settings.sessions().defaultSession());

    watching =
        new Watching(
            start,
            metrics,
            new Watching.Parts(
                database, machine, sessions, messages, tmux, router, outbox, words));
    Parking parking = new Parking(sessions::all, outbox, words);
    listeners.add(parking);
    MemoryDoor room =
        new MemoryDoor(
            new Admission(
                machine,
                settings.sessions().memoryEstimate().bytes(),
                settings.sessions().memoryReserve().bytes(),
                agent -> watching.memoryOf(sessions, agent),
                clock),
            parking,
            settings.sessions().parkIdle());
    launcher.behind(room);

    // The doors: Discord, the command line, the hooks.
    KeptFiles kept = new KeptFiles(layout);
    SessionOrders orders =
        new SessionOrders(settings, bindings, sessions, conversations, kept, room);
    QueueOrders queue = new QueueOrders(orders, audit);
    LiveOrders liveOrders = new LiveOrders(orders, levels, live, audit);
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
        new ChatAnswers(
            gate,
            approvers,
            audit,
            router,
            questions,
            words);
    StatusAnswer status =
        new StatusAnswer(
            watching.monitor(),
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
    discord.watched(watching::gateway, metrics::discordAnswered);
    state =
        new BridgeState(
            start,
            clock.instant(),
            discord::health,
            watching.monitor()::alerts,
            this::shutdown);
    api =
        new Api(
            layout.socket(),
            port.get(),
            new HookDoor(sessions, tokens, seeds::take, timers, metrics),
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
            new TerminalRoutes(terminal, pictures),
            new QuestionRoutes(questions),
            new LiveRoutes(liveOrders),
            new RecoveryRoutes(orders, attempts),
            new MonitorRoutes(watching.monitor(), clock));
    port.opened(api.port());
    watchdog = new Watchdog(this::watched, reports, STUCK_AFTER);
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
    timers.scheduleWithFixedDelay(
        () -> Thread.ofVirtual().name("look-again").start(board::lookAgain),
        LOOK_AGAIN_SECONDS,
        LOOK_AGAIN_SECONDS,
        TimeUnit.SECONDS);
    bindFirst();
    live.open();
    recovery.open(BootId.read());
    watchdog.start();
    follow(bindings.current(), only);
    outbox.start();
    watching.start();
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
        recovery.begin(session);
      } else {
        session.adopt();
      }
    }
  }

  private SessionManager sessions() {
    return sessions;
  }

  /** What the watchdog asks for signs. */
  private Map<String, Supplier<Future<?>>> watched() {
    Map<String, Supplier<Future<?>>> parts = new HashMap<>();
    sessions
        .all()
        .forEach(s -> parts.put("the thread of session " + s.binding().session(), s::breathe));
    parts.put(
        "the store",
        () ->
            CompletableFuture.runAsync(
                () -> database.write(h -> null), Thread.ofVirtual()::start));
    parts.put("the thread of the timers", () -> timers.submit(() -> {}));
    return parts;
  }

  /** Where reports of crashes are written. */
  CrashReports reports() {
    return reports;
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
    held.release();
    live.close();
    watchdog.close();
    discord.close();
    feed.close();
    api.close();
    watching.close();
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
