package io.github.claudebridge.app;

import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.attachment.AttachmentSweeper;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.engine.tmux.AgentBoard;
import io.github.claudebridge.engine.tmux.TmuxEngine;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.monitor.Admission;
import io.github.claudebridge.monitor.Parking;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxSettings;
import io.github.claudebridge.recovery.AttemptStore;
import io.github.claudebridge.recovery.AutoRecovery;
import io.github.claudebridge.recovery.MemoryEvidence;
import io.github.claudebridge.recovery.Orphans;
import io.github.claudebridge.recovery.RecoveryPosts;
import io.github.claudebridge.recovery.Seeds;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.HeldAnswers;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
   * @param stuck ends it at once, since a part of it stays stuck; null to leave it as it is
   */
  public record Start(
      Settings settings,
      Layout layout,
      @Nullable Secret token,
      Map<String, String> environment,
      InstantSource clock,
      Runnable end,
      @Nullable Runnable stuck) {}

  private static final long SWEEP_MINUTES = 60;
  private static final long LOOK_AGAIN_SECONDS = 30;

  /** So long Discord is awaited to tell what was changed while the bridge was down. */
  private static final long ASKED_BY_SECONDS = 30;

  /** A property for tests, in milliseconds; else a minute. */
  private static final Duration STUCK_AFTER =
      Duration.ofMillis(Long.getLong("bridge.stuck-after", 60_000));

  private final Ground ground;
  private final WayBack back;
  private final Tmux tmux;
  private final AgentBoard board;
  private final CrashReports reports;
  private final Watchdog watchdog;
  private final AutoRecovery recovery;
  private final SessionManager sessions;
  private final AttachmentManager attachments;
  private final AttachmentSweeper sweeper;
  private final Watching watching;
  private final Doors doors;
  private final HeldAnswers held = new HeldAnswers();

  public Bridge(Start start) throws IOException, BadSettingsException {
    Settings settings = start.settings();
    Layout layout = start.layout();
    InstantSource clock = start.clock();
    ground = Ground.open(start);
    back = new WayBack(ground);
    reports = new CrashReports(layout.logs(), clock, ground.redactor(), back.lastEvents());
    MessageStore messages = ground.messages();
    Listeners listeners = back.listeners();
    Outbox outbox = back.outbox();
    Words words = ground.words();
    ScheduledExecutorService timers = ground.timers();
    FolderWatch watch = ground.watch();

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
    AttemptStore attempts = new AttemptStore(ground.database());
    Seeds seeds = new Seeds(messages, ground.posts());
    recovery =
        new AutoRecovery(
            new AutoRecovery.Parts(
                this::sessions,
                ground.conversations(),
                attempts,
                new RecoveryPosts(outbox, words, ground::channelOf),
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
                ground.conversations(),
                recovery.watching(
                    (binding, events, own) -> new TmuxEngine(binding, events, own, engineParts)),
                new AgentPrompts(settings, ground.bindings(), new LongMessages(attachments)),
                new Attachments(attachments, outbox, words),
                listeners,
                timers,
                clock,
                settings.sessions().queue() == Settings.Queue.STEER,
                settings.sessions().startTimeout(),
                new QuestionParts(
                    ground.questions(),
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
            ground.metrics(),
            new Watching.Parts(
                ground.database(),
                ground.machine(),
                sessions,
                messages,
                tmux, router, outbox, words));
    Parking parking = new Parking(sessions::all, outbox, words);
    listeners.add(parking);
    MemoryDoor room =
        new MemoryDoor(
            new Admission(
                ground.machine(),
                settings.sessions().memoryEstimate().bytes(),
                settings.sessions().memoryReserve().bytes(),
                agent -> watching.memoryOf(sessions, agent),
                clock),
            parking,
            settings.sessions().parkIdle());
    launcher.behind(room);

    doors =
        new Doors(
            ground,
            back,
            new Doors.Inside(sessions, router, watching, room, seeds, attempts, tokens, port),
            this::shutdown);
    watchdog = new Watchdog(this::watched, reports, STUCK_AFTER, start.stuck());
    ground.bindings().onChange((before, after) -> follow(after, Set.of()));
    ground
        .bindings()
        .onRefused(
            problems ->
                log.warn("config/sessions.json is refused: {}", String.join("; ", problems)));
  }

  /**
   * Takes over what runs, starts what should run, and opens Discord.
   *
   * @param only the sessions that are started; empty for all
   */
  public void run(Set<Integer> only) {
    ground.timers().scheduleWithFixedDelay(this::sweep, 1, SWEEP_MINUTES, TimeUnit.MINUTES);
    ground.timers().scheduleWithFixedDelay(
        () -> Thread.ofVirtual().name("look-again").start(board::lookAgain),
        LOOK_AGAIN_SECONDS,
        LOOK_AGAIN_SECONDS,
        TimeUnit.SECONDS);
    bindFirst();
    back.live().open();
    back.tellRest();
    recovery.open(BootId.read());
    watchdog.start();
    if (ground.start().token() != null) {
      ground.messages().leftovers().hold(() -> sessions.all().forEach(Session::wake));
      ground.timers().schedule(
          () -> Thread.startVirtualThread(ground.messages().leftovers()::releaseAll),
          ASKED_BY_SECONDS,
          TimeUnit.SECONDS);
    }
    follow(ground.bindings().current(), only);
    Optional<WarmUp> warmUp =
        sessions.all().stream()
            .findFirst()
            .map(s -> new WarmUp(ground.layout().socket(), s.binding().session()));
    warmUp.ifPresent(WarmUp::start);
    back.outbox().start();
    watching.start();
    doors.open();
    warmUp.ifPresent(WarmUp::await);
    OldGeneration.attend(ground.timers(), OldGeneration.CALM);
    doors.ready();
    log.info("ready: sessions {}, Discord {}", sessions.all().size(), doors.discordWords());
  }

  /** Without Discord and on the very first start there is one session to talk to, all the same. */
  private void bindFirst() {
    Layout layout = ground.layout();
    if (ground.start().token() != null || Files.exists(layout.bindings())) {
      return;
    }
    try {
      Path work = layout.state().resolve("work");
      Files.createDirectories(
          work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      String agent = ground.settings().sessions().agent();
      ground.bindings().add(new Binding(1, "local-1", "first", work, agent, null, null));
    } catch (IOException | IllegalArgumentException e) {
      log.warn("the first session could not be made", e);
    }
  }

  /** Makes the sessions follow the bindings, and starts the new ones that people want to run. */
  private void follow(List<Binding> now, Set<Integer> only) {
    for (Session session : sessions.follow(now)) {
      int n = session.binding().session();
      if (ground.conversations().wanted(n) && (only.isEmpty() || only.contains(n))) {
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
                () -> ground.database().write(h -> null), Thread.ofVirtual()::start));
    parts.put("the thread of the timers", () -> ground.timers().submit(() -> {}));
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
    ground.start().end().run();
  }

  /** Stops taking things in, finishes what is under way, and lets go of the agents. */
  @Override
  public void close() throws IOException {
    held.release();
    back.live().close();
    watchdog.close();
    doors.close();
    watching.close();
    attachments.close();
    sessions.close();
    Failpoints.hit("shutdown.mid");
    back.outbox().close();
    board.close();
    tmux.close();
    ground.close();
    log.info("stopped; what runs in tmux goes on");
  }
}
