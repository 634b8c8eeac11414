package io.github.claudebridge.testing;

import io.github.claudebridge.command.Caller;
import io.github.claudebridge.command.ChatOrder;
import io.github.claudebridge.command.ChatOrders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Keeps what is ordered, answers with the order's own words, and takes its time when told to. */
public final class RecordingOrders implements ChatOrders {
  private final List<ChatOrder> orders = new CopyOnWriteArrayList<>();
  private final List<Caller> callers = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Holds every order until the latch is at zero. */
  public CountDownLatch hold() {
    gate = new CountDownLatch(1);
    return gate;
  }

  @Override
  public String carryOut(Caller caller, ChatOrder order) {
    callers.add(caller);
    orders.add(order);
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "did " + order;
  }

  @Override
  public List<Suggestion> suggest(Caller caller, String typed) {
    callers.add(caller);
    return List.of(new Suggestion("1", "one " + typed), new Suggestion("2", "two"));
  }

  /** What was ordered, in order. */
  public List<ChatOrder> orders() {
    return List.copyOf(orders);
  }

  /** Who asked, in order. */
  public List<Caller> callers() {
    return List.copyOf(callers);
  }
}
