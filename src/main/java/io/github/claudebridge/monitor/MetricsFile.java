package io.github.claudebridge.monitor;

import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest sample as a file for programs; whoever reads it sees the old or the new, whole. */
final class MetricsFile {
  private final Path file;

  /**
   * @param file {@code logs/metrics.json}
   */
  MetricsFile(Path file) {
    this.file = file;
  }

  void write(List<Sample> samples, List<Alerts.Active> alerts) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        part, Json.pretty(view(samples, alerts)) + "\n", StandardOpenOption.WRITE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, Object> view(List<Sample> samples, List<Alerts.Active> alerts) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", samples.getFirst().at().toString());
    view.put("host", samples.getFirst().byWord());
    view.put(
        "sessions",
        samples.stream()
            .filter(s -> s.session() != Sample.HOST)
            .map(MetricsFile::session)
            .toList());
    view.put("alerts", alerts.stream().map(MetricsFile::alert).toList());
    return view;
  }

  private static Map<String, Object> session(Sample sample) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("session", sample.session());
    view.putAll(sample.byWord());
    return view;
  }

  /** How an alert that is on looks as JSON. */
  static Map<String, Object> alert(Alerts.Active alert) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("alert", alert.level().word());
    view.put("percent", Math.round(alert.percent()));
    view.put("limit", alert.limit());
    view.put("since", alert.since().toString());
    return view;
  }
}
