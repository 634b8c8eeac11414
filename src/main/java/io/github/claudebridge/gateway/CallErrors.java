package io.github.claudebridge.gateway;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Makes an error of Java in the middle of a call to Discord a call that failed. JDA (6.5.0) forgets
 * a call that ends by an error: nobody is told, and who waits for it waits for good. Such an error
 * is no thread to be had, as OkHttp (5.4.0) wants one when it has read an answer to its end: so the
 * answer is read here.
 */
final class CallErrors implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    try {
      Response response = chain.proceed(chain.request());
      ResponseBody body = response.body();
      return response
          .newBuilder()
          .body(ResponseBody.create(body.bytes(), body.contentType()))
          .build();
    } catch (VirtualMachineError e) {
      throw new IOException("Java could not do it: " + e.getMessage(), e);
    }
  }
}
