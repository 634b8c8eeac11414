package io.github.claudebridge.api;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.store.StoreException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two doors of the bridge on this machine. The Unix socket, which only its owner can open,
 * serves the command line; the loopback port serves hooks alone, since Claude Code cannot send
 * those to a socket.
 */
public final class Api implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Api.class);

  /** The largest body of a request that is taken in. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final HookPortServer hooks;
  private final Javalin socket;

  /**
   * Opens both doors.
   *
   * @param socketFile where the Unix socket is made; a stale one is replaced
   * @param port the loopback port, or 0 for a free one
   * @throws IOException if the socket cannot be made, or the port cannot be had
   */
  public Api(
      Path socketFile,
      int port,
      HookDoor hookDoor,
      SessionRoutes.Parts parts,
      QueueRoutes queue,
      TerminalRoutes terminal,
      QuestionRoutes questions,
      LiveRoutes live,
      RecoveryRoutes recovery,
      HookRoutes hookRoutes,
      MonitorRoutes monitor)
      throws IOException {
    SessionRoutes routes = new SessionRoutes(parts);
    Files.deleteIfExists(socketFile);
    this.socket =
        Javalin.create(
            c -> {
              common(c);
              c.jetty.addConnector((server, http) -> connector(server, http, socketFile));
              c.jetty.modifyServer(server -> server.setHandler(new HookHandler(hookDoor)));
              routes.addTo(c.routes);
              queue.addTo(c.routes);
              terminal.addTo(c.routes);
              questions.addTo(c.routes);
              live.addTo(c.routes);
              recovery.addTo(c.routes);
              hookRoutes.addTo(c.routes);
              monitor.addTo(c.routes);
            });
    hooks = new HookPortServer(port, hookDoor);
    socket.start();
    Files.setPosixFilePermissions(socketFile, PosixFilePermissions.fromString("rw-------"));
    log.info("listening on {} and 127.0.0.1:{}", socketFile.getFileName(), port());
  }

  /** The loopback port that hooks are sent to. */
  public int port() {
    return hooks.port();
  }

  @Override
  public void close() {
    socket.stop();
    hooks.close();
  }

  private static UnixDomainServerConnector connector(
      Server server, HttpConfiguration http, Path file) {
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, new HttpConnectionFactory(http));
    connector.setUnixDomainPath(file);
    return connector;
  }

  private static void common(JavalinConfig c) {
    c.startup.showJavalinBanner = false;
    c.http.maxRequestSize = MOST_BYTES;
    c.concurrency.useVirtualThreads = true;
    c.routes.exception(OrderException.class, Api::refused);
    c.routes.exception(
        StoreException.class,
        (e, ctx) -> error(ctx, 503, String.valueOf(e.getMessage()), "try again"));
    c.routes.exception(
        HttpResponseException.class,
        (e, ctx) -> error(ctx, e.getStatus(), String.valueOf(e.getMessage()), "see --help"));
    c.routes.exception(
        RuntimeException.class,
        (e, ctx) -> {
          log.error("a request failed: {} {}", ctx.method(), ctx.path(), e);
          error(ctx, 500, "the bridge could not do it: " + e.getMessage(), "see logs/bridge.log");
        });
  }

  private static void refused(OrderException e, Context ctx) {
    int status =
        switch (e.kind()) {
          case UNKNOWN -> 404;
          case BAD -> 400;
          case FAILED -> 500;
        };
    error(ctx, status, String.valueOf(e.getMessage()), e.mend());
  }

  private static void error(Context ctx, int status, String what, String mend) {
    if (leavesUnread(ctx)) {
      ctx.header("Connection", "close");
    }
    ctx.status(status)
        .contentType("application/json")
        .result(Json.write(Map.of("error", what, "mend", mend)));
  }

  private static boolean leavesUnread(Context ctx) {
    try {
      return Unread.readOut(ctx.req().getInputStream());
    } catch (IOException e) {
      return true;
    } catch (IllegalStateException e) { // a reader has read it
      return false;
    }
  }
}
