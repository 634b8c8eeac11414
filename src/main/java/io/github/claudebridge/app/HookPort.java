package io.github.claudebridge.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The loopback port that agents send their hooks to. It is chosen once and remembered, since agents
 * outlive the bridge and keep what they were told.
 */
final class HookPort {
  private static final int MOST = 65_535;

  /**
   * Below those that Linux gives to outgoing connections, which may take ours while we are down.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 20;

  private final Path file;
  private int port;

  /**
   * The remembered port, or the one from the settings.
   *
   * @param configured the port from the settings, or 0 to choose one
   */
  HookPort(Path file, int configured) throws IOException {
    this.file = file;
    this.port = configured != 0 ? configured : remembered();
  }

  private int remembered() throws IOException {
    if (!Files.exists(file)) {
      return choose();
    }
    String kept = Files.readString(file).strip();
    if (!kept.matches("\\d{2,5}")) {
      return choose();
    }
    int port = Integer.parseInt(kept);
    return port <= MOST && free(port) ? port : choose();
  }

  private static int choose() {
    return new SecureRandom()
        .ints(TRIES, FIRST, LAST)
        .filter(HookPort::free)
        .findFirst()
        .orElse(0);
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** The port; 0 until one was chosen. */
  synchronized int get() {
    return port;
  }

  /** Remembers the port that was opened. */
  synchronized void opened(int chosen) throws IOException {
    port = chosen;
    Files.writeString(file, chosen + "\n");
  }
}
