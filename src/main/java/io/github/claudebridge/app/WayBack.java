package io.github.claudebridge.app;

import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.api.SessionFeed;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.live.Levels;
import io.github.claudebridge.live.LiveStatus;
import io.github.claudebridge.live.LiveStore;
import io.github.claudebridge.monitor.EventLog;
import io.github.claudebridge.monitor.SessionMetrics;
import io.github.claudebridge.outbox.LocalChat;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.AnswerPosts;
import io.github.claudebridge.reply.CrowdPosts;
import io.github.claudebridge.reply.DialogPosts;
import io.github.claudebridge.reply.ButtonsSettled;
import io.github.claudebridge.reply.EndsTold;
import io.github.claudebridge.reply.FoldedPosts;
import io.github.claudebridge.reply.KeptTexts;
import io.github.claudebridge.reply.LimitPosts;
import io.github.claudebridge.reply.QuestionPosts;
import io.github.claudebridge.reply.QuestionWriter;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.TypingIndicator;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.MessageStore;
import java.time.ZoneId;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The way back: what happens in sessions becomes posts. */
final class WayBack {
  /** How many posts may wait in a channel: at Discord's pace, one for each second. */
  private static final int LONGEST_LINE = 20;

  private final Listeners listeners = new Listeners();
  private final LastEvents lastEvents = new LastEvents();
  private final Outbox outbox;
  private final SessionFeed feed;
  private final Levels levels;
  private final LiveStatus live;
  private final ButtonsSettled buttons;
  private final EndsTold endsTold;
  private final ScreenPicture pictures;

  WayBack(Ground ground) {
    Settings settings = ground.settings();
    Layout layout = ground.layout();
    Redactor redactor = ground.redactor();
    MessageStore messages = ground.messages();
    PostStore posts = ground.posts();
    Words words = ground.words();
    ScheduledExecutorService timers = ground.timers();
    IntFunction<@Nullable String> channelOf = ground::channelOf;
    ReplyWriter.Channels channels = ground::channelOf;

    outbox = new Outbox(posts, Math.max(LONGEST_LINE, 2 * settings.replies().maxMessages()));
    outbox.screenedBy(new DraftRedaction(redactor));
    outbox.through(new LocalChat());
    AnswerPosts answers =
        new AnswerPosts(layout.attachments(), settings.replies().maxMessages(), redactor::redact);
    feed = new SessionFeed(messages);
    outbox.onPost(feed::post);
    outbox.foldedBy(new FoldedPosts(layout.attachments(), words, settings.discord().guild()));
    LiveStore liveStore = new LiveStore(ground.database());
    levels = new Levels(liveStore, settings.replies().verbosity());
    live =
        new LiveStatus(
            new LiveStatus.Parts(
                outbox,
                liveStore,
                levels,
                messages,
                words,
                redactor::redact,
                channels,
                timers,
                Thread::startVirtualThread,
                ground.clock()));
    live.onChange(feed::live);
    listeners.add(lastEvents);
    listeners.add(live.before());
    listeners.add(
        new ReplyWriter(
            outbox, answers, words, settings.replies().mirrorTerminal(), channels));
    endsTold = new EndsTold(messages.untold(), ground.conversations().turns(), posts);
    listeners.add(endsTold);
    QuestionWriter questions =
        new QuestionWriter(
            outbox,
            new QuestionPosts(
                answers, new KeptTexts(layout.attachments()), redactor::redact, words),
            words,
            channels,
            settings.questions().expireAfter());
    listeners.add(questions);
    buttons =
        new ButtonsSettled(posts, outbox, messages, ground.questions(), questions, words);
    listeners.add(live);
    if (settings.replies().typing()) {
      listeners.add(new TypingIndicator(outbox, timers, channelOf));
    }
    pictures = new ScreenPicture(layout.attachments(), redactor::redact);
    listeners.add(new DialogPosts(outbox, pictures, words, channelOf));
    ZoneId zone = settings.limits().zone();
    listeners.add(new LimitPosts(outbox, words, zone, channels));
    listeners.add(
        new CrowdPosts(messages, outbox, posts, words, settings.sessions().maxWaiting(), timers));
    listeners.add(feed);
    EventLog trail = new EventLog();
    listeners.add(trail);
    outbox.onPost(trail::post);
    listeners.add(new SessionMetrics(ground.metrics()));
  }

  /** Who hears of everything that happens in sessions. */
  Listeners listeners() {
    return listeners;
  }

  /** Tells what an earlier run of the bridge did not come to tell. */
  void tellRest() {
    endsTold.tellRest(listeners);
    buttons.settle();
  }

  /** What happened last, for a report of a crash. */
  LastEvents lastEvents() {
    return lastEvents;
  }

  Outbox outbox() {
    return outbox;
  }

  /** What {@code vai chat} follows. */
  SessionFeed feed() {
    return feed;
  }

  Levels levels() {
    return levels;
  }

  LiveStatus live() {
    return live;
  }

  ScreenPicture pictures() {
    return pictures;
  }
}
