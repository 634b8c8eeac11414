package io.github.claudebridge.reply;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a channel once that many messages wait there, and how to mend it: one post, which is edited
 * as the number changes and says when the crowd is gone. It also offers what was not let into the
 * queue. Nothing is counted for each message, but now and then for all that came meanwhile.
 */
public final class CrowdPosts implements Consumer<SessionEvent> {
  /** How many messages wait before people are told. */
  public static final int CROWD = 25;

  private static final Logger log = LoggerFactory.getLogger(CrowdPosts.class);
  private static final String KEY = "crowd:";
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration NEXT = Duration.ofSeconds(5);

  private final MessageStore messages;
  private final Outbox outbox;
  private final PostStore posts;
  private final Words words;
  private final int mostWaiting;
  private final ScheduledExecutorService timers;
  private final Map<String, Crowd> crowds = new ConcurrentHashMap<>();

  /**
   * Posts for all sessions.
   *
   * @param mostWaiting how many messages of one author may wait
   */
  public CrowdPosts(
      MessageStore messages,
      Outbox outbox,
      PostStore posts,
      Words words,
      int mostWaiting,
      ScheduledExecutorService timers) {
    this.messages = messages;
    this.outbox = outbox;
    this.posts = posts;
    this.words = words;
    this.mostWaiting = mostWaiting;
    this.timers = timers;
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Delivered e -> changed(e.session(), e.message());
      case SessionEvent.Decided e -> changed(e.session(), e.message());
      case SessionEvent.Progress _,
          SessionEvent.QuestionEnded _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionAsked _,
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _,
          SessionEvent.TurnEnded _,
          SessionEvent.StateChanged _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _ -> {}
    }
  }

  private void changed(int session, Message message) {
    Crowd crowd = crowds.computeIfAbsent(message.channel(), c -> new Crowd(session, c));
    crowd.changed(message.id());
  }

  /** The messages of one channel, and what was said of them. */
  private final class Crowd {
    private final int session;
    private final String channel;
    private String newest = "";
    private boolean due;
    private boolean looked;
    private @Nullable String key;
    private String said = "";

    Crowd(int session, String channel) {
      this.session = session;
      this.channel = channel;
    }

    synchronized void changed(String messageId) {
      newest = messageId;
      if (!due) {
        due = true;
        timers.schedule(
            this::begin,
            (key == null ? FIRST : NEXT).toMillis(),
            TimeUnit.MILLISECONDS);
      }
    }

    /** Off the timers' thread, since the store is asked. */
    private void begin() {
      Thread.ofVirtual().name("crowd-" + channel).start(this::look);
    }

    private synchronized void look() {
      due = false;
      try {
        if (!looked) {
          looked = true;
          reopen();
        }
        tell(messages.queued(session), messages.backlog().refused(channel));
      } catch (StoreException e) { // the next change looks again
        log.warn(
            "the messages that wait in channel {} cannot be counted: {}", channel, e.getMessage());
      }
    }

    /** A post from before a restart of the bridge goes on being edited. */
    private void reopen() {
      posts
          .newestWithKey(KEY + channel + ":")
          .filter(p -> !p.body().text().equals(words.say("crowd.over")))
          .ifPresent(
              p -> {
                key = p.key();
                said = p.body().text();
              });
    }

    private void tell(int waiting, int refused) {
      if (key == null) {
        if (waiting >= CROWD || refused > 0) {
          key = KEY + channel + ":" + newest;
          PostBody body = body(waiting, refused);
          said = body.text();
          outbox.add(new Draft(channel, session, Post.Kind.NOTICE, key, body));
        }
        return;
      }
      boolean over = waiting == 0 && refused == 0;
      PostBody body = over ? PostBody.of(words.say("crowd.over")) : body(waiting, refused);
      if (!body.text().equals(said)) {
        said = body.text();
        outbox.rewrite(key, body);
      }
      if (over) {
        key = null;
      }
    }

    private PostBody body(int waiting, int refused) {
      String queue = words.count("crowd.waiting", Integer.toString(waiting));
      if (refused == 0) {
        return PostBody.of(queue);
      }
      String left =
          words.count(
              "crowd.refused", Integer.toString(refused), Integer.toString(mostWaiting));
      return PostBody.of(waiting == 0 ? left : queue + "\n" + left)
          .withButtons(MessageButtons.refused(Math.min(refused, mostWaiting), words));
    }
  }
}
