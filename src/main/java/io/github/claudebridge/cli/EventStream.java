package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events with JSON in them, as the bridge's API tells them. */
final class EventStream implements AutoCloseable {
  private final BufferedReader lines;

  /**
   * One event.
   *
   * @param name its name: {@code post}, {@code delivery}, {@code state}, or one yet unknown
   */
  record Event(String name, JsonNode value) {}

  EventStream(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the next event; null at the end. What is no JSON is passed over. */
  @Nullable Event next() throws IOException {
    var name = "message";
    var data = new StringBuilder();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          try {
            return new Event(name, Json.parse(data.toString()));
          } catch (BadJsonException strange) {
            // A later bridge may send what this one does not know.
            data.setLength(0);
          }
        }
        name = "message";
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).stripLeading());
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
