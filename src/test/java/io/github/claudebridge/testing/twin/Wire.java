package io.github.claudebridge.testing.twin;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ServerConnector;

/** The port of the twin, which can be closed and opened again. */
final class Wire implements AutoCloseable {
  private final Javalin server;
  private final ServerConnector door;

  Wire(Consumer<RoutesConfig> routes) {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.host = "127.0.0.1";
              config.jetty.modifyWebSocketServletFactory(
                  sockets -> sockets.setIdleTimeout(Duration.ofMinutes(10)));
              config.http.maxRequestSize = 64L * 1024 * 1024;
              routes.accept(config.routes);
            });
    server.start(0);
    door = (ServerConnector) server.jettyServer().server().getConnectors()[0];
    door.setPort(server.port());
  }

  int port() {
    return door.getPort();
  }

  /** Refuses connections and cuts those that are there. */
  synchronized void shut() {
    try {
      door.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the twin's port does not close", e);
    }
  }

  /** Listens again; the system may hold the old socket for a moment longer. */
  synchronized void open() {
    int tries = 0;
    while (!door.isStarted()) {
      try {
        door.start();
      } catch (IOException e) {
        if (!(e instanceof BindException) && !(e.getCause() instanceof BindException)) {
          throw new UncheckedIOException(e);
        }
        retryOrFail(++tries, e);
      } catch (Exception e) {
        throw new IllegalStateException("the twin's port does not open", e);
      }
    }
  }

  private static void retryOrFail(int tries, IOException e) {
    if (tries > 100) {
      throw new UncheckedIOException(e);
    }
    LockSupport.parkNanos(20_000_000);
  }

  @Override
  public void close() {
    server.stop();
  }
}
