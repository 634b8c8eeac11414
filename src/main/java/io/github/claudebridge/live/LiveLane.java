package io.github.claudebridge.live;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Chat;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one session's channel show what its agent does: one post below all answers, and one request
 * at a time. What is to be done next is worked out anew when its time has come, so the newest state
 * is shown and none is queued. Answers go first: while one waits to be sent nothing is shown, and
 * once it is sent, the post above it is taken away and made anew below.
 */
final class LiveLane {
  private static final Logger log = LoggerFactory.getLogger(LiveLane.class);

  /** A turn that is over before is not shown. */
  static final Duration FIRST = Duration.ofMillis(2_500);

  /** Between two requests of a channel: of the five in five seconds three are left to answers. */
  static final Duration GAP = Duration.ofMillis(2_500);

  /** How long after an answer the post is made anew below it. */
  static final Duration AFTER_POST = Duration.ofMillis(1_500);

  /** Discord limits edits of messages that are older than an hour. */
  private static final Duration OLD = Duration.ofMinutes(50);

  /** How long after its turn a post waits for the answers before it goes. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long FAREWELL_MILLIS = 1_000;
  private static final int LONGEST_PAUSE_SECONDS = 60;
  private static final int MOST_REFUSALS = 3;

  /** What every lane is made from. */
  record Parts(
      Outbox outbox,
      LiveStore store,
      Levels levels,
      LivePace pace,
      LiveBody body,
      ScheduledExecutorService timers,
      Executor work,
      InstantSource clock) {}

  private enum Step {
    MAKE,
    EDIT,
    REMOVE
  }

  private final int session;
  private final Parts parts;
  private final Set<Long> unsent = new HashSet<>();
  private @Nullable LiveTurn turn;
  private @Nullable LivePost post;
  private int shownVersion = -1;
  private boolean overtaken;
  private boolean busy;
  private boolean closed;
  private int failures;
  private int refusals;
  private Instant notBefore = Instant.MIN;
  private Instant postedLast = Instant.MIN;
  private Instant ended = Instant.MIN;
  private boolean asked;
  private boolean askedFirst;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Instant planned;

  LiveLane(int session, Parts parts) {
    this.session = session;
    this.parts = parts;
  }

  /** Takes over what an earlier run of the bridge left; it is shown on if its turn goes on. */
  synchronized void leftOver(LiveStore.Row row) {
    post = new LivePost(parts.outbox(), parts.store(), row, parts.clock().instant(), true);
    shownVersion = -1;
  }

  /** Whether a post of an earlier run waits for the word that its turn goes on, or does not. */
  synchronized boolean undecided() {
    return turn == null && post != null && ended.equals(Instant.MIN) && !closed;
  }

  /** The turn that a left over post shows goes on, or ends only now. */
  synchronized void goesOn() {
    LivePost left = post;
    if (undecided() && left != null) {
      LiveStore.Row row = left.row();
      turn = new LiveTurn(row.promptId(), row.channel(), row.began(), true);
      plan();
    }
  }

  synchronized void begin(String promptId, String channel, Instant at) {
    LiveTurn now = turn;
    if (now == null) {
      turn = new LiveTurn(promptId, channel, at, false);
      overtaken = post != null; // that of a turn before, on its way out
      ended = at;
      failures = 0;
      refusals = 0;
    } else {
      now.takes(promptId);
    }
    plan();
  }

  synchronized void take(Doing doing, Instant at) {
    if (turn != null) {
      turn.take(doing, at);
      plan();
    }
  }

  synchronized void said(String text) {
    if (turn != null) {
      turn.said(text);
      plan();
    }
  }

  synchronized void waits(boolean now) {
    if (turn != null) {
      turn.waits(now);
      plan();
    }
  }

  /** A message waits in the queue, or does so no more. */
  void queued(Rung rung) {
    if (rung == Rung.QUEUED || rung == Rung.TYPING || rung == Rung.FAILED) {
      changed();
    }
  }

  /** Something is to be shown that is not of the turn itself. */
  synchronized void changed() {
    if (turn != null) {
      turn.changed();
    }
    plan();
  }

  /** The turn is over; returns the line that tells of it, if it is worth one. */
  synchronized Optional<String> end(@Nullable End end, Instant at) {
    LiveTurn over = turn;
    turn = null;
    ended = at;
    plan();
    return over == null || !over.worthAFooter() || parts.levels().of(session) == Verbosity.QUIET
        ? Optional.empty()
        : Optional.of(parts.body().footer(over, end, at));
  }

  /** A post of ours for the channel was stored, sent or failed. */
  synchronized void posted(Post other) {
    String here = turn != null ? turn.channel() : post != null ? post.channel() : null;
    if (other.state() == Post.State.PENDING) {
      if (other.channel().equals(here)) {
        unsent.add(other.id());
        plan();
      }
      return;
    }
    boolean known = unsent.remove(other.id());
    if (known || other.channel().equals(here)) {
      postedLast = parts.clock().instant();
      overtaken |= post != null;
      plan();
    }
  }

  /** What goes on; null if nothing does. */
  synchronized <T> @Nullable T look(Function<LiveTurn, T> at) {
    return turn == null ? null : at.apply(turn);
  }

  /** Shows nothing more. */
  synchronized void close() {
    closed = true;
    cancel();
  }

