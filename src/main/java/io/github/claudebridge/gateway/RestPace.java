package io.github.claudebridge.gateway;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Keeps all that goes to Discord within what a bot may ask in a second, at the last place before
 * the wire. {@link Pace} shares that out, but between its turn and the wire a call may wait in JDA
 * for the limit of its route, and those that waited are let go together.
 *
 * @see <a href="https://discord.com/developers/docs/topics/rate-limits#global-rate-limit">fifty
 *     requests a second, answers to interactions not counted</a>
 */
final class RestPace implements Interceptor {
  private static final int PER_SECOND = 40;
  private static final int BURST = 4;

  /** The most requests that leave in any one second; the rest of the fifty is the network's. */
  static final int MOST = PER_SECOND + BURST;

  private final Pace.Line line = new Pace.Line(TimeUnit.SECONDS.toNanos(1) / PER_SECOND, BURST);

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (counts(chain.request().url().encodedPath())) {
      try {
        line.pass();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the gateway stops");
      }
    }
    return chain.proceed(chain.request());
  }

  private static boolean counts(String path) {
    return !path.contains("/interactions/") && !path.contains("/webhooks/");
  }
}
