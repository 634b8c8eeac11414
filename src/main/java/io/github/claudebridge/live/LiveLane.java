package io.github.claudebridge.live;

import io.github.claudebridge.live.LivePlan.Step;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

  /** Between two requests of a channel: of the five in five seconds three are left to answers. */
  static final Duration GAP = Duration.ofMillis(2_500);

  private static final long FAREWELL_MILLIS = 1_000;

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

  private final int session;
  private final Parts parts;
  private final LivePlan plan;
  private boolean busy;
  private boolean asked;
  private boolean askedFirst;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Instant planned;

  LiveLane(int session, Parts parts) {
    this.session = session;
    this.parts = parts;
    this.plan = new LivePlan(session, parts);
  }

  /** Takes over what an earlier run of the bridge left; it is shown on if its turn goes on. */
  synchronized void leftOver(LiveStore.Row row) {
    plan.leftOver(
        new LivePost(parts.outbox(), parts.store(), row, parts.clock().instant(), true));
  }

  /** Whether a post of an earlier run waits for the word that its turn goes on, or does not. */
  synchronized boolean undecided() {
    return plan.undecided();
  }

  /** The turn that a left over post shows goes on, or ends only now. */
  synchronized void goesOn() {
    if (plan.undecided()) {
      plan.goesOn();
      schedule();
    }
  }

  synchronized void begin(String promptId, String channel, Instant at) {
    plan.begin(promptId, channel, at);
    schedule();
  }

  synchronized void take(Doing doing, Instant at) {
    LiveTurn turn = plan.turn();
    if (turn != null) {
      turn.take(doing, at);
      schedule();
    }
  }

  synchronized void said(String text) {
    LiveTurn turn = plan.turn();
    if (turn != null) {
      turn.said(text);
      schedule();
    }
  }

  synchronized void waits(boolean now) {
    LiveTurn turn = plan.turn();
    if (turn != null) {
      turn.waits(now);
      schedule();
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
    LiveTurn turn = plan.turn();
    if (turn != null) {
      turn.changed();
    }
    schedule();
  }

  /** The turn is over; returns the line that tells of it, if it is worth one. */
  synchronized Optional<String> end(@Nullable End end, Instant at) {
    Optional<String> line = plan.end(end, at);
    schedule();
    return line;
  }

  /** A post of ours for the channel was stored, sent or failed. */
  synchronized void posted(Post other) {
    plan.posted(other);
    schedule();
  }

  /** What goes on; null if nothing does. */
  synchronized <T> @Nullable T look(Function<LiveTurn, T> at) {
    LiveTurn turn = plan.turn();
    return turn == null ? null : at.apply(turn);
  }

  /** Shows nothing more. */
  synchronized void close() {
    plan.close();
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
      standing = plan.post();
      LiveTurn turn = plan.turn();
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

  private void schedule() {
    if (busy) {
      return; // again once it is through
    }
    Step step = plan.next();
    if (step == null) {
      cancel();
      return;
    }
    if (asked && (askedFirst || step != Step.REMOVE)) {
      return; // it waits for its turn, and will see what is to be done then
    }
    Instant due = plan.due(step);
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
      schedule();
    } else if (!asked || (first && !askedFirst)) {
      asked = true;
      askedFirst = first;
      parts.pace().ask(this::go, first);
    }
  }

  /** What is to be done now; null if nothing is, or not yet. */
  private @Nullable Step ready() {
    Step step = busy ? null : plan.next();
    return step == null || plan.due(step).isAfter(parts.clock().instant()) ? null : step;
  }

  /** It is this lane's turn; false if it has no use for it. */
  private synchronized boolean go() {
    asked = false;
    askedFirst = false;
    Step step = ready();
    if (step == null) {
      schedule();
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
      succeeded();
    } catch (ChatException e) {
      pause = e.passing() ? failed(e) : refused(step, e);
    } catch (RuntimeException e) { // one request must not silence a channel for good
      pause = failed(e);
    }
    synchronized (this) {
      busy = false;
      plan.rest(pause);
      notifyAll();
      schedule();
    }
  }

  private void show() throws ChatException {
    LivePost standing;
    LiveTurn now;
    synchronized (this) {
      now = plan.turn();
      standing = plan.post();
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
        plan.made(standing);
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
      plan.shown(certain ? version : -1);
    }
  }

  private void remove() throws ChatException {
    LivePost standing;
    synchronized (this) {
      standing = plan.post();
    }
    if (standing != null) {
      standing.remove(() -> PostBody.of("…"));
    }
    gone();
  }

  private synchronized void gone() {
    plan.gone();
  }

  private synchronized void succeeded() {
    plan.succeeded();
  }

  private synchronized Duration failed(Exception e) {
    log.info("the live post of session {} waits: {}", session, e.getMessage());
    return plan.failed();
  }

  /** Somebody took the post away, or Discord does not want one here: another one, or none. */
  private Duration refused(Step step, ChatException e) {
    log.info("the live post of session {} is given up ({}): {}", session, step, e.getMessage());
    LivePost standing;
    synchronized (this) {
      standing = plan.post();
      if (step != Step.REMOVE) {
        plan.refused();
      }
    }
    if (standing != null) {
      standing.forget();
    }
    gone();
    return GAP;
  }
}
