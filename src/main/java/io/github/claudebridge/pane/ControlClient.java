package io.github.claudebridge.pane;

import io.github.claudebridge.pane.TmuxException.Reason;
import io.github.claudebridge.process.LineProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a tmux server in control mode.
 *
 * <p>Many callers may ask at once: a call is one line, lines are written in the order of the calls,
 * and tmux answers in that order with one block per command, none after the first that failed. A
 * call whose caller has given up still keeps its place. When the connection ends, every call in
 * flight fails and {@link Listener#ended} is told once.
 */
final class ControlClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlClient.class);
  private static final int MAX_LINE = 1 << 20;
  private static final int MAX_BODY = 8 << 20;

  /** What hears the connection, on its reader thread: must not block. */
  interface Listener {
    /** A notification arrived. */
    void notified(ControlClient client, String name);

    /** The connection is over. */
    void ended(ControlClient client, String reason);
  }

  private static final class Call {
    private final int commands;
    private final List<List<String>> bodies = new ArrayList<>();
    private final Consumer<List<List<String>>> inOrder;
    private final CompletableFuture<List<List<String>>> answer = new CompletableFuture<>();

    private Call(int commands, Consumer<List<List<String>>> inOrder) {
      this.commands = commands;
      this.inOrder = inOrder;
    }
  }

  private final Listener listener;
  private final ControlLines lines = new ControlLines(MAX_BODY);
  private final Object lock = new Object();
  private final Deque<Call> calls = new ArrayDeque<>();
  private final LineProcess process;
  private volatile String endReason = "the client ended";
  private boolean over;

  private ControlClient(LineProcess process, Listener listener) {
    this.process = process;
    this.listener = listener;
  }

  /**
   * Starts a client.
   *
   * @param command the tmux command line that attaches in control mode
   * @throws IOException when it cannot be started
   */
  static ControlClient start(
      List<String> command, Map<String, String> environment, Listener listener) throws IOException {
    var client = new ControlClient(LineProcess.start(command, environment), listener);
    client.process.listen(
        MAX_LINE,
        new LineProcess.Listener() {
          @Override
          public void line(byte[] line) {
            client.take(line);
          }

          @Override
          public void ended() {
            client.end();
          }
        });
    return client;
  }

  /** Asks and waits; the bodies of the answers, one per command. */
  List<List<String>> ask(Duration deadline, String... commands) {
    return await(send(bodies -> {}, commands), deadline);
  }

  /**
   * Sends commands as one line.
   *
   * @param inOrder runs on the reader thread with the successful answer, before anything that tmux
   *     said later is looked at; must not block
   * @return completes exceptionally with {@link TmuxException}
   */
  CompletableFuture<List<List<String>>> send(
      Consumer<List<List<String>>> inOrder, String... commands) {
    var call = new Call(commands.length, inOrder);
    var line = String.join(" ; ", commands).getBytes(StandardCharsets.UTF_8);
    synchronized (lock) { // held for what does not block, so that both queues agree
      if (over || !process.offer(line, calls.isEmpty())) {
        call.answer.completeExceptionally(
            new TmuxException(Reason.NOT_CONNECTED, "no connection to the tmux server"));
      } else {
        calls.add(call);
      }
    }
    return call.answer;
  }

  /** Waits for an answer of {@link #send}. */
  static <T> T await(CompletableFuture<T> answer, Duration deadline) {
    try {
      return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TmuxException(
          Reason.NO_ANSWER, "tmux has not answered within " + deadline.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TmuxException(Reason.NO_ANSWER, "interrupted while waiting for tmux", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TmuxException cause) {
        throw new TmuxException(cause.reason(), cause.getMessage(), cause);
      }
      throw new TmuxException(Reason.CONNECTION_LOST, "cannot read tmux's answer: " + e, e);
    }
  }

  /** Whether the connection has ended. */
  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  /** Ends the connection for the given reason; the server and its panes live on. */
  void drop(String reason) {
    endReason = reason;
    process.close();
  }

  @Override
  public void close() {
    drop("closed");
  }

  private void take(byte[] line) {
    switch (lines.accept(line)) {
      case null -> {}
      case ControlEvent.Reply reply -> answer(reply);
      case ControlEvent.Notification(String name) -> listener.notified(this, name);
      case ControlEvent.Exit(String reason) -> drop(("exit " + reason).strip());
      case ControlEvent.Violation(String reason) -> drop("protocol violation: " + reason);
    }
  }

  private void answer(ControlEvent.Reply reply) {
    Call call;
    synchronized (lock) {
      call = calls.peek();
      if (call != null && (!reply.ok() || call.bodies.size() + 1 == call.commands)) {
        calls.remove();
      }
    }
    if (call == null) {
      drop("protocol violation: an answer nobody asked for");
      return;
    }
    if (!reply.ok()) {
      call.answer.completeExceptionally(refusal(String.join(" ", reply.body())));
      return;
    }
    call.bodies.add(reply.body());
    if (call.bodies.size() == call.commands) {
      try {
        call.inOrder.accept(call.bodies);
        call.answer.complete(call.bodies);
      } catch (IllegalArgumentException e) {
        log.warn("Unreadable answer of tmux: {}", e.getMessage());
        call.answer.completeExceptionally(e);
      }
    }
  }

  private static TmuxException refusal(String message) {
    var gone = message.startsWith("can't find pane") || message.startsWith("can't find session");
    return new TmuxException(gone ? Reason.PANE_GONE : Reason.REFUSED, "tmux: " + message);
  }

  private void end() {
    List<Call> lost;
    synchronized (lock) {
      over = true;
      lost = List.copyOf(calls);
      calls.clear();
    }
    for (var call : lost) {
      call.answer.completeExceptionally(
          new TmuxException(
              Reason.CONNECTION_LOST, "connection to the tmux server lost: " + endReason));
    }
    listener.ended(this, endReason);
  }
}
