package io.github.claudebridge.session;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.Decision;
import io.github.claudebridge.session.SessionLife.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What waits for a session's agent, in the hands of people: look, change, reorder, take out, send
 * again, send at once. Every change goes through the session's mailbox and is stored before it is
 * answered.
 */
public final class MessageQueue {
  private static final int MOST = 1_000;
  private static final int PAGE = 100;

  /**
   * How long a prompt that is being typed is awaited before the turn can be stopped for another.
   */
  private static final Duration TYPED_BY = Duration.ofMillis(300);

  private static final int MOST_WAITS = 40;

  /** What came of an order about a message. */
  public enum Outcome {
    DONE,
    /** The session has no such message. */
    UNKNOWN,
    /** It is no longer, or not, on the rung that this is for; somebody may have been first. */
    TOO_LATE,
    /** Only its author may do that. */
    NOT_YOURS
  }

  private final int session;
  private final SessionParts parts;
  private final QueueStore store;
  private final Mailbox mailbox;
  private final Intake intake;
  private final Interruption interruption;
  private final Consumer<Trigger> fire;

  MessageQueue(
      int session,
      SessionParts parts,
      Mailbox mailbox,
      Intake intake,
      Interruption interruption,
      Consumer<Trigger> fire) {
    this.session = session;
    this.parts = parts;
    this.store = parts.messages().queue();
    this.mailbox = mailbox;
    this.intake = intake;
    this.interruption = interruption;
    this.fire = fire;
  }

  /** What waits, in the order in which it goes to the agent. */
  public List<Delivery> waiting() {
    return store.waiting(session, MOST);
  }

  /** Sends a message again that failed or is undecided; it keeps its place in the line. */
  public CompletableFuture<Outcome> retry(String id, Author by) {
    return order(id, d -> again(d, by));
  }

  /** Sends a message again that is undecided, unless somebody has decided otherwise before. */
  public CompletableFuture<Outcome> sendAgain(String id, Author by) {
    return order(id, d -> d.rung() == Rung.UNDECIDED && again(d, by));
  }

  /** Gives up a message that is undecided. */
  public CompletableFuture<Outcome> skip(String id, Author by) {
    return order(id, d -> store.skip(d, by) && told(d, Decision.SKIPPED, by));
  }

  /** Its author changed a message where it was posted. */
  public CompletableFuture<Outcome> reworded(String id, String text) {
    return order(id, d -> parts.messages().steps().edit(id, text));
  }

  /** Changes the text of a message that waits; nobody may put words into another's mouth. */
  public CompletableFuture<Outcome> edit(String id, String text, Author by) {
    return mailbox.ask(
        () -> {
          Delivery d = find(id);
          if (d == null) {
            return Outcome.UNKNOWN;
          }
          boolean own =
              by.kind() == Author.Kind.CLI || by.id().equals(d.message().author().id());
          if (!own) {
            return Outcome.NOT_YOURS;
          }
          return parts.messages().steps().editHere(id, text) ? Outcome.DONE : Outcome.TOO_LATE;
        });
  }

  /** Takes a message out of the line. */
  public CompletableFuture<Outcome> withdraw(String id, Author by) {
    return order(id, d -> takenOut(d, by));
  }

  /** Its author deleted a message where it was posted. */
  public CompletableFuture<Outcome> takenBack(String id) {
    return order(
        id,
        d -> {
          boolean gone = parts.messages().steps().withdraw(id);
          fire.accept(Trigger.QUEUE_MOVED);
          return gone;
        });
  }

  /** Takes everything out of the line that waits; returns how many messages that were. */
  public CompletableFuture<Integer> clear(Author by) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    mailbox.post(() -> clear(by, 0, done));
    return done;
  }

  /** A page at a time, so that what else waits in the mailbox gets its turn. */
  private void clear(Author by, int before, CompletableFuture<Integer> done) {
    try {
      List<Delivery> gone = store.withdraw(store.waiting(session, PAGE), by);
      gone.forEach(d -> told(d, Decision.WITHDRAWN, by));
      if (gone.isEmpty()) {
        fire.accept(Trigger.QUEUE_MOVED);
        done.complete(before);
      } else {
        mailbox.post(() -> clear(by, before + gone.size(), done));
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  /** Puts a message before all others that wait. */
  public CompletableFuture<Outcome> moveToFront(String id) {
    return order(
        id,
        d -> {
          boolean moved = store.moveToFront(d);
          fire.accept(Trigger.QUEUE_MOVED);
          return moved;
        });
  }

  /** Puts a message before all others and stops the turn that is going on; the others wait on. */
  public CompletableFuture<Outcome> sendNow(String id) {
    return order(
        id,
        d -> {
          boolean moved = store.moveToFront(d);
          if (moved) {
            makeWay(id, 0);
          }
          return moved;
        });
  }

  /** Sends everything that came too late to be delivered by itself; returns how many. */
  public CompletableFuture<Integer> deliverLate(String channel, Author by) {
    return deliver(channel, QueueStore.LATE, MOST, by);
  }

  /** Sends the next messages that were not let into the queue; returns how many. */
  public CompletableFuture<Integer> deliverRefused(String channel, int most, Author by) {
    return deliver(channel, BacklogStore.FULL, most, by);
  }

  private CompletableFuture<Integer> deliver(String channel, String why, int most, Author by) {
    return mailbox.ask(
        () ->
            (int)
                store.leftOut(channel, why, most).stream()
                    .filter(d -> d.session() == session)
                    .filter(d -> again(d, by))
                    .count());
  }

  private boolean again(Delivery d, Author by) {
    if (!store.retry(d, by)) {
      return false;
    }
    told(d, Decision.AGAIN, by);
    intake.heard(d.message().id());
    fire.accept(Trigger.QUEUE_MOVED);
    return true;
  }

  private boolean takenOut(Delivery d, Author by) {
    if (!store.withdraw(d, by)) {
      return false;
    }
    told(d, Decision.WITHDRAWN, by);
    fire.accept(Trigger.QUEUE_MOVED); // it may have held up the line with its attachments
    return true;
  }

  /** Stops what goes on, as long as the message still waits because of it. */
  private void makeWay(String id, int waited) {
    fire.accept(Trigger.QUEUE_MOVED);
    if (waiting().stream().noneMatch(d -> d.message().id().equals(id))) {
      return;
    }
    if (interruption.going()) {
      interruption.begin(new CompletableFuture<>());
    } else if (interruption.typing() && waited < MOST_WAITS) {
      mailbox.after(TYPED_BY, () -> makeWay(id, waited + 1));
    }
  }

  private boolean told(Delivery d, Decision decision, Author by) {
    parts
        .listener()
        .accept(
            new SessionEvent.Decided(session, parts.clock().instant(), d.message(), decision, by));
    return true;
  }

  private CompletableFuture<Outcome> order(String id, Predicate<Delivery> work) {
    return mailbox.ask(
        () -> {
          Delivery d = find(id);
          if (d == null) {
            return Outcome.UNKNOWN;
          }
          return work.test(d) ? Outcome.DONE : Outcome.TOO_LATE;
        });
  }

  private @org.jspecify.annotations.Nullable Delivery find(String id) {
    return parts.messages().find(id).filter(d -> d.session() == session).orElse(null);
  }
}
