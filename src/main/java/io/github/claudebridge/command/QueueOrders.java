package io.github.claudebridge.command;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.session.MessageQueue;
import io.github.claudebridge.session.MessageQueue.Outcome;
import io.github.claudebridge.session.Stopping;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The orders about what waits for an agent. Whatever they change stands in the audit log. */
public final class QueueOrders {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SessionOrders orders;
  private final AuditLog audit;

  public QueueOrders(SessionOrders orders, AuditLog audit) {
    this.orders = orders;
    this.audit = audit;
  }

  /** What waits, in the order in which it goes to the agent. */
  public List<Delivery> waiting(int session) throws OrderException {
    return queue(session).waiting();
  }

  /** Sends a message again that failed or is undecided. */
  public Outcome retry(int session, String id, Author by) throws OrderException {
    return order(session, "queue.retry", id, by, q -> q.retry(id, by));
  }

  /** Sends a message again that is undecided, unless somebody has decided otherwise before. */
  public Outcome again(int session, String id, Author by) throws OrderException {
    return order(session, "queue.again", id, by, q -> q.sendAgain(id, by));
  }

  /** Gives up a message that is undecided. */
  public Outcome skip(int session, String id, Author by) throws OrderException {
    return order(session, "queue.skip", id, by, q -> q.skip(id, by));
  }

  /** Changes what a message says that waits. */
  public Outcome edit(int session, String id, String text, Author by) throws OrderException {
    if (text.isBlank()) {
      throw new OrderException(
          Kind.BAD, "message " + id + " would say nothing", "give it a text, or take it out");
    }
    return order(session, "queue.edit", id, by, q -> q.edit(id, text, by));
  }

  /** Changes what a message says that waits, as its author did where it was posted. */
  public Outcome reworded(int session, String id, String text, Author by) throws OrderException {
    return order(session, "queue.edit", id, by, q -> q.reworded(id, text));
  }

  /** Takes a message out of the queue. */
  public Outcome delete(int session, String id, Author by) throws OrderException {
    return order(session, "queue.delete", id, by, q -> q.withdraw(id, by));
  }

  /** Takes a message out of the queue whose author deleted it where it was posted. */
  public Outcome takenBack(int session, String id, Author by) throws OrderException {
    return order(session, "queue.delete", id, by, q -> q.takenBack(id));
  }

  /** Puts a message before all others that wait. */
  public Outcome front(int session, String id, Author by) throws OrderException {
    return order(session, "queue.front", id, by, q -> q.moveToFront(id));
  }

  /** Stops the turn that is going on, and sends this message next. */
  public Outcome now(int session, String id, Author by) throws OrderException {
    return order(session, "queue.now", id, by, q -> q.sendNow(id));
  }

  /** Takes out everything that waits; returns how many messages. */
  public int clear(int session, Author by) throws OrderException {
    int count = await(queue(session).clear(by), "clear the queue of session " + session);
    record(by, "queue.clear", session, Map.of("count", Integer.toString(count)));
    return count;
  }

  /** Sends what came too late to a channel; returns how many messages. */
  public int deliverLate(int session, String channel, Author by) throws OrderException {
    int count =
        await(queue(session).deliverLate(channel, by), "deliver what came late to " + session);
    if (count > 0) {
      record(by, "queue.late", session, Map.of("count", Integer.toString(count)));
    }
    return count;
  }

  /** Puts the next messages of a channel in the queue that were not let into it. */
  public int deliverRefused(int session, String channel, int most, Author by)
      throws OrderException {
    int count =
        await(
            queue(session).deliverRefused(channel, most, by),
            "queue what was refused in " + session);
    if (count > 0) {
      record(by, "queue.refused", session, Map.of("count", Integer.toString(count)));
    }
    return count;
  }

  /** Stops the turn that is going on; what waits goes on waiting for the agent. */
  public Stopping interrupt(int session, Author by) throws OrderException {
    Stopping how = await(orders.session(session).stopTurn(), "interrupt session " + session);
    record(by, "session.interrupt", session, Map.of("result", how.name()));
    return how;
  }

  private MessageQueue queue(int session) throws OrderException {
    return orders.session(session).queue();
  }

  private Outcome order(
      int session,
      String what,
      String id,
      Author by,
      Function<MessageQueue, CompletableFuture<Outcome>> work)
      throws OrderException {
    Outcome outcome = await(work.apply(queue(session)), what + " " + id);
    if (outcome == Outcome.DONE) {
      record(by, what, session, Map.of("message", id));
    }
    return outcome;
  }

  private void record(Author by, String what, int session, Map<String, String> more) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("session", Integer.toString(session));
    details.putAll(more);
    audit.record(by.id(), what, details);
  }

  private static <T> T await(CompletableFuture<T> done, String what) throws OrderException {
    return Awaited.await(done, PATIENCE, what, "vai queue");
  }
}
