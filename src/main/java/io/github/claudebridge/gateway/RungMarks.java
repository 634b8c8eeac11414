package io.github.claudebridge.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.dv8tion.jda.api.entities.MessageReaction;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far messages got, by one reaction each that changes. Reactions are slow (one in a
 * quarter of a second for a channel), so a message that climbs several rungs meanwhile shows only
 * the last. The new one is put there before the old one is taken away: there is always one to see.
 *
 * <p>A channel's marks are made one after the other. Where more than {@value #MOST_WAITING}
 * messages wait for theirs, those that show nothing yet are left out, so that a flood does not
 * trickle for an hour; what does show something is always brought up to date, since an old mark
 * would be a lie.
 *
 * <p>What is shown is known of {@value #MOST_KNOWN} messages. For any other, which a restart leaves
 * behind too, the reactions of ours are first read from Discord. An end that could not be shown at
 * once is shown later, after a restart too: the {@link MarkLog} knows of it.
 */
final class RungMarks {
  private static final Logger log = LoggerFactory.getLogger(RungMarks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST_WAITING = 20;
  private static final int MOST_KNOWN = 1_000;

  /** Of the ends that are due so many are in line at a time, so that new marks come soon. */
  private static final int DUE_AT_A_TIME = 10;

  private static final int MOST_DUE = 1_000;
  private static final Set<Rung> ENDS = EnumSet.of(Rung.ANSWERED, Rung.FAILED, Rung.UNDECIDED);
  private static final List<String> ALL =
      Arrays.stream(Rung.values()).map(RungMarks::emoji).distinct().toList();

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final ChannelFinder channels;
  private final MarkLog ends;

  /** Whether marks were given up that can be made once Discord answers again. */
  private final AtomicBoolean behind = new AtomicBoolean();

  private final AtomicInteger catchUps = new AtomicInteger();
  private final Map<String, Deque<Shown>> waiting = new HashMap<>();
  private final Cache<String, Shown> messages =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
  private final Cache<String, Boolean> complained =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofHours(1)).build();

  RungMarks(ChannelFinder channels, MarkLog ends) {
    this.channels = channels;
    this.ends = ends;
  }

  /** The reaction for a rung. */
  static String emoji(Rung rung) {
    return switch (rung) {
      case RECEIVED, QUEUED -> "📥";
      case TYPING, TYPED -> "⌨️";
      case ACCEPTED -> "👀";
      case ANSWERED -> "✅";
      case FAILED -> "❌";
      case UNDECIDED -> "❓";
    };
  }

  /** Has a rung shown; returns at once and never fails. */
  void mark(Message message, Rung rung) {
    mark(message, rung, true);
  }

  /** Shows the ends that could not be shown when they came; returns at once and never fails. */
  void catchUp() {
    if (catchUps.getAndIncrement() == 0) {
      Thread.ofVirtual().name("marks-due").start(this::serveDue);
    }
  }

  private void serveDue() {
    int heard;
    do {
      heard = catchUps.get();
      try {
        markDue();
      } catch (RuntimeException e) {
        log.warn("which marks are due is not known: {}", e.getMessage());
      }
    } while (!catchUps.compareAndSet(heard, 0));
  }

  private void markDue() {
    List<MarkLog.Due> page = ends.due(Long.MAX_VALUE, DUE_AT_A_TIME);
    for (int seen = 0; !page.isEmpty() && seen < MOST_DUE; seen += page.size()) {
      List<CompletableFuture<Void>> served =
          page.stream().map(due -> mark(due.message(), due.end(), false)).toList();
      served.forEach(each -> each.completeOnTimeout(null, 5, TimeUnit.MINUTES).join());
      if (behind.get()) {
        return; // Discord is away again
      }
      page = ends.due(page.getLast().line(), DUE_AT_A_TIME);
    }
  }

  /**
   * @param now whether the message has got there just now
   * @return done when the mark was made or given up
   */
  private CompletableFuture<Void> mark(Message message, Rung rung, boolean now) {
    Shown shown = messages.get(message.id(), id -> new Shown(message.channel(), id));
    synchronized (waiting) {
      if (!now && shown.rung != null && shown.rung != rung) {
        return DONE; // it got on meanwhile
      }
      shown.want(rung, now);
      if (shown.waits) {
        return shown.served;
      }
      if (shown.upToDate()) {
        return DONE;
      }
      Deque<Shown> line = waiting.get(shown.channel);
      if (line != null && line.size() >= MOST_WAITING && shown.blank()) {
        return DONE; // the next rung of it asks again, or the next start
      }
      shown.waits = true;
      shown.served = new CompletableFuture<>();
      if (line == null) {
        Deque<Shown> first = new ArrayDeque<>(List.of(shown));
        waiting.put(shown.channel, first);
        Thread.ofVirtual().name("marks-" + shown.channel).start(() -> serve(shown.channel, first));
      } else {
        line.add(shown);
      }
      return shown.served;
    }
  }

  private void serve(String channel, Deque<Shown> line) {
    for (Shown next = next(channel, line); next != null; next = next(channel, line)) {
      CompletableFuture<Void> served = next.served;
      try {
        follow(next);
      } catch (Trouble e) {
        giveUp(next, e.passing());
        if (complained.asMap().putIfAbsent(channel, true) == null && !e.gone()) {
          log.warn("channel {} shows no reactions of ours: {}", channel, e.getMessage());
        }
      } catch (RuntimeException e) {
        giveUp(next, false);
        log.error("the mark of message {} could not be made", next.id, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        served.complete(null);
      }
    }
  }

  private @Nullable Shown next(String channel, Deque<Shown> line) {
    synchronized (waiting) {
      Shown next = line.poll();
      if (next == null) {
        waiting.remove(channel);
      } else {
        next.waits = false;
      }
      return next;
    }
  }

  private void giveUp(Shown message, boolean later) {
    Rung end;
    synchronized (waiting) {
      message.shown = null;
      message.read = false; // the next rung reads it anew
      message.fresh = false;
      end = message.rung;
    }
    if (later) {
      behind.set(true);
    } else {
      settle(message.id, end);
    }
  }

  private void settle(String id, Rung rung) {
    if (!ENDS.contains(rung)) {
      return;
    }
    try {
      ends.settled(id, rung);
    } catch (RuntimeException e) {
      log.info("message {} is marked again at the next start: {}", id, e.getMessage());
    }
  }

  private void follow(Shown message) throws Trouble, InterruptedException {
    Rung rung;
    boolean unread;
    List<String> old;
    synchronized (waiting) {
      if (message.upToDate()) {
        return;
      }
      rung = message.rung;
      unread = !message.read;
      old = message.shown == null ? List.of() : List.of(message.shown);
    }
    show(message, emoji(rung), old, unread);
    synchronized (waiting) {
      message.shown = emoji(rung);
      message.read = true;
      Deque<Shown> line = waiting.get(message.channel);
      if (!message.waits && !message.upToDate() && line != null) { // it climbed meanwhile
        message.waits = true;
        message.served = new CompletableFuture<>();
        line.add(message);
      }
    }
    settle(message.id, rung);
    if (behind.compareAndSet(true, false)) {
      catchUp();
    }
  }

  private void show(Shown message, String emoji, List<String> before, boolean unread)
      throws Trouble, InterruptedException {
    GuildMessageChannel channel = channels.find(message.channel);
    List<String> old = new ArrayList<>(before);
    if (unread) {
      old.addAll(ours(channel, message.id));
    }
    if (!old.contains(emoji)) {
      Pace.MARKS.call(
          () -> channel.addReactionById(message.id, Emoji.fromUnicode(emoji)), TIMEOUT);
    }
    for (String each : old) {
      if (!each.equals(emoji)) {
        Pace.MARKS.call(
            () -> channel.removeReactionById(message.id, Emoji.fromUnicode(each)), TIMEOUT);
      }
    }
  }

  private static List<String> ours(GuildMessageChannel channel, String messageId)
      throws Trouble, InterruptedException {
    return Pace.MARKS.call(() -> channel.retrieveMessageById(messageId), TIMEOUT)
        .getReactions()
        .stream()
        .filter(MessageReaction::isSelf)
        .map(reaction -> reaction.getEmoji().getName())
        .filter(ALL::contains)
        .toList();
  }

  /** What a message shows and what it should; guarded by the lock of those that wait. */
  private static final class Shown {
    private final String channel;
    private final String id;
    private boolean fresh;
    private boolean read;
    private boolean waits;
    private @Nullable String shown;
    private @Nullable Rung rung;
    private CompletableFuture<Void> served = DONE;

    Shown(String channel, String id) {
      this.channel = channel;
      this.id = id;
    }

    void want(Rung next, boolean now) {
      boolean first = rung == null && now;
      rung = next;
      read |= first && next == Rung.RECEIVED;
      fresh |= first && (next == Rung.RECEIVED || next == Rung.QUEUED);
      fresh |= first && next == Rung.FAILED; // it was never in the queue
    }

    boolean upToDate() {
      return rung != null && emoji(rung).equals(shown);
    }

    /** Whether it surely shows nothing, or did when it was first heard of. */
    boolean blank() {
      return shown == null && (read || fresh);
    }
  }
}
