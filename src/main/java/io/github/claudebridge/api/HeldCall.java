package io.github.claudebridge.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call of a hook that is answered when somebody has decided, which may take a day. No thread
 * waits.
 *
 * <p>Jetty does not read a connection while its answer is awaited, so it does not see the caller
 * hang up; that has to be seen within a moment, since it says that somebody has decided at the
 * terminal. So the connection is looked at a few times a second, and used for nothing else
 * afterwards.
 */
final class HeldCall {
  private static final Logger log = LoggerFactory.getLogger(HeldCall.class);
  private static final long LOOK_MILLIS = 200;

  private HeldCall() {}

  /** Answers with the body once it is there; cancels it when the caller hangs up before. */
  static void hold(
      HookCall call, CompletableFuture<String> body, ScheduledExecutorService timers) {
    EndPoint connection = call.connection();
    connection.setIdleTimeout(0);
    call.lastOfItsConnection();
    ScheduledFuture<?> looking =
        timers.scheduleWithFixedDelay(
            () -> {
              if (!body.isDone() && hungUp(connection)) {
                body.cancel(false);
              }
            },
            LOOK_MILLIS,
            LOOK_MILLIS,
            TimeUnit.MILLISECONDS);
    body.whenComplete(
        (answer, failed) -> {
          looking.cancel(false);
          call.answer(failed == null ? answer : HookCall.NO_OPINION);
        });
  }

  private static boolean hungUp(EndPoint connection) {
    if (!connection.isOpen()) {
      return true;
    }
    if (!(connection.getTransport() instanceof SocketChannel channel)) {
      return false;
    }
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException gone) {
      log.debug("a held call is gone: {}", gone.getMessage());
      return true;
    }
  }
}
