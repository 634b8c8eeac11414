package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty agents that stream at once, through the real JDA, with Discord's limits enforced; edits
 * share the window of posts here, which is the worse of two readings of Discord's rules.
 */
@Timeout(180)
class LiveLoadIT {
  private static final int SESSIONS = 20;
  private static final int ANSWERS = 3;
  private static final int LINES = 60;
  private static final Duration LATEST = Duration.ofSeconds(4);

  @TempDir private Path dir;
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
  private final Map<String, Long> told = new ConcurrentHashMap<>();
  private final Map<String, Long> took = new ConcurrentHashMap<>();
  private DiscordBench bench;
  private TempStore store;
  private Outbox outbox;
  private LiveRig live;
  private List<Consumer<SessionEvent>> listeners;

  @BeforeEach
  void open() throws Exception {
    bench = new DiscordBench(dir);
    bench.twin.editsArePosts();
    for (int n = 1; n <= SESSIONS; n++) {
      bench.twin.channel(DiscordBench.GUILD, channel(n), "s" + n);
    }
    store = new TempStore(clock);
    outbox = new Outbox(new PostStore(store.database(), clock));
    outbox.through(bench.ready().chat());
    outbox.onPost(this::sent);
    outbox.start();
  }

  private void show(Verbosity level) {
    Words words = new Words(Locale.ENGLISH);
    ReplyWriter.Channels channels = (n, message) -> channel(n);
    live =
        new LiveRig(
            store.database(), outbox, words, level, channels, timers,
            Thread::startVirtualThread, clock);
    ReplyWriter writer =
        new ReplyWriter(outbox, new AnswerPosts(dir, 5, t -> t), words, true, channels);
    listeners = List.of(live.status().before(), writer, live.status());
  }

  @AfterEach
  void close() throws Exception {
    live.status().close();
    bench.close();
    outbox.close();
    timers.shutdownNow();
    store.close();
  }

  private static String channel(int n) {
    return Long.toString(3_000 + n);
  }

  private void sent(Post post) {
    if (post.kind() == Post.Kind.ANSWER && post.state() == Post.State.SENT) {
      long millis = (System.nanoTime() - told.get(post.key())) / 1_000_000;
      took.put(post.key(), millis);
    }
  }

  private void tell(SessionEvent event) {
    listeners.forEach(l -> l.accept(event));
  }

  /** One turn: streams, uses tools, and answers three times, some seven seconds apart. */
  private void turn(int n, CountDownLatch pace) throws InterruptedException {
    String prompt = "p" + n;
    pace.await(100L * n, TimeUnit.MILLISECONDS); // people do not all begin at once
    tell(new SessionEvent.TurnStarted(n, clock.instant(), prompt, null));
    for (int answer = 0; answer < ANSWERS; answer++) {
      String tool = "t" + n + "." + answer;
      does(n, new Doing.ToolBegan(tool, "Bash", "step " + answer));
      pace.await(700, TimeUnit.MILLISECONDS);
      does(n, new Doing.ToolEnded(tool, "Bash", "step", null, false, "ok", Duration.ZERO));
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < LINES; line++) {
        String piece = "Line " + line + " of answer " + answer + ".\n";
        text.append(piece);
        does(n, new Doing.Wrote("m" + answer, line, line == LINES - 1, piece));
        pace.await(100, TimeUnit.MILLISECONDS);
      }
      String key = n + "." + answer;
      told.put("said:" + key + ":0", System.nanoTime());
      tell(new SessionEvent.Said(n, clock.instant(), key, prompt, text.toString(), null));
    }
    tell(
        new SessionEvent.TurnEnded(
            n, clock.instant(), prompt, SessionEvent.End.DONE, null, null));
  }

  private void does(int n, Doing doing) {
    tell(new SessionEvent.Progress(n, clock.instant(), "p" + n, doing));
  }

  @ParameterizedTest
  @EnumSource(value = Verbosity.class, names = {"QUIET", "NORMAL", "EVERYTHING"})
  void twentyAtOnceAreNeverTooManyAndNoAnswerIsLate(Verbosity level) throws Exception {
    show(level);
    List<Thread> agents = new ArrayList<>();
    CountDownLatch pace = new CountDownLatch(1); // never let go: it only paces
    for (int n = 1; n <= SESSIONS; n++) {
      int session = n;
      agents.add(Thread.ofVirtual().start(() -> quietly(session, pace)));
    }
    for (Thread agent : agents) {
      agent.join();
    }
    for (int n = 1; n <= SESSIONS; n++) {
      String channel = channel(n);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> finished(level, bench.twin.posts(channel)));
    }
    assertThat(bench.twin.rateLimited()).isEmpty();
    assertThat(bench.twin.violations()).isEmpty();
    List<Long> times = took.values().stream().sorted().toList();
    assertThat(times).hasSize(SESSIONS * ANSWERS);
    long edits = bench.twin.requests().stream().filter(r -> r.startsWith("PATCH")).count();
    System.out.printf(
        "%s: answers p50 %d ms, max %d ms; %d requests, %d of them edits%n",
        level, times.get(times.size() / 2), times.getLast(), bench.twin.requests().size(), edits);
    assertThat(times.getLast()).as("the latest answer, ms").isLessThan(LATEST.toMillis());
    assertThat(edits > SESSIONS).as("edits").isEqualTo(level != Verbosity.QUIET);
  }

  private static void finished(Verbosity level, List<TwinPost> posts) {
    List<String> texts = posts.stream().map(TwinPost::content).toList();
    List<String> answers = texts.stream().filter(t -> t.startsWith("Line 0 of")).toList();
    assertThat(answers).as("answers, in order").hasSize(ANSWERS);
    for (int i = 0; i < ANSWERS; i++) {
      assertThat(answers.get(i)).startsWith("Line 0 of answer " + i);
    }
    assertThat(texts).noneMatch(t -> t.contains("<t:")); // nothing is left of the live post
    if (level == Verbosity.QUIET) {
      assertThat(texts).hasSize(ANSWERS);
    } else {
      assertThat(texts.getLast()).startsWith("-# ✅").contains("3 tools");
    }
  }

  private void quietly(int session, CountDownLatch pace) {
    try {
      turn(session, pace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
