package io.github.claudebridge.live;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what agents do while they do it: a live post in the channel of each session that works, and
 * one line below the answers once it is done. Nothing durable hangs from the live post; the answers
 * are posted by others.
 */
public final class LiveStatus implements Consumer<SessionEvent>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveStatus.class);

  /** How long after an agent was found idle the word of its turn's end may take. */
  private static final Duration LAST_WORD = Duration.ofSeconds(10);

  /** How long after the start a session may take to say whether its turn goes on. */
  private static final Duration FIRST_WORD = Duration.ofSeconds(90);

  /** How long all live posts together may take to say that the bridge goes away. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final int MOST_SUBJECT = 200;
  private static final int MOST_WAITING = 100;

  /**
   * What it works with.
   *
   * @param messages what waits in queues
   * @param redaction takes secrets out, before a text is cut
   * @param channels where the posts of a session go
   * @param work does what may take long
   */
  public record Parts(
      Outbox outbox,
      LiveStore store,
      Levels levels,
      MessageStore messages,
      Words words,
      UnaryOperator<String> redaction,
      ReplyWriter.Channels channels,
      ScheduledExecutorService timers,
      Executor work,
      InstantSource clock) {}

  private final Parts parts;
  private final LivePace pace;
  private final Footers footers;
  private final ToolPosts tools;
  private final LiveLane.Parts laneParts;
  private final Map<Integer, LiveLane> lanes = new ConcurrentHashMap<>();
  private final List<Consumer<LiveView>> watchers = new CopyOnWriteArrayList<>();

  public LiveStatus(Parts parts) {
    this.parts = parts;
    LiveWords texts = new LiveWords(parts.words(), parts.redaction());
    this.tools =
        new ToolPosts(
            parts.outbox(),
            parts.levels(),
            texts,
            parts.channels(),
            parts.timers(),
            parts.work());
    this.pace = new LivePace(parts.timers(), parts.clock());
    this.footers = new Footers(parts.outbox(), pace, parts.timers(), parts.work());
    this.laneParts =
        new LiveLane.Parts(
            parts.outbox(),
            parts.store(),
            parts.levels(),
            pace,
            new LiveBody(texts, parts.words(), this::waiting, tools),
            parts.timers(),
            parts.work(),
            parts.clock());
    parts.levels().onChange(n -> lane(n).changed());
    parts.outbox().onPost(this::posted);
  }

  private List<String> waiting(int session, String channel) {
    return parts.messages().queue().waiting(session, MOST_WAITING).stream()
        .map(d -> d.message())
        .filter(m -> m.channel().equals(channel))
        .map(m -> m.id())
        .toList();
  }

  /** Hears of events before those who post answers: what comes before an answer is posted first. */
  public Consumer<SessionEvent> before() {
    return tools;
  }

  /** Tells a watcher whenever an agent begins or ends something; it must return at once. */
  public void onChange(Consumer<LiveView> watcher) {
    watchers.add(watcher);
  }

  /** Takes over the live posts of an earlier run: they go on with their turns, or go. */
  public void open() {
    for (LiveStore.Row row : parts.store().leftOver()) {
      LiveLane lane = lane(row.session());
      if (lane.undecided()) { // one is enough for a session
        parts.work().execute(() -> remove(row));
      } else {
        lane.leftOver(row);
      }
    }
    later(FIRST_WORD, () -> List.copyOf(lanes.keySet()).forEach(this::nothingHeard));
  }

  private void remove(LiveStore.Row row) {
    try {
      new LivePost(parts.outbox(), parts.store(), row, parts.clock().instant(), true)
          .remove(() -> PostBody.of("…"));
    } catch (ChatException | StoreException e) {
      log.info("a live post is left in channel {}: {}", row.channel(), e.getMessage());
    }
  }

  private LiveLane lane(int session) {
    return lanes.computeIfAbsent(session, n -> new LiveLane(n, laneParts));
  }

  @Override
  public void accept(SessionEvent event) {
    int n = event.session();
    switch (event) {
      case SessionEvent.TurnStarted e -> {
        String channel = parts.channels().of(n, e.replyTo());
        if (channel != null) {
          interrupted(n, e.at()); // what an earlier run left open
          footers.post(n);
          lane(n).begin(e.promptId(), channel, e.at());
          tell(n);
        }
      }
      case SessionEvent.Progress e -> progress(e);
      case SessionEvent.Said e -> lane(n).said(e.text());
      case SessionEvent.TurnEnded e -> {
        lane(n).goesOn();
        footer(n, e.promptId(), e.replyTo(), lane(n).end(e.end(), e.at()).orElse(null));
        tell(n);
      }
      case SessionEvent.StateChanged e -> state(e);
      case SessionEvent.Delivered e -> lane(n).queued(e.rung());
      case SessionEvent.Decided _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _ -> {}
    }
  }

  private void progress(SessionEvent.Progress e) {
    lane(e.session()).take(e.doing(), e.at());
    switch (e.doing()) {
      case Doing.ToolBegan _, Doing.ToolEnded _ -> tell(e.session());
      case Doing.Wrote _, Doing.Planned _, Doing.Spent _ -> {}
    }
  }

  private void state(SessionEvent.StateChanged e) {
    int n = e.session();
    switch (e.to()) {
      case "working", "waiting" -> {
        lane(n).goesOn();
        lane(n).waits(e.to().equals("waiting"));
      }
      case "idle", "lost", "stopped" -> {
        if (lane(n).undecided()) {
          later(LAST_WORD, () -> nothingHeard(n));
        }
      }
      default -> {} // on its way to one of these
    }
  }

  private void nothingHeard(int session) {
    parts.work().execute(() -> interrupted(session, parts.clock().instant()));
  }

  /** Ends what an earlier run left, if nobody has told of its end. */
  private void interrupted(int session, Instant at) {
    LiveLane lane = lane(session);
    if (lane.undecided()) {
      lane.goesOn();
      String promptId = lane.look(LiveTurn::promptId);
      footer(session, promptId, null, lane.end(null, at).orElse(null));
    }
  }

  private void footer(
      int session, @Nullable String promptId, @Nullable String replyTo, @Nullable String text) {
    String channel = parts.channels().of(session, replyTo);
    if (text != null && channel != null) {
      footers.add(
          new Draft(
              channel, session, Post.Kind.FOOTER, "footer:" + promptId, PostBody.of(text)));
    }
  }

  private void posted(Post post) {
    if (post.state() != Post.State.PENDING) {
      pace.post();
    }
    LiveLane lane = lanes.get(post.session());
    if (lane != null) {
      lane.posted(post);
    }
  }

  private void later(Duration time, Runnable what) {
    parts.timers().schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tell(int session) {
    if (!watchers.isEmpty()) {
      LiveView view = view(session);
      watchers.forEach(w -> w.accept(view));
    }
  }

  /** What the agent of a session does at the moment. */
  public LiveView view(int session) {
    LiveLane lane = lanes.get(session);
    LiveView view = lane == null ? null : lane.look(turn -> view(session, turn));
    return view == null ? LiveView.idle(session) : view;
  }

  private LiveView view(int session, LiveTurn turn) {
    List<LiveTurn.Running> running = turn.running();
    LiveTurn.Running tool = running.isEmpty() ? null : running.getLast();
    String subject = tool == null ? "" : parts.redaction().apply(tool.subject());
    return new LiveView(
        session,
        true,
        turn.began(),
        tool == null ? null : tool.tool(),
        subject.substring(0, Math.min(subject.length(), MOST_SUBJECT)),
        tool == null ? null : tool.since(),
        turn.tools(),
        turn.files(),
        turn.tokens());
  }

  /** Whether a prompt is one of those that a session works on now. */
  public boolean worksOn(int session, String promptId) {
    LiveLane lane = lanes.get(session);
    return lane != null && Boolean.TRUE.equals(lane.look(t -> t.prompts().contains(promptId)));
  }

  private static void pause(LiveLane lane) {
    try {
      lane.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says in the channels that the bridge goes away, as far as that is quickly done. */
  @Override
  public void close() {
    lanes.values().forEach(LiveLane::close);
    footers.postAll();
    List<Thread> farewells =
        lanes.values().stream().map(l -> Thread.ofVirtual().start(() -> pause(l))).toList();
    long end = System.nanoTime() + FAREWELL.toNanos();
    try {
      for (Thread farewell : farewells) {
        farewell.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
