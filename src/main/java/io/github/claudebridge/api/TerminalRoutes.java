package io.github.claudebridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.command.TerminalOrders;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.reply.ScreenPicture;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the command line asks about a terminal: how it looks, and keys to press in its dialogs. */
public final class TerminalRoutes {
  private final TerminalOrders orders;
  private final ScreenPicture pictures;

  public TerminalRoutes(TerminalOrders orders, ScreenPicture pictures) {
    this.orders = orders;
    this.pictures = pictures;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/screen", this::screen);
    routes.get("/v1/sessions/{n}/screen.png", this::picture);
    routes.post("/v1/sessions/{n}/keys", this::keys);
  }

  private void screen(Context ctx) throws OrderException {
    TerminalView view = view(ctx);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("session", SessionRoutes.number(ctx));
    json.put("columns", view.columns());
    json.put("dialog", view.kind() == null ? null : view.kind().toLowerCase(Locale.ROOT));
    json.put("keys", view.keys().stream().map(k -> k.key().name()).toList());
    json.put("text", view.screen());
    json(ctx, json);
  }

  private void picture(Context ctx) throws OrderException {
    TerminalView view = view(ctx);
    ctx.contentType("image/png").result(pictures.png(view.colours(), view.columns()));
  }

  private void keys(Context ctx) throws OrderException {
    List<String> names = new ArrayList<>();
    try {
      Json.parse(ctx.body()).path("keys").forEach((JsonNode key) -> names.add(key.asText()));
    } catch (BadJsonException e) {
      throw new OrderException(
          Kind.BAD, String.valueOf(e.getMessage()), "send {\"keys\": [\"down\", \"enter\"]}");
    }
    String outcome =
        orders
            .keys(SessionRoutes.number(ctx), names, QueueRoutes.by(ctx))
            .name()
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    json(ctx, Map.of("result", outcome));
  }

  private TerminalView view(Context ctx) throws OrderException {
    TerminalView view = orders.look(SessionRoutes.number(ctx));
    if (view == null) {
      throw new OrderException(
          Kind.UNKNOWN,
          "session " + SessionRoutes.number(ctx) + " has no terminal at the moment",
          "start it: vai start " + SessionRoutes.number(ctx));
    }
    return view;
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
