package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.RecordingChat;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Live posts of session 1, with the time in the hand of the test. */
@Timeout(60)
abstract class LiveStatusRig {
  static final String CHANNEL = "c1";
  final SettableTime time = SettableTime.start();
  final HandTimers timers = new HandTimers(time);
  final RecordingChat chat = RecordingChat.everywhere();
  TempStore disk;
  PostStore posts;
  Outbox outbox;
  LiveRig rig;
  final Set<Long> unsent = ConcurrentHashMap.newKeySet();
  final Set<Long> settled = new HashSet<>();
  int answers;

  @BeforeEach
  void open() throws Exception {
    disk = new TempStore(time);
    begin();
  }

  void begin() {
    posts = new PostStore(disk.database(), time);
    outbox = new Outbox(posts);
    rig =
        new LiveRig(
            disk.database(),
            outbox,
            new Words(Locale.ENGLISH),
            Verbosity.NORMAL,
            (n, message) -> n == 2 ? "c2" : CHANNEL,
            timers,
            Runnable::run,
            time);
    rig.status().open();
    unsent.clear();
    settled.clear();
    outbox.onPost( // after the live posts have heard of it
        p -> {
          synchronized (unsent) { // told by two threads: the end may come before the beginning
            if (p.state() != Post.State.PENDING) {
              settled.add(p.id());
              unsent.remove(p.id());
            } else if (!settled.contains(p.id())) {
              unsent.add(p.id());
            }
          }
        });
    outbox.through(chat);
    outbox.start();
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    timers.shutdownNow();
    disk.close();
  }

  void restart(boolean crash) {
    if (!crash) {
      rig.status().close();
    }
    outbox.close();
    timers.shutdownNow();
    disk.reopen();
    begin();
  }

  void tell(SessionEvent event) {
    rig.status().before().accept(event);
    if (event instanceof SessionEvent.Said said) {
      outbox.add(
          new Draft(CHANNEL, 1, Post.Kind.ANSWER, said.key(), PostBody.of(said.text())));
    }
    rig.status().accept(event);
  }

  void started(String prompt) {
    tell(new SessionEvent.TurnStarted(1, time.instant(), prompt, null));
  }

  void does(Doing doing) {
    tell(new SessionEvent.Progress(1, time.instant(), "p", doing));
  }

  void toolBegan(String id, String command) {
    does(new Doing.ToolBegan(id, "Bash", command));
  }

  void toolEnded(String id, String command) {
    does(new Doing.ToolEnded(id, "Bash", command, null, false, "ok", Duration.ofSeconds(1)));
  }

  void said(String text) {
    tell(new SessionEvent.Said(1, time.instant(), "k" + ++answers, "p", text, null));
    awaitSent();
  }

  void ended(String prompt, End end) {
    tell(new SessionEvent.TurnEnded(1, time.instant(), prompt, end, null, null));
    pass(Footers.AFTER.toMillis() + 10);
    awaitSent();
  }

  void state(String to) {
    tell(new SessionEvent.StateChanged(1, time.instant(), "x", to, null));
  }

  void awaitSent() {
    await().until(unsent::isEmpty);
  }

  void pass(long millis) {
    timers.pass(Duration.ofMillis(millis));
  }

  List<String> texts() {
    return chat.texts(CHANNEL);
  }

  /** The live posts that stand there. */
  List<Post> live() {
    return chat.in(CHANNEL).stream().filter(p -> p.kind() == Post.Kind.STATUS).toList();
  }

  String liveText() {
    assertThat(live()).as("live posts among %s", texts()).hasSize(1);
    return live().getFirst().body().text();
  }
}
