package io.github.claudebridge.command;

import io.github.claudebridge.command.OrderException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a session does on its own thread, on behalf of somebody who ordered it. */
final class Awaited {
  private Awaited() {}

  /**
   * What came of it.
   *
   * @param what what is done, as in "could not WHAT"
   * @param look the command that shows later whether it happened
   * @throws OrderException if it failed, or took longer than the patience
   */
  static <T> T await(CompletableFuture<T> done, Duration patience, String what, String look)
      throws OrderException {
    try {
      return done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new OrderException(
          Kind.FAILED, "could not " + what + ": " + e.getCause().getMessage(), "see the log");
    } catch (TimeoutException e) {
      throw new OrderException(
          Kind.FAILED,
          "it takes too long to " + what,
          "it may still happen; look with " + look);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException(Kind.FAILED, "interrupted while trying to " + what, "try again");
    }
  }
}
