package io.github.claudebridge.api;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.recovery.Attempt;
import io.github.claudebridge.recovery.AttemptStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the command line asks about the recoveries of a session. */
public final class RecoveryRoutes {
  private static final int MOST = 500;

  private final SessionOrders orders;
  private final AttemptStore attempts;

  public RecoveryRoutes(SessionOrders orders, AttemptStore attempts) {
    this.orders = orders;
    this.attempts = attempts;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/recovery", this::list);
  }

  private void list(Context ctx) throws OrderException {
    int session = SessionRoutes.number(ctx);
    orders.session(session);
    int limit =
        Math.clamp(ctx.queryParamAsClass("limit", Integer.class).getOrDefault(50), 1, MOST);
    ctx.contentType("application/json")
        .result(
            Json.write(
                attempts.lately(session, limit).stream().map(RecoveryRoutes::view).toList()));
  }

  private static Map<String, Object> view(Attempt a) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", a.id());
    view.put("outage", a.outage());
    view.put("session", a.session());
    view.put("symptom", a.symptom());
    view.put("signature", a.signature());
    view.put("detail", a.detail());
    view.put("remedy", a.remedy().word());
    view.put("at", a.at().toString());
    view.put("dueAt", a.dueAt().toString());
    view.put("outcome", a.outcome() == null ? null : a.outcome().word());
    view.put("doneAt", a.doneAt() == null ? null : a.doneAt().toString());
    view.put("evidence", a.evidence());
    view.put("note", a.note());
    return view;
  }
}
