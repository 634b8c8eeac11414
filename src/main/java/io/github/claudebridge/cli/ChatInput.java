package io.github.claudebridge.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a person types, as messages. A line is a message; a line that ends with a backslash goes on
 * in the next; lines that come at once were pasted and belong together.
 */
final class ChatInput {
  private final BufferedReader lines;

  ChatInput(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the next message; null at the end of the input. */
  @Nullable String next() throws IOException {
    var message = new StringBuilder();
    while (true) {
      var line = lines.readLine();
      if (line == null) {
        return message.isEmpty() ? null : message.toString();
      }
      if (line.endsWith("\\")) {
        message.append(line, 0, line.length() - 1).append('\n');
      } else {
        message.append(line);
        if (!lines.ready()) {
          return message.toString();
        }
        message.append('\n');
      }
    }
  }

  /** Everything up to the end, as one message. */
  String rest() throws IOException {
    var all = new StringBuilder();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      all.append(line).append('\n');
    }
    return all.toString().strip();
  }
}
