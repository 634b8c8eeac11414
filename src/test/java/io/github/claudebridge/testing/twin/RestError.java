package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal as Discord words it: an HTTP status, a JSON code and a message. */
final class RestError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;
  private final transient ObjectNode body;

  RestError(int status, int code, String message) {
    super(message);
    this.status = status;
    this.body = Nodes.object().put("message", message).put("code", code);
  }

  /** A field of the body breaks a rule; the path names it with dots. */
  static RestError form(String path, String rule, String message) {
    var refusal = new RestError(400, 50035, "Invalid Form Body");
    var at = refusal.body.putObject("errors");
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.")) {
      at = at.putObject(step);
    }
    at.putArray("_errors").addObject().put("code", rule).put("message", message);
    return refusal;
  }

  static RestError unknown(int code, String thing) {
    return new RestError(404, code, "Unknown " + thing);
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    return body;
  }
}
