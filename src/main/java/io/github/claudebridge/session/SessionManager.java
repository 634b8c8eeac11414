package io.github.claudebridge.session;

import io.github.claudebridge.model.Binding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the sessions by number and by channel, one for each binding. */
public final class SessionManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SessionManager.class);

  private final SessionParts parts;
  private final Map<Integer, Session> sessions = new ConcurrentSkipListMap<>();

  public SessionManager(SessionParts parts) {
    this.parts = parts;
  }

  /** The session with a number. */
  public Optional<Session> session(int number) {
    return Optional.ofNullable(sessions.get(number));
  }

  /** The session that a channel talks to. */
  public Optional<Session> ofChannel(String channel) {
    return sessions.values().stream()
        .filter(s -> s.binding().channel().equals(channel))
        .findFirst();
  }

  /** Every session, by number. */
  public Collection<Session> all() {
    return List.copyOf(sessions.values());
  }

  /**
   * Makes the sessions follow the bindings: new ones are made, those that are gone are let go
   * (their agents are not ended here), changed ones are made anew around the same agent.
   *
   * @return the sessions that were made
   */
  public synchronized List<Session> follow(Collection<Binding> bindings) {
    Map<Integer, Binding> wanted = new ConcurrentSkipListMap<>();
    bindings.forEach(b -> wanted.put(b.session(), b));
    for (Session session : all()) {
      if (!session.binding().equals(wanted.get(session.binding().session()))) {
        sessions.remove(session.binding().session());
        session.close();
        log.info("session {} is let go", session.binding().session());
      }
    }
    return wanted.values().stream()
        .filter(b -> !sessions.containsKey(b.session()))
        .map(
            b -> {
              Session made = new Session(b, parts);
              sessions.put(b.session(), made);
              return made;
            })
        .toList();
  }

  /** Lets go of all sessions; their agents go on running. */
  @Override
  public void close() {
    sessions.values().forEach(Session::close);
    sessions.clear();
  }
}
