package io.github.claudebridge.api;

import java.io.IOException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves hooks on a port of this machine. Its threads are the system's: a storm of hooks must not
 * stand before the sessions' own virtual threads.
 */
final class HookPortServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HookPortServer.class);
  private static final int MOST_THREADS = 250;

  private final Server server;
  private final ServerConnector connector;

  /**
   * Begins to serve.
   *
   * @param port of 127.0.0.1, or 0 for a free one
   * @throws IOException if the port cannot be had
   */
  HookPortServer(int port, HookDoor door) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("hooks");
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new HookHandler(door));
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "port %d of 127.0.0.1, where hooks are to come, cannot be had (%s): end what has it, or set"
                  .formatted(port, reason(e))
              + " api.port to another one",
          e);
    }
  }

  /** Jetty's own words name the port; its cause says why. */
  private static String reason(Exception e) {
    return (e.getCause() == null ? e : e.getCause()).getMessage();
  }

  /** The port that it serves. */
  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the port of the hooks was not let go cleanly", e);
    }
  }
}
