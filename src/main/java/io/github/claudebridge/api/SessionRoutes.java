package io.github.claudebridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.LocalPosts;
import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.router.Hearing;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the command line asks of the running bridge, all under {@code /v1}. */
public final class SessionRoutes {

  /**
   * What the routes work on.
   *
   * @param upload keeps the bytes of an uploaded file until they are sent
   */
  public record Parts(
      SessionOrders orders,
      SessionManager sessions,
      Hearing hearing,
      MessageStore messages,
      PostStore posts,
      LocalPosts localPosts,
      SessionFeed feed,
      Uploads uploads,
      BridgeControl bridge,
      InstantSource clock) {}

  private static final int MOST = 500;

  private final Parts parts;
  private final Views views;

  public SessionRoutes(Parts parts) {
    this.parts = parts;
    this.views = new Views(parts.messages());
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/health", this::health);
    routes.post("/v1/shutdown", this::shutdown);
    routes.get("/v1/sessions", ctx -> json(ctx, all()));
    routes.post("/v1/sessions", this::add);
    routes.get("/v1/sessions/{n}", ctx -> json(ctx, views.of(parts.orders().session(number(ctx)))));
    routes.delete("/v1/sessions/{n}", this::remove);
    routes.post(
        "/v1/sessions/{n}/start", ctx -> json(ctx, views.of(parts.orders().start(number(ctx)))));
    routes.post(
        "/v1/sessions/{n}/stop", ctx -> json(ctx, views.of(parts.orders().stop(number(ctx)))));
    routes.post(
        "/v1/sessions/{n}/restart",
        ctx -> json(ctx, views.of(parts.orders().restart(number(ctx)))));
    routes.post(
        "/v1/sessions/{n}/recover",
        ctx -> json(ctx, views.of(parts.orders().recover(number(ctx)))));
    routes.post("/v1/sessions/{n}/messages", this::send);
    routes.get("/v1/sessions/{n}/messages", this::messages);
    routes.post("/v1/sessions/{n}/posts", this::post);
    routes.get("/v1/sessions/{n}/posts", this::posts);
    routes.before( // a stream that has begun cannot be refused any more
        "/v1/sessions/{n}/events", ctx -> parts.orders().session(number(ctx)));
    routes.sse(
        "/v1/sessions/{n}/events",
        client -> parts.feed().serve(client, Integer.parseInt(client.ctx().pathParam("n"))));
  }

  private void health(Context ctx) {
    Map<String, Object> health = new java.util.LinkedHashMap<>(parts.bridge().health());
    health.put("sessions", all());
    json(ctx, health);
  }

  private List<Map<String, Object>> all() {
    return parts.sessions().all().stream().map(views::of).toList();
  }

  private void shutdown(Context ctx) throws OrderException {
    JsonNode body = body(ctx);
    List<Integer> numbers = new ArrayList<>();
    body.path("sessions").forEach(n -> numbers.add(n.asInt()));
    boolean endSessions = body.path("endSessions").asBoolean(false);
    if (!numbers.isEmpty()) {
      for (int n : numbers) {
        parts.orders().stop(n);
      }
    } else {
      parts.bridge().shutdown(endSessions);
    }
    json(ctx, Map.of("stopping", numbers.isEmpty(), "sessions", numbers));
  }

  private void add(Context ctx) throws OrderException {
    JsonNode b = body(ctx);
    json(
        ctx.status(201),
        views.of(
            parts
                .orders()
                .add(
                    new SessionOrders.Wanted(
                        text(b, "channel"),
                        text(b, "name"),
                        text(b, "directory"),
                        text(b, "agent"),
                        text(b, "model"),
                        text(b, "permissionMode")))));
  }

  private void remove(Context ctx) throws OrderException {
    boolean purge = Boolean.parseBoolean(ctx.queryParam("purge"));
    parts.orders().remove(number(ctx), purge);
    json(ctx, Map.of("removed", number(ctx), "purged", purge));
  }

  private void send(Context ctx) throws OrderException {
    JsonNode b = body(ctx);
    String text = text(b, "text");
    String channel = parts.orders().session(number(ctx)).binding().channel();
    if (text == null || text.isBlank()) {
      throw new OrderException(
          Kind.BAD, "there is nothing to send: the text is empty", "write one");
    }
    String author = text(b, "author") == null ? "cli" : text(b, "author");
    String id = "local-" + UUID.randomUUID();
    parts
        .hearing()
        .hear(
            new Message(
                id,
                channel,
                new Author("cli:" + author, author, Author.Kind.CLI),
                text,
                List.of(),
                parts.clock().instant()));
    json(ctx.status(201), Map.of("id", id, "rung", "received"));
  }

  private void messages(Context ctx) throws OrderException {
    parts.orders().session(number(ctx));
    boolean failed = ctx.queryParamMap().containsKey("failed")
        && !"false".equals(ctx.queryParam("failed"));
    json(
        ctx,
        parts.messages().recent(number(ctx), limit(ctx), failed).stream()
            .map(views::of)
            .toList());
  }

  private void post(Context ctx) throws OrderException, IOException {
    List<Path> files = new ArrayList<>();
    String text = ctx.isMultipartFormData() ? ctx.formParam("text") : ctx.body();
    for (var upload : ctx.uploadedFiles("file")) {
      files.add(parts.uploads().keep(upload.filename(), upload.content()));
    }
    String said = text == null ? "" : text;
    boolean dryRun = ctx.queryParamMap().containsKey("dry-run");
    List<Post> stored = List.of();
    if (dryRun) {
      parts.localPosts().dryRun(number(ctx), said, files);
      for (Path file : files) {
        Files.delete(file);
      }
    } else {
      stored = parts.localPosts().post(number(ctx), said, files);
    }
    json(
        ctx.status(dryRun ? 200 : 201),
        Map.of("posts", stored.stream().map(Post::id).toList()));
  }

  private void posts(Context ctx) throws OrderException {
    parts.orders().session(number(ctx));
    String after = ctx.queryParam("after");
    List<Post> posts =
        after == null
            ? parts.posts().newest(number(ctx), limit(ctx))
            : parts.posts().after(number(ctx), postId(after), limit(ctx));
    json(ctx, posts.stream().map(views::of).toList());
  }

  private static long postId(String given) throws OrderException {
    if (!given.matches("\\d{1,18}")) {
      throw new OrderException(
          Kind.BAD, "'" + given + "' is not the id of a post", "give the id of one you have read");
    }
    return Long.parseLong(given);
  }

  private static int limit(Context ctx) {
    return Math.clamp(ctx.queryParamAsClass("limit", Integer.class).getOrDefault(50), 1, MOST);
  }

  static int number(Context ctx) throws OrderException {
    String given = ctx.pathParam("n");
    if (!given.matches("\\d{1,3}")) {
      throw new OrderException(
          Kind.BAD, "'" + given + "' is not a session number", "numbers go from 1 to 999");
    }
    return Integer.parseInt(given);
  }

  private static JsonNode body(Context ctx) throws OrderException {
    try {
      return ctx.body().isBlank() ? Json.object() : Json.parse(ctx.body());
    } catch (BadJsonException e) {
      throw new OrderException(Kind.BAD, String.valueOf(e.getMessage()), "send one JSON object");
    }
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
