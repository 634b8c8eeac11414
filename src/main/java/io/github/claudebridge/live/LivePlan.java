package io.github.claudebridge.live;

import io.github.claudebridge.live.LiveLane.Parts;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Chat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session's channel shows, what it is to show, and what has to be done for that and when.
 * Guarded by its lane.
 */
final class LivePlan {
  /** A turn that is over before is not shown. */
  static final Duration FIRST = Duration.ofMillis(2_500);

  /** How long after an answer the post is made anew below it. */
  static final Duration AFTER_POST = Duration.ofMillis(1_500);

  /** Discord limits edits of messages that are older than an hour. */
  private static final Duration OLD = Duration.ofMinutes(50);

  /** How long after its turn a post waits for the answers before it goes. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int LONGEST_PAUSE_SECONDS = 60;
  private static final int MOST_REFUSALS = 3;

  /** A request to the channel. */
  enum Step {
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
  private boolean closed;
  private int failures;
  private int refusals;
  private Instant notBefore = Instant.MIN;
  private Instant postedLast = Instant.MIN;
  private Instant ended = Instant.MIN;

  LivePlan(int session, Parts parts) {
    this.session = session;
    this.parts = parts;
  }

  /** The turn that is shown or to be shown, or null. */
  @Nullable LiveTurn turn() {
    return turn;
  }

  /** The post that shows it, if one was made. */
  @Nullable LivePost post() {
    return post;
  }

  void leftOver(LivePost left) {
    post = left;
    shownVersion = -1;
  }

  /** Whether a post of an earlier run waits for the word that its turn goes on, or does not. */
  boolean undecided() {
    return turn == null && post != null && ended.equals(Instant.MIN) && !closed;
  }

  /** The turn that a left over post shows goes on. */
  void goesOn() {
    LivePost left = post;
    if (undecided() && left != null) {
      LiveStore.Row row = left.row();
      turn = new LiveTurn(row.promptId(), row.channel(), row.began(), true);
    }
  }

  void begin(String promptId, String channel, Instant at) {
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
  }

  /** The turn is over; returns the line that tells of it, if it is worth one. */
  Optional<String> end(@Nullable End end, Instant at) {
    LiveTurn over = turn;
    turn = null;
    ended = at;
    return over == null || !over.worthAFooter() || parts.levels().of(session) == Verbosity.QUIET
        ? Optional.empty()
        : Optional.of(parts.body().footer(over, end, at));
  }

  /** Another post of ours was stored, sent or failed. */
  void posted(Post other) {
    String here = turn != null ? turn.channel() : post != null ? post.channel() : null;
    if (other.state() == Post.State.PENDING) {
      if (other.channel().equals(here)) {
        unsent.add(other.id());
      }
      return;
    }
    boolean known = unsent.remove(other.id());
    if (known || other.channel().equals(here)) {
      postedLast = parts.clock().instant();
      overtaken |= post != null;
    }
  }

  /** Shows nothing more. */
  void close() {
    closed = true;
  }

  /** A post was made, below all others. */
  void made(LivePost standing) {
    post = standing;
    overtaken = false;
  }

  /** The post shows this version of the turn; -1 where that is not certain. */
  void shown(int version) {
    shownVersion = version;
  }

  /** The post is away. */
  void gone() {
    post = null;
    shownVersion = -1;
    overtaken = false;
  }

  /** A request did what it was to do. */
  void succeeded() {
    failures = 0;
  }

  /** A request failed and may do better later; returns how long the channel is left alone. */
  Duration failed() {
    failures++;
    return Duration.ofSeconds(Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(failures, 6)));
  }

  /** Discord does not want such a post there. */
  void refused() {
    refusals++;
  }

  /** The channel is left alone for a while from now. */
  void rest(Duration pause) {
    notBefore = later(notBefore, parts.clock().instant().plus(pause));
  }

  /** What is to be done next; null if nothing is. */
  @Nullable Step next() {
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

  /** When a step may be done at the earliest. */
  Instant due(Step step) {
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
}
