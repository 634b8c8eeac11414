package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.monitor.Amount;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** How samples look in a terminal. */
final class MetricsView {
  private static final int HOST = 0;

  private final Terminal terminal;
  private final JsonNode found;
  private final ZoneId zone;
  private final Map<Integer, List<JsonNode>> bySession = new TreeMap<>();

  MetricsView(Terminal terminal, JsonNode found, ZoneId zone) {
    this.terminal = terminal;
    this.found = found;
    this.zone = zone;
    for (JsonNode sample : found.path("samples")) {
      bySession
          .computeIfAbsent(sample.path("session").asInt(), n -> new ArrayList<>())
          .add(sample);
    }
  }

  void print(String since) {
    List<JsonNode> host = bySession.getOrDefault(HOST, List.of());
    if (host.isEmpty()) {
      terminal.say(
          "Nothing was measured since "
              + since
              + ". The first sample comes a few seconds after the start, then one every"
              + " monitor.every.");
      return;
    }
    var newest = Instant.parse(host.getLast().path("at").asText());
    terminal.say(
        "%d %s, the newest of %s"
            .formatted(
                host.size(),
                host.size() == 1 ? "sample" : "samples",
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(newest.atZone(zone))));
    alerts(terminal, found.path("alerts"));
    terminal.say("");
    machine(host);
    sessions();
    terminal.say("");
    counts(host);
  }

  /** The alerts that are on, a line each. */
  static void alerts(Terminal terminal, JsonNode alerts) {
    for (JsonNode alert : alerts) {
      terminal.say(
          "Alert: %s %s (limit %s) since %s"
              .formatted(
                  alert.path("alert").asText(),
                  Amount.percent(alert.path("percent").asDouble()),
                  Amount.percent(alert.path("limit").asDouble()),
                  alert.path("since").asText()));
    }
  }

  private void machine(List<JsonNode> host) {
    var table = new Table("", "NOW", "AVERAGE", "MOST", "OF");
    row(table, "CPU", host, "host-cpu", Amount::percent, "");
    row(table, "load", host, "host-load", l -> "%.2f".formatted(l), "");
    row(table, "memory", host, "host-memory-used", Amount::bytes, total(host, "host-memory-total"));
    row(table, "disk", host, "disk-used", Amount::bytes, total(host, "disk-total"));
    row(table, "bridge memory", host, "bridge-memory", Amount::bytes, "");
    row(table, "bridge CPU", host, "bridge-cpu", Amount::percent, "one core");
    table.print(terminal);
  }

  private static String total(List<JsonNode> host, String name) {
    return host.getLast().has(name) ? Amount.bytes(host.getLast().path(name).asDouble()) : "";
  }

  private static void row(
      Table table,
      String label,
      List<JsonNode> samples,
      String name,
      DoubleFunction<String> form,
      String of) {
    if (samples.stream().anyMatch(s -> s.has(name))) {
      table.row(label, now(samples, name, form), average(samples, name, form),
          most(samples, name, form), of);
    }
  }

  private void sessions() {
    if (bySession.size() < 2) {
      return;
    }
    terminal.say("");
    var table =
        new Table("SESSION", "PROCESSES", "MEMORY", "MOST", "CPU", "MOST", "QUEUED", "RESTARTS");
    bySession.forEach(
        (session, samples) -> {
          if (session != HOST) {
            table.row(
                Integer.toString(session),
                now(samples, "processes", n -> Long.toString(Math.round(n))),
                now(samples, "memory", Amount::bytes),
                most(samples, "memory", Amount::bytes),
                now(samples, "cpu", Amount::percent),
                most(samples, "cpu", Amount::percent),
                now(samples, "queued", n -> Long.toString(Math.round(n))),
                Long.toString(sum(samples, "restarts")));
          }
        });
    table.print(terminal);
  }

  private void counts(List<JsonNode> host) {
    terminal.say(
        "Messages: %d delivered, %d not; typed after %s, accepted after %s"
            .formatted(
                sum(host, "deliveries"),
                sum(host, "delivery-failures"),
                took(host, "typed"),
                took(host, "accepted")));
    terminal.say(
        "Posts: %d sent, %d failed, %d tried again; Discord asked %d times to slow down"
            .formatted(
                sum(host, "posts-sent"),
                sum(host, "posts-failed"),
                sum(host, "post-retries"),
                sum(host, "rate-limited")));
    terminal.say(
        "Hooks: %d, and %d with errors".formatted(sum(host, "hooks"), sum(host, "hook-errors")));
    long asked = values(host, "gateway-ready").count();
    terminal.say(
        asked == 0
            ? "Discord: off, there is no token"
            : "Discord: ready in %d of %d samples".formatted(sum(host, "gateway-ready"), asked));
  }

  private static String took(List<JsonNode> host, String step) {
    if (values(host, step + "-p50").findAny().isEmpty()) {
      return "-";
    }
    return "%s (p99 %s)"
        .formatted(
            Amount.seconds(values(host, step + "-p50").average().orElse(0)),
            Amount.seconds(values(host, step + "-p99").max().orElse(0)));
  }

  private static DoubleStream values(List<JsonNode> samples, String name) {
    return samples.stream().filter(s -> s.has(name)).mapToDouble(s -> s.path(name).asDouble());
  }

  private static String now(List<JsonNode> samples, String name, DoubleFunction<String> form) {
    var last = samples.getLast();
    return last.has(name) ? form.apply(last.path(name).asDouble()) : "-";
  }

  private static String average(
      List<JsonNode> samples, String name, DoubleFunction<String> form) {
    return form.apply(values(samples, name).average().orElse(0));
  }

  private static String most(List<JsonNode> samples, String name, DoubleFunction<String> form) {
    var most = values(samples, name).max();
    return most.isPresent() ? form.apply(most.getAsDouble()) : "-";
  }

  private static long sum(List<JsonNode> samples, String name) {
    return Math.round(values(samples, name).sum());
  }
}
