package io.github.claudebridge.api;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.monitor.Monitor;
import io.github.claudebridge.monitor.Sample;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, for the command line and for Prometheus. */
public final class MonitorRoutes {
  private static final Duration LAST = Duration.ofHours(1);
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Monitor monitor;
  private final InstantSource clock;

  public MonitorRoutes(Monitor monitor, InstantSource clock) {
    this.monitor = monitor;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/metrics", ctx -> ctx.contentType(PROMETHEUS).result(monitor.prometheus()));
    routes.get("/v1/metrics", this::samples);
  }

  private void samples(Context ctx) throws OrderException {
    Instant since = since(ctx.queryParam("since"));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("since", since.toString());
    view.put("alerts", monitor.alerts());
    view.put(
        "samples",
        monitor.since(since, session(ctx.queryParam("session"))).stream()
            .map(MonitorRoutes::view)
            .toList());
    ctx.contentType("application/json").result(Json.write(view));
  }

  private static Map<String, Object> view(Sample sample) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", sample.at().toString());
    view.put("session", sample.session());
    view.putAll(sample.byWord());
    return view;
  }

  private Instant since(@Nullable String given) throws OrderException {
    try {
      return given == null ? clock.instant().minus(LAST) : Instant.parse(given);
    } catch (DateTimeException e) {
      throw new OrderException(
          Kind.BAD, "'" + given + "' is no time", "write one like 2026-11-21T10:15:00Z");
    }
  }

  private static @Nullable Integer session(@Nullable String given) throws OrderException {
    if (given != null && !given.matches("\\d{1,3}")) {
      throw new OrderException(
          Kind.BAD, "'" + given + "' is not a session number", "numbers go from 1 to 999");
    }
    return given == null ? null : Integer.valueOf(given);
  }
}
