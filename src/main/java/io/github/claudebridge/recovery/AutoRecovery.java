package io.github.claudebridge.recovery;

import io.github.claudebridge.claude.TranscriptMend;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.recovery.Attempt.Outcome;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.session.SessionThread;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sessions back: tells what is wrong, asks {@link RemedyTable} what to try, records that,
 * has it done, and records what came of it. What is tried next is worked out of what is recorded,
 * so that a restart of the bridge goes on where it was.
 */
public final class AutoRecovery implements Consumer<SessionEvent>, WatchedEngine.Alarm {
  private static final Logger log = LoggerFactory.getLogger(AutoRecovery.class);
  private static final Duration TOLD_LATELY = Duration.ofHours(1);
  private static final Duration EXPLAINED_WITHIN = Duration.ofSeconds(1);

  /**
   * What it works on.
   *
   * @param sessions the sessions, once there are any
   * @param nanos a time that only goes forward, whoever sets the clock
   * @param random for the jitter of pauses, from 0 to 1
   */
  public record Parts(
      Supplier<SessionManager> sessions,
      ConversationStore conversations,
      AttemptStore attempts,
      RecoveryPosts posts,
      Seeds seeds,
      Orphans orphans,
      MemoryEvidence memory,
      Settings.Recovery rules,
      ScheduledExecutorService timers,
      InstantSource clock,
      LongSupplier nanos,
      DoubleSupplier random) {}

  private final Parts parts;
  private final Settings.Recovery rules;
  private final Outages outages;
  private final Remedies remedies;
  private final Diagnosis diagnosis;
  private final Backoff backoff;
  private final HangWatch hangs;
  private final Map<Integer, Vitals> vitals = new ConcurrentHashMap<>();
  private final Map<Integer, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Set<Integer> unexplained = ConcurrentHashMap.newKeySet();
  private volatile boolean rebooted;

  public AutoRecovery(Parts parts) {
    this.parts = parts;
    this.rules = parts.rules();
    this.outages = new Outages(parts.attempts(), parts.posts(), parts.clock());
    this.remedies = new Remedies(parts, outages);
    this.diagnosis = new Diagnosis(parts.memory());
    this.backoff = new Backoff(parts.random());
    this.hangs =
        new HangWatch(
            () -> parts.sessions().get().all(),
            this::vitals,
            rules.hangAfter(),
            parts.timers(),
            this::hung);
  }

  /** Makes engines whose agents are watched. */
  public SessionParts.Engines watching(SessionParts.Engines engines) {
    return (Binding binding, Consumer<AgentEvent> events, Executor own) ->
        WatchedEngine.around(engines, binding, events, own, vitals(binding.session()), this);
  }

  /**
   * Begins to look after sessions.
   *
   * @param bootId what tells this start of the machine from others
   */
  public void open(String bootId) {
    rebooted = parts.attempts().otherStart(bootId);
    hangs.start();
  }

  /** Starts a session that people want to run, or goes on with the outage that it is in. */
  public void begin(Session session) {
    int n = session.binding().session();
    Attempt last = outages.last(n).orElse(null);
    if (last != null && last.holds()) {
      session.adopt().thenAccept(state -> holdBack(session, state));
    } else if (last != null && last.open() && last.remedy().starts()) {
      remedies.schedule(last);
    } else if (rebooted
        && automatic(n) != Automatic.OFF
        && parts.conversations().current(n).isPresent()) {
      trouble(n, new Symptom.Rebooted(), false);
    } else {
      remedies.start(session);
    }
  }

