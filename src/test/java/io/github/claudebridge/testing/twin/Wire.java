package io.github.claudebridge.testing.twin;

import io.javalin.Javalin;
import java.time.Duration;
import java.util.function.Consumer;
import io.javalin.config.RoutesConfig;
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
    run(door::stop);
  }

  synchronized void open() {
    run(door::start);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (Exception e) {
      throw new IllegalStateException("the twin's port does not obey", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
