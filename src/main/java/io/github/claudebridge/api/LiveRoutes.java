package io.github.claudebridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.LiveOrders;
import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.live.LiveView;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Verbosity;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the command line asks about an agent's work at the moment; {@code ?author=} says who asks.
 */
public final class LiveRoutes {
  private final LiveOrders orders;

  public LiveRoutes(LiveOrders orders) {
    this.orders = orders;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/live", this::live);
    routes.post("/v1/sessions/{n}/verbosity", this::choose);
  }

  private void live(Context ctx) throws OrderException {
    int n = SessionRoutes.number(ctx);
    Map<String, Object> view = view(orders.view(n));
    view.put("verbosity", orders.level(n).word());
    ctx.contentType("application/json").result(Json.write(view));
  }

  private void choose(Context ctx) throws OrderException {
    int n = SessionRoutes.number(ctx);
    Verbosity level = LiveOrders.level(word(ctx));
    String author = ctx.queryParam("author");
    String name = author == null || author.isBlank() ? "cli" : author;
    orders.choose(n, level, new Author("cli:" + name, name, Author.Kind.CLI));
    ctx.contentType("application/json")
        .result(Json.write(Map.of("session", n, "verbosity", level.word())));
  }

  private static String word(Context ctx) throws OrderException {
    try {
      JsonNode body = Json.parse(ctx.body());
      return body.path("level").asText();
    } catch (BadJsonException e) {
      throw new OrderException(
          Kind.BAD, String.valueOf(e.getMessage()), "send {\"level\": \"normal\"}");
    }
  }

  /** How it looks as JSON. */
  static Map<String, Object> view(LiveView live) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("session", live.session());
    view.put("working", live.working());
    view.put("since", live.since() == null ? null : live.since().toString());
    view.put("tool", live.tool());
    view.put("subject", live.subject());
    view.put("toolSince", live.toolSince() == null ? null : live.toolSince().toString());
    view.put("tools", live.tools());
    view.put("filesChanged", live.files());
    view.put("tokens", live.tokens());
    return view;
  }
}
