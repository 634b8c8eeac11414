package io.github.claudebridge.api;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.monitor.HookStore;
import io.github.claudebridge.monitor.HookStore.Hook;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the command line asks about the hooks of a session. */
public final class HookRoutes {
  private final SessionOrders orders;
  private final HookStore hooks;
  private final UnaryOperator<String> redact;

  /**
   * @param redact takes secrets out of what is shown: an agent may have read a file with some
   */
  public HookRoutes(SessionOrders orders, HookStore hooks, UnaryOperator<String> redact) {
    this.orders = orders;
    this.hooks = hooks;
    this.redact = redact;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/hooks", this::list);
  }

  private void list(Context ctx) throws OrderException {
    int session = SessionRoutes.number(ctx);
    orders.session(session);
    int limit =
        Math.clamp(
            ctx.queryParamAsClass("limit", Integer.class).getOrDefault(50), 1, HookStore.KEPT);
    ctx.contentType("application/json")
        .result(Json.write(hooks.lately(session, limit).stream().map(this::view).toList()));
  }

  private Map<String, Object> view(Hook hook) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", hook.id());
    view.put("session", hook.session());
    view.put("at", hook.at().toString());
    String body = redact.apply(hook.body());
    try {
      view.put("hook", Json.parse(body));
    } catch (BadJsonException e) { // a secret that was taken out took a quote along
      view.put("hook", body);
    }
    return view;
  }
}
