package io.github.claudebridge.monitor;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks idle sessions where another one needs their memory, the one first that was used least
 * recently: its agent is ended cleanly, its conversation stays, and its next message starts it
 * again.
 */
public final class Parking implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(Parking.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Supplier<? extends Collection<Session>> sessions;
  private final Outbox outbox;
  private final Words words;
  private final Map<Integer, Instant> used = new ConcurrentHashMap<>();
  private final Set<Integer> parked = ConcurrentHashMap.newKeySet();

  public Parking(
      Supplier<? extends Collection<Session>> sessions, Outbox outbox, Words words) {
    this.sessions = sessions;
    this.outbox = outbox;
    this.words = words;
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Delivered e -> {
        used.put(e.session(), e.at());
        if (parked.remove(e.session())) {
          log.info("session {} is wanted again", e.session());
          find(e.session()).ifPresent(Session::resume);
        }
      }
      case SessionEvent.TurnStarted e -> used.put(e.session(), e.at());
      case SessionEvent.TurnEnded e -> used.put(e.session(), e.at());
      case SessionEvent.StateChanged e -> {
        if (e.to().equals("starting")) {
          parked.remove(e.session());
        }
      }
      case SessionEvent.Decided _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _,
          SessionEvent.Progress _ -> {}
    }
  }

  /**
   * Parks the idle session that was used least recently.
   *
   * @param forSession the one that needs the memory; it is never parked itself
   * @return whether one was parked
   */
  public boolean makeRoom(int forSession) {
    for (Session idle :
        sessions.get().stream()
            .filter(s -> s.binding().session() != forSession)
            .filter(s -> s.state() == SessionState.IDLE)
            .sorted(Comparator.comparing(s -> lastUse(s.binding().session())))
            .toList()) {
      if (park(idle, forSession)) {
        return true;
      }
    }
    return false;
  }

  private boolean park(Session session, int forSession) {
    int n = session.binding().session();
    parked.add(n); // before it ends: a message that comes meanwhile must find it so
    try {
      if (session.park().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("session {} is parked: session {} needs its memory", n, forSession);
        outbox.add(
            new Draft(
                session.binding().channel(),
                n,
                Post.Kind.NOTICE,
                "parked:" + n + ":" + java.util.UUID.randomUUID(),
                PostBody.of(words.say("parked", Integer.toString(forSession)))));
        return true;
      }
    } catch (ExecutionException | TimeoutException e) {
      log.warn("session {} could not be parked", n, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parked.remove(n);
    return false;
  }

  private Instant lastUse(int session) {
    return used.getOrDefault(session, Instant.EPOCH);
  }

  private Optional<Session> find(int number) {
    return sessions.get().stream().filter(s -> s.binding().session() == number).findFirst();
  }
}
