package io.github.claudebridge.live;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each call of a tool, in sessions that show everything: a line a call, several lines a post.
 * Until they are posted the lines stand in the live post. They are posted before the next answer,
 * so it has to be told of events before those who post answers.
 */
final class ToolPosts implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(ToolPosts.class);
  private static final int MOST_LINES = 10;
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private record Line(String id, String text) {}

  private static final class Calls {
    private final List<Line> lines = new ArrayList<>();
    private boolean timed;
  }

  private final Outbox outbox;
  private final Levels levels;
  private final LiveWords words;
  private final ReplyWriter.Channels channels;
  private final ScheduledExecutorService timers;
  private final Executor work;
  private final Map<Integer, Calls> calls = new ConcurrentHashMap<>();

  ToolPosts(
      Outbox outbox,
      Levels levels,
      LiveWords words,
      ReplyWriter.Channels channels,
      ScheduledExecutorService timers,
      Executor work) {
    this.outbox = outbox;
    this.levels = levels;
    this.words = words;
    this.channels = channels;
    this.timers = timers;
    this.work = work;
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Progress e -> {
        if (e.doing() instanceof Doing.ToolEnded ended
            && levels.of(e.session()) == Verbosity.EVERYTHING) {
          add(e.session(), ended);
        }
      }
      case SessionEvent.Said e -> post(e.session());
      case SessionEvent.TurnEnded e -> post(e.session());
      case SessionEvent.DialogShown e -> post(e.session());
      case SessionEvent.QuestionAsked e -> post(e.session());
      case SessionEvent.QuestionEnded _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.Delivered _,
          SessionEvent.Decided _,
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.StateChanged _ -> {}
    }
  }

  private void add(int session, Doing.ToolEnded d) {
    Calls mine = calls.computeIfAbsent(session, n -> new Calls());
    String text = words.ended(d.tool(), d.subject(), d.failed(), d.result(), d.took());
    boolean full;
    synchronized (mine) {
      if (mine.lines.stream().anyMatch(line -> line.id().equals(d.id()))) {
        return;
      }
      mine.lines.add(new Line(d.id(), text));
      full = mine.lines.size() >= MOST_LINES;
      if (!full && !mine.timed) {
        mine.timed = true;
        timers.schedule(
            () -> work.execute(() -> postLater(session)), WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    if (full) {
      post(session);
    }
  }

  /** The lines that are not posted so far. */
  List<String> unposted(int session) {
    Calls mine = calls.get(session);
    if (mine == null) {
      return List.of();
    }
    synchronized (mine) {
      return mine.lines.stream().map(Line::text).toList();
    }
  }

  private void postLater(int session) {
    Calls mine = calls.computeIfAbsent(session, n -> new Calls());
    synchronized (mine) {
      mine.timed = false;
    }
    try {
      post(session);
    } catch (StoreException e) {
      log.warn("what session {} used is posted later: {}", session, e.getMessage());
    }
  }

  private void post(int session) {
    Calls mine = calls.get(session);
    if (mine == null) {
      return;
    }
    synchronized (mine) { // held while it is stored, so that no line overtakes another
      String channel = channels.of(session, null);
      if (channel != null && !mine.lines.isEmpty()) {
        outbox.add(drafts(session, channel, mine.lines));
      }
      mine.lines.clear();
    }
  }

  private static List<Draft> drafts(int session, String channel, List<Line> lines) {
    List<Draft> drafts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String first = lines.getFirst().id();
    for (Line line : lines) {
      if (text.length() + line.text().length() + 1 > PostBody.MAX_TEXT) {
        drafts.add(draft(session, channel, first, text));
        text.setLength(0);
        first = line.id();
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.text());
    }
    drafts.add(draft(session, channel, first, text));
    return drafts;
  }

  private static Draft draft(int session, String channel, String first, StringBuilder text) {
    return new Draft(
        channel,
        session,
        Post.Kind.TOOLS,
        "tools:" + session + ":" + first,
        PostBody.of(text.toString()));
  }
}
