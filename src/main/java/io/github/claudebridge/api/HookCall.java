package io.github.claudebridge.api;

import io.github.claudebridge.json.Json;
import java.io.InputStream;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One call of a hook: what came with it, and the one answer to it. */
final class HookCall {
  static final String NO_OPINION = "{}";

  private final Request request;
  private final Response response;
  private final Callback callback;

  HookCall(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  @Nullable String authorization() {
    return request.getHeaders().get(HttpHeader.AUTHORIZATION);
  }

  /** How many bytes its body has; -1 if it did not say. */
  long length() {
    return request.getLength();
  }

  /** Its body; reading it waits for the caller. */
  InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /** The connection that it came by. */
  EndPoint connection() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Answers it. */
  void answer(String json) {
    answer(HttpStatus.OK_200, json);
  }

  /** Refuses it without an opinion; its connection ends with that. */
  void refuse(int status) {
    lastOfItsConnection();
    answer(status, NO_OPINION);
  }

  /** Tells what was wrong with it, and the mend. */
  void fail(int status, String what, String mend) {
    readOut();
    answer(status, Json.write(Map.of("error", what, "mend", mend)));
  }

  /** Its caller is gone. */
  void abandon(Throwable why) {
    callback.failed(why);
  }

  /** Its connection is used for nothing else afterwards. */
  void lastOfItsConnection() {
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
  }

  /** Reads what is left of it. */
  void readOut() {
    if (Unread.readOut(body())) {
      lastOfItsConnection();
    }
  }

  private void answer(int status, String json) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, json, callback);
  }
}
