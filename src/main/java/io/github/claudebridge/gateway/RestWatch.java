package io.github.claudebridge.gateway;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Sees what Discord answers to every single request. JDA waits out a 429 and asks again without
 * telling anybody, so it is seen here or nowhere.
 */
final class RestWatch implements Interceptor {
  private final List<IntConsumer> watchers = new CopyOnWriteArrayList<>();

  /** Tells a watcher of the status of every answer; it must return at once. */
  void add(IntConsumer watcher) {
    watchers.add(watcher);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    for (IntConsumer watcher : watchers) {
      watcher.accept(response.code());
    }
    return response;
  }
}
