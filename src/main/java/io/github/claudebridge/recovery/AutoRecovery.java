package io.github.claudebridge.recovery;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auto-recovery loop: starts a session whose agent is gone again with the same conversation,
 * after 1, 2 and 4 seconds, and then leaves it to a person. A session that stays up for long enough
 * earns its tries back.
 */
public final class AutoRecovery implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(AutoRecovery.class);
  private static final int TRIES = 3;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration EARNED = Duration.ofMinutes(10);

  /** How often a session was brought back lately. */
  private record Count(int tries, Instant last) {}

  private final SessionManager sessions;
  private final Outbox outbox;
  private final Words words;
  private final ScheduledExecutorService timers;
  private final IntFunction<@Nullable String> channelOf;
  private final Map<Integer, Count> counts = new ConcurrentHashMap<>();
  private final Set<Integer> returning = ConcurrentHashMap.newKeySet();

  public AutoRecovery(
      SessionManager sessions,
      Outbox outbox,
      Words words,
      ScheduledExecutorService timers,
      IntFunction<@Nullable String> channelOf) {
    this.sessions = sessions;
    this.outbox = outbox;
    this.words = words;
    this.timers = timers;
    this.channelOf = channelOf;
  }

  @Override
  public void accept(SessionEvent event) {
    if (!(event instanceof SessionEvent.StateChanged e)) {
      return;
    }
    switch (e.to()) {
      case "lost" -> lost(e);
      case "idle" -> {
        if (returning.remove(e.session())) {
          tell(e.session(), "restarted:" + e.session() + ":" + e.at(), words.say("restarted"));
        }
        Count count = counts.get(e.session());
        if (count != null && count.last().plus(EARNED).isBefore(e.at())) {
          counts.remove(e.session());
        }
      }
      case "stopped" -> counts.remove(e.session());
      default -> {}
    }
  }

  private void lost(SessionEvent.StateChanged e) {
    int n = e.session();
    Count before = counts.get(n);
    int tries =
        before == null || before.last().plus(EARNED).isBefore(e.at()) ? 1 : before.tries() + 1;
    String why = e.detail() == null ? "" : words.say("gone", e.detail()) + "\n";
    if (tries > TRIES) {
      tell(n, "given-up:" + n + ":" + e.at(), why + words.say("given.up", TRIES, n));
      return;
    }
    counts.put(n, new Count(tries, e.at()));
    returning.add(n);
    Duration pause = FIRST.multipliedBy(1L << (tries - 1));
    tell(
        n,
        "restarting:" + n + ":" + e.at(),
        why + words.say("restarting", tries, TRIES, pause.toSeconds()));
    log.info("session {} is brought back in {} (attempt {} of {})", n, pause, tries, TRIES);
    timers.schedule(
        () -> // unless a person stopped or started it meanwhile
            sessions
                .session(n)
                .filter(s -> s.state() == SessionState.LOST)
                .ifPresent(Session::resume),
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void tell(int session, String key, String text) {
    String channel = channelOf.apply(session);
    if (channel != null) {
      String fits =
          text.length() > PostBody.MAX_TEXT
              ? "…" + text.substring(text.length() - PostBody.MAX_TEXT + 1)
              : text;
      outbox.add(new Draft(channel, session, Post.Kind.NOTICE, key, PostBody.of(fits)));
    }
  }
}