  private void holdBack(Session session, SessionState state) {
    if (state == SessionState.STOPPED) {
      session.heldBack(
          outages.say("recovery.held", Integer.toString(session.binding().session())));
    }
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.StateChanged e -> moved(e);
      case SessionEvent.DialogShown e ->
          outages
              .restarting(e.session())
              .filter(a -> !e.kind().equals("not ready")) // that it takes long is told already
              .ifPresent(a -> dialogInTheWay(a, e));
      case SessionEvent.Progress _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _, // its post and its hold are the session's
          SessionEvent.LimitOver _,
          SessionEvent.QuestionEnded _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionAsked _,
          SessionEvent.Delivered _,
          SessionEvent.Decided _,
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _,
          SessionEvent.TurnEnded _ -> {}
    }
  }

  /** Told once, however the dialog changes; it has a post of its own, with its buttons. */
  private void dialogInTheWay(Attempt attempt, SessionEvent.DialogShown e) {
    String text =
        outages.say("recovery.dialog-in-the-way", e.kind(), Integer.toString(e.session()));
    if (attempt.note() == null || !attempt.note().contains(text)) {
      outages.note(attempt, text);
    }
  }

  private void moved(SessionEvent.StateChanged e) {
    int n = e.session();
    switch (e.to()) {
      case "lost" -> lost(e);
      case "idle", "typing" -> // working says nothing: an agent that starts is busy with that
          outages.restarting(n).ifPresent(a -> outages.finish(a, Outcome.BACK));
      case "starting" -> {
        unexplained.remove(n);
        if (!remedies.startsNow(n)) {
          outages.byPerson(n);
        }
      }
      case "stopped" -> {
        if (!remedies.endsNow(n)) {
          outages.byPerson(n);
        }
      }
      default -> {}
    }
  }

  /**
   * The agent is gone. Where that was seen by a look at its terminal, how it ended is told a moment
   * later, and waited for.
   */
  private void lost(SessionEvent.StateChanged e) {
    int n = e.session();
    if (e.from().equals("stopped")) {
      return; // held back, as it was before
    }
    AgentEvent.Exited end = vitals(n).takeEnd();
    if (end != null || e.detail() != null) {
      trouble(n, diagnosis.of(end, vitals(n).started(), e.detail()), true);
      return;
    }
    unexplained.add(n);
    parts
        .timers()
        .schedule(() -> explain(n), EXPLAINED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void ended(int session) {
    explain(session);
  }

  private void explain(int n) {
    if (unexplained.remove(n)) {
      Vitals signs = vitals(n);
      Symptom symptom = diagnosis.of(signs.takeEnd(), signs.started(), null);
      SessionThread.start("recovery", n, () -> trouble(n, symptom, true));
    }
  }

  /** Something is wrong: decides what is tried, records it, and has it done. */
  private void trouble(int n, Symptom symptom, boolean gone) {
    ReentrantLock lock = lock(n);
    lock.lock();
    try {
      outages.last(n).filter(Attempt::open).ifPresent(a -> outages.finish(a, Outcome.FAILED));
      History history =
          History.of(
              outages.lately(n),
              symptom,
              parts.clock().instant(),
              automatic(n),
              rules.stableAfter());
      Remedy remedy = RemedyTable.choose(symptom, history, rules);
      Duration pause =
          remedy.starts() && gone ? backoff.after(history.restarts()) : Duration.ZERO;
      Attempt next = outages.next(n, symptom, remedy, pause);
      log.info("{}; {} after {}", symptom.signature(), remedy.word(), history);
      remedies.carryOut(next, symptom, (session, same) -> trouble(session, same, false));
    } finally {
      lock.unlock();
    }
  }

  private void hung(int n) {
    ReentrantLock lock = lock(n);
    lock.lock();
    try {
      Duration quiet = vitals(n).quiet(); // now: since it was looked at, much may have happened
      if (working(n) && quiet.compareTo(rules.hangAfter()) >= 0 && !knownToHang(n, quiet)) {
        trouble(n, new Symptom.Hung(quiet), false);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean working(int n) {
    return parts
        .sessions()
        .get()
        .session(n)
        .filter(s -> s.state() == SessionState.WORKING)
        .isPresent();
  }

  private boolean knownToHang(int n, Duration quiet) {
    Instant since = parts.clock().instant().minus(quiet);
    return outages
        .last(n)
        .filter(
            last ->
                last.open()
                    || (last.outcome() == Outcome.LEFT
                        && last.symptom().equals("hung")
                        && last.at().isAfter(since)))
        .isPresent();
  }

  private ReentrantLock lock(int n) {
    return locks.computeIfAbsent(n, k -> new ReentrantLock());
  }

  @Override
  public void repeats(int session, String tool, int times) {
    int loop = rules.loopAfter();
    // After 30 times, 60, 120 …: a loop that is left to a person is not looked into all the time.
    if (loop > 0 && times % loop == 0 && Integer.bitCount(times / loop) == 1) {
      SessionThread.start(
          "looping", session, () -> trouble(session, new Symptom.Looping(tool, times), false));
    }
  }

  @Override
  public void modelFailed(int session, String error, @Nullable String text) {
    Symptom symptom =
        switch (error) {
          case "authentication_failed" -> new Symptom.LoggedOut(text);
          case "rate_limit", "billing_error" -> new Symptom.UsageLimit(text);
          default -> null;
        };
    if (symptom == null
        || outages
            .last(session)
            .filter(a -> a.signature().equals(symptom.signature()))
            .filter(a -> a.at().plus(TOLD_LATELY).isAfter(parts.clock().instant()))
            .isPresent()) {
      return;
    }
    outages.remember(session, symptom);
  }

  @Override
  public void mended(int session, TranscriptMend.Mended mended) {
    outages.tell(
        session, "mended", outages.say("recovery.mended", Long.toString(mended.cut())));
  }

  @Override
  public void recordGone(int session) {
    parts.seeds().want(session);
    outages.tell(session, "record-gone", outages.say("recovery.record-gone"));
  }

  private Automatic automatic(int n) {
    return parts
        .sessions()
        .get()
        .session(n)
        .map(s -> s.binding().recovery())
        .orElse(rules.automatic());
  }

  private Vitals vitals(int n) {
    return vitals.computeIfAbsent(n, k -> new Vitals(parts.nanos()));
  }
}
