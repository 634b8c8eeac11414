package io.github.claudebridge.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Leads {@code POST /hooks/N} to the door for hooks, and all else to the handler behind it; where
 * there is none, there is nothing else. Hooks come by the thousand, and what a framework does for
 * each call would cost more than all that is done with them.
 */
final class HookHandler extends Handler.Wrapper {
  private static final Pattern PATH = Pattern.compile("/hooks/(\\d{1,9})");

  private final HookDoor door;

  HookHandler(HookDoor door) {
    this.door = door;
  }

  /** Reading a call waits for its caller, which the thread that serves all calls must not do. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    HookCall call = new HookCall(request, response, callback);
    if (path.matches() && HttpMethod.POST.is(request.getMethod())) {
      door.take(Integer.parseInt(path.group(1)), call);
    } else if (getHandler() != null) {
      return super.handle(request, response, callback);
    } else {
      call.fail(HttpStatus.NOT_FOUND_404, "there is nothing here", "POST /hooks/N takes hooks");
    }
    return true;
  }
}
