package io.github.claudebridge.house.broken.session;

import io.github.claudebridge.house.broken.gateway.Above;
import java.io.IOException;
import java.time.Instant;

/** Breaks every rule that one class can break. */
final class BrokenManager {
  Above reachesUp() {
    return new Above();
  }

  Process runsAProgram() throws IOException {
    return new ProcessBuilder("true").start();
  }

  Instant readsTheClock() {
    return Instant.now();
  }

  void sleepsAndSpeaks() throws InterruptedException {
    System.out.println("not here");
    Thread.sleep(1);
    throw new RuntimeException("bare");
  }
}