  /** Says in the channel that the bridge goes away, unless something else takes too long. */
  void pause() throws InterruptedException {
    LivePost standing;
    PostBody body;
    synchronized (this) {
      if (busy) {
        wait(FAREWELL_MILLIS);
      }
      standing = post;
      if (busy || standing == null || turn == null || !standing.stands()) {
        return;
      }
      body = parts.body().paused(turn);
    }
    try {
      standing.show(body);
    } catch (ChatException | StoreException e) {
      log.info("the live post of session {} stays as it is: {}", session, e.getMessage());
    }
  }

  private @Nullable Step next() {
    LiveTurn now = turn;
    LivePost standing = post;
    boolean shows =
        now != null
            && refusals < MOST_REFUSALS
            && parts.levels().of(session) != Verbosity.QUIET
            && parts.outbox().chat(now.channel()).filter(Chat::showsLive).isPresent();
    if (closed || undecided()) {
      return null;
    }
    if (standing != null
        && (!shows || overtaken || standing.made().plus(OLD).isBefore(parts.clock().instant()))) {
      return Step.REMOVE;
    }
    if (!shows || !unsent.isEmpty()) {
      return null;
    }
    if (standing == null || !standing.stands()) {
      return Step.MAKE;
    }
    return now.version() == shownVersion ? null : Step.EDIT;
  }

  private Instant due(Step step) {
    return switch (step) {
      case MAKE -> {
        Instant first = turn == null ? Instant.MIN : turn.began().plus(FIRST);
        yield later(later(first, later(postedLast, AFTER_POST)), notBefore);
      }
      case EDIT -> notBefore;
      case REMOVE ->
          later(
              turn == null && !unsent.isEmpty() ? later(ended, PATIENCE) : Instant.MIN,
              failures == 0 ? Instant.MIN : notBefore);
    };
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant later(Instant moment, Duration by) {
    return moment.equals(Instant.MIN) ? moment : moment.plus(by);
  }

  private void plan() {
    if (busy) {
      return; // planned again once it is through
    }
    Step step = next();
    if (step == null) {
      cancel();
      return;
    }
    if (asked && (askedFirst || step != Step.REMOVE)) {
      return; // it waits for its turn, and will see what is to be done then
    }
    Instant due = due(step);
    if (timer == null || !due.equals(planned)) {
      cancel();
      planned = due;
      Instant now = parts.clock().instant();
      long millis = due.isAfter(now) ? Duration.between(now, due).toMillis() + 1 : 0;
      timer = parts.timers().schedule(this::fire, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    planned = null;
  }

  private synchronized void fire() {
    timer = null;
    planned = null;
    Step step = ready();
    boolean first = step == Step.REMOVE;
    if (step == null) {
      plan();
    } else if (!asked || (first && !askedFirst)) {
      asked = true;
      askedFirst = first;
      parts.pace().ask(this::go, first);
    }
  }

  /** What is to be done now; null if nothing is, or not yet. */
  private @Nullable Step ready() {
    Step step = busy ? null : next();
    return step == null || due(step).isAfter(parts.clock().instant()) ? null : step;
  }

  /** It is this lane's turn; false if it has no use for it. */
  private synchronized boolean go() {
    asked = false;
    askedFirst = false;
    Step step = ready();
    if (step == null) {
      plan();
      return false;
    }
    busy = true;
    cancel();
    parts.work().execute(() -> perform(step));
    return true;
  }

  private void perform(Step step) {
    Duration pause = step == Step.REMOVE ? Duration.ZERO : GAP; // that is counted apart
    try {
      switch (step) {
        case MAKE, EDIT -> show();
        case REMOVE -> remove();
      }
      failures = 0;
    } catch (ChatException e) {
      pause = e.passing() ? failed(e) : refused(step, e);
    } catch (RuntimeException e) { // one request must not silence a channel for good
      pause = failed(e);
    }
    synchronized (this) {
      busy = false;
      notBefore = later(notBefore, parts.clock().instant().plus(pause));
      notifyAll();
      plan();
    }
  }

  private void show() throws ChatException {
    LivePost standing;
    LiveTurn now;
    synchronized (this) {
      now = turn;
      standing = post;
    }
    if (now == null) {
      return; // it ended on the way here
    }
    if (standing == null) {
      LiveStore.Row row =
          parts.store().begin(session, now.channel(), now.promptId(), now.began());
      standing =
          new LivePost(parts.outbox(), parts.store(), row, parts.clock().instant(), false);
      synchronized (this) {
        post = standing;
        overtaken = false;
      }
    }
    List<String> waiting = parts.body().waiting(session, now.channel());
    int version;
    PostBody body;
    synchronized (this) {
      version = now.version();
      body = parts.body().live(session, now, waiting);
      now.wasShown();
    }
    boolean certain = standing.show(body);
    synchronized (this) {
      shownVersion = certain ? version : -1;
    }
  }

  private void remove() throws ChatException {
    LivePost standing;
    synchronized (this) {
      standing = post;
    }
    if (standing != null) {
      standing.remove(() -> PostBody.of("…"));
    }
    gone();
  }

  private synchronized void gone() {
    post = null;
    shownVersion = -1;
    overtaken = false;
  }

  private synchronized Duration failed(Exception e) {
    failures++;
    log.info("the live post of session {} waits: {}", session, e.getMessage());
    return Duration.ofSeconds(Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(failures, 6)));
  }

  /** Somebody took the post away, or Discord does not want one here: another one, or none. */
  private Duration refused(Step step, ChatException e) {
    log.info("the live post of session {} is given up ({}): {}", session, step, e.getMessage());
    LivePost standing;
    synchronized (this) {
      standing = post;
      if (step != Step.REMOVE) {
        refusals++;
      }
    }
    if (standing != null) {
      standing.forget();
    }
    gone();
    return GAP;
  }
}
