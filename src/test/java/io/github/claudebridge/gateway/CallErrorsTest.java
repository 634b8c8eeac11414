package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.twin.DiscordTwin;
import io.github.claudebridge.testing.twin.TwinJda;
import io.github.claudebridge.testing.twin.TwinPost;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real JDA hears of each call, also of one in which Java itself fails. */
@Timeout(60)
class CallErrorsTest {
  private static final String CHANNEL = "200";

  private final DiscordTwin twin = DiscordTwin.start();
  private final AtomicInteger errors = new AtomicInteger();
  private JDA jda;

  @BeforeEach
  void login() throws Exception {
    twin.guild("100", "Home").channel("100", CHANNEL, "general");
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .addInterceptor(new CallErrors())
            .addNetworkInterceptor(this::failing);
    jda =
        TwinJda.point(JDABuilder.createLight(twin.token(), TwinJda.INTENTS), twin)
            .setHttpClientBuilder(client)
            .build()
            .awaitReady();
  }

  @AfterEach
  void close() {
    jda.shutdownNow();
    twin.close();
  }

  /** As OkHttp fails: when the answer has been read, and its connection is free. */
  private Response failing(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (errors.get() == 0) {
      return response;
    }
    ResponseBody body = response.body();
    Source failing =
        new ForwardingSource(body.source()) {
          private long left = body.contentLength();

          @Override
          public long read(Buffer sink, long count) throws IOException {
            long read = super.read(sink, count);
            left -= read;
            boolean ended = read < 0 || left == 0;
            if (ended && errors.getAndUpdate(all -> Math.max(0, all - 1)) > 0) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return read;
          }
        };
    BufferedSource source = Okio.buffer(failing);
    return response
        .newBuilder()
        .body(ResponseBody.create(source, body.contentType(), body.contentLength()))
        .build();
  }

  @Test
  @Logs("I/O error")
  void aCallInWhichJavaFailsHasFailedAndTheNextOneGoesOut() throws Exception {
    TextChannel channel = jda.getTextChannelById(CHANNEL);
    errors.set(1);
    var failed = channel.sendMessage("one").submit();
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(ErrorResponseException.class)
        .hasMessageContaining("IOException");
    assertThat(errors).hasValue(0);
    channel.sendMessage("two").submit().get(10, TimeUnit.SECONDS);
    assertThat(twin.posts(CHANNEL)).extracting(TwinPost::content).containsExactly("one", "two");
  }
}
