package io.github.claudebridge.gateway;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every IDENTIFY of JDA paid from the budget. JDA queues a node here before each new gateway
 * session, the first one and those after a session that cannot be resumed, and none before a RESUME
 * (read in JDA's WebSocketClient).
 */
final class MeteredSessions extends ConcurrentSessionController {
  private static final Logger log = LoggerFactory.getLogger(MeteredSessions.class);

  /** Told around each new gateway session. */
  interface Watcher {
    /** A new session is about to be opened; what was said since the last one may be missed. */
    void opening();

    /** There may be no new session, so this JDA has to be given up. */
    void refused(String reason);
  }

  private final @Nullable String gatewayUrl;
  private final IdentifyBudget budget;
  private final Watcher watcher;
  private final CountDownLatch ended = new CountDownLatch(1);
  private int failures;

  MeteredSessions(@Nullable String gatewayUrl, IdentifyBudget budget, Watcher watcher) {
    this.gatewayUrl = gatewayUrl;
    this.budget = budget;
    this.watcher = watcher;
  }

  @Override
  public String getGateway() {
    return gatewayUrl == null ? super.getGateway() : gatewayUrl;
  }

  @Override
  public void appendSession(SessionConnectNode node) {
    super.appendSession(new Paid(node));
  }

  @Override
  public void removeSession(SessionConnectNode node) {
    super.removeSession(new Paid(node));
  }

  /** Opens no further session and ends the pause before one. */
  void end() {
    ended.countDown();
  }

  /** Runs on the one worker of the shard, so that {@code failures} has one writer. */
  private void open(SessionConnectNode node, boolean last) throws InterruptedException {
    try {
      Duration pause = failures > 0 ? budget.jittered(failures) : budget.pause();
      if (!pause.isZero()) {
        log.info("waiting {} s before the next login to Discord", pause.toSeconds());
      }
      if (ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      Optional<Instant> later = budget.take();
      if (later.isPresent()) {
        watcher.refused(spent(budget, later.get()));
        return;
      }
    } catch (IOException e) {
      log.warn("the count of logins to Discord cannot be kept", e);
      watcher.refused("the count of logins cannot be kept on disk: " + e.getMessage());
      return;
    }
    watcher.opening();
    try {
      node.run(last);
      failures = 0;
    } catch (IllegalStateException | ErrorResponseException e) {
      // The socket was never open, so no IDENTIFY was sent; the worker puts the node back.
      failures++;
      unpay();
      throw e;
    }
  }

  private void unpay() {
    try {
      budget.giveBack();
    } catch (IOException e) {
      log.warn("a login that did not happen stays counted", e);
    }
  }

  /** Why there is no login, in plain words. */
  static String spent(IdentifyBudget budget, Instant next) throws IOException {
    return "there were "
        + budget.describe()
        + ", and Discord resets the token of a bot that logs in too often; the next login is at "
        + next;
  }

  /** A node that is paid for when it runs; equal to another of the same node, as removal needs. */
  private final class Paid implements SessionConnectNode {
    private final SessionConnectNode node;

    Paid(SessionConnectNode node) {
      this.node = node;
    }

    @Override
    public boolean isReconnect() {
      return node.isReconnect();
    }

    @Override
    public JDA getJDA() {
      return node.getJDA();
    }

    @Override
    public JDA.ShardInfo getShardInfo() {
      return node.getShardInfo();
    }

    @Override
    public void run(boolean last) throws InterruptedException {
      open(node, last);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Paid paid && paid.node.equals(node);
    }

    @Override
    public int hashCode() {
      return node.hashCode();
    }
  }
}
