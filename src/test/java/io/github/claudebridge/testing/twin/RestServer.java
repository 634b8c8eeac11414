package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all REST routes share: token, windows, body checks, refusals and armed faults. */
final class RestServer {
  static final String ROOT = "/api/v10";
  private static final Logger log = LoggerFactory.getLogger(RestServer.class);
  private static final String REFUSED = "refused";
  private static final String LOST = "lost";

  private final String token;
  private final RateLimits limits;
  private final Faults faults;
  private final Queue<Sent> bodies = new ConcurrentLinkedQueue<>();
  private final List<Violation> violations = new CopyOnWriteArrayList<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  RestServer(String token, RateLimits limits, Faults faults) {
    this.token = token;
    this.limits = limits;
    this.faults = faults;
  }

  void install(RoutesConfig routes) {
    routes.before(ROOT + "/*", this::admit);
    routes.after(ROOT + "/*", this::disturb);
    routes.exception(RestError.class, RestServer::refuse);
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          log.warn("the twin failed at {}", name(ctx), e);
          violations.add(new Violation(name(ctx), "", "the twin failed: " + e));
          refuse(new RestError(500, 0, "500: Internal Server Error"), ctx);
        });
    routes.error(
        404,
        ctx -> {
          if (ctx.attribute(REFUSED) == null) {
            violations.add(new Violation(name(ctx), "", "the twin has no such route"));
            refuse(new RestError(404, 0, "404: Not Found"), ctx);
          }
        });
  }

  private void admit(Context ctx) {
    requests.add(name(ctx));
    int error = faults.takeError();
    if (error > 0) {
      throw new RestError(error, 0, "fault on demand");
    }
    boolean open = path(ctx).startsWith("/interactions/") || path(ctx).startsWith("/webhooks/");
    if (!open && !("Bot " + token).equals(ctx.header("Authorization"))) {
      throw new RestError(401, 0, "401: Unauthorized");
    }
    RateLimits.Standing standing = limits.count(method(ctx), path(ctx));
    if (standing != null) {
      heed(ctx, standing);
    }
    if ("POST".equals(method(ctx)) && !path(ctx).endsWith("/typing") && faults.takeLostReply()) {
      ctx.attribute(LOST, true);
    }
  }

  /** Writes the headers of a window, and refuses if it is used up. */
  void heed(Context ctx, RateLimits.Standing standing) {
    double seconds = standing.resetAfter().toMillis() / 1000.0;
    ctx.header("X-RateLimit-Limit", Integer.toString(standing.limit()));
    ctx.header("X-RateLimit-Remaining", Integer.toString(standing.remaining()));
    ctx.header("X-RateLimit-Reset-After", String.format(Locale.ROOT, "%.3f", seconds));
    ctx.header("X-RateLimit-Bucket", "twin-" + standing.bucket());
    if (standing.refused()) {
      ctx.header("Retry-After", Long.toString((long) Math.max(1, Math.ceil(seconds))));
      ctx.header("via", "1.1 google");
      ctx.header("X-RateLimit-Scope", standing.all() ? "global" : "user");
      if (standing.all()) {
        ctx.header("X-RateLimit-Global", "true");
      }
      var refusal = new RestError(429, 0, "You are being rate limited.");
      refusal.body().put("retry_after", seconds).put("global", standing.all());
      throw refusal;
    }
  }

  private void disturb(Context ctx) throws InterruptedException {
    Thread.sleep(faults.takeSlowness());
    if (ctx.attribute(LOST) != null) {
      ServletContextRequest.getServletContextRequest(ctx.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
    }
  }

  private static void refuse(RestError error, Context ctx) {
    ctx.attribute(REFUSED, true);
    answer(ctx.status(error.status()), error.body());
  }

  static void answer(Context ctx, JsonNode json) {
    ctx.contentType("application/json").result(Nodes.write(json));
  }

  /** The body, checked against Discord's OpenAPI file. */
  RestBody body(Context ctx) {
    boolean multipart = ctx.isMultipartFormData();
    String form = multipart ? ctx.formParam("payload_json") : null;
    String text = multipart ? (form == null ? "{}" : form) : ctx.body();
    JsonNode json = Nodes.parse(text.isEmpty() ? "{}" : text);
    var files = new ArrayList<TwinFile>();
    if (multipart) {
      ctx.uploadedFiles().forEach(file -> files.add(read(file)));
    }
    bodies.add(new Sent(name(ctx), json, System.nanoTime()));
    List<SchemaCheck.Flaw> flaws = OpenApi.bundled().check(method(ctx), path(ctx), json);
    for (SchemaCheck.Flaw flaw : flaws) {
      violations.add(new Violation(name(ctx), flaw.field(), flaw.problem()));
    }
    if (!flaws.isEmpty()) {
      SchemaCheck.Flaw first = flaws.getFirst();
      throw RestError.form(first.field(), first.rule(), first.problem());
    }
    return new RestBody(json, files);
  }

  /** Runs a check that goes beyond the OpenAPI file, and records what it refuses. */
  void check(Context ctx, Runnable rule) {
    try {
      rule.run();
    } catch (RestError e) {
      String field = Nodes.write(e.body().path("errors"));
      violations.add(new Violation(name(ctx), field, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private static TwinFile read(UploadedFile file) {
    try (var in = file.content()) {
      String type = file.contentType();
      return TwinFile.of(
          file.filename(), type == null ? "application/octet-stream" : type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String path(Context ctx) {
    return ctx.path().substring(ROOT.length());
  }

  private static String method(Context ctx) {
    return ctx.method().toString();
  }

  private static String name(Context ctx) {
    return method(ctx) + " " + ctx.path();
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  List<Sent> bodies() {
    return List.copyOf(bodies);
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  void forgetRequests() {
    bodies.clear();
    requests.clear();
  }

  static ObjectNode fields(RestBody body) {
    return body.json() instanceof ObjectNode fields ? fields : Nodes.object();
  }
}
