package io.github.claudebridge.router;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each message to the session that its channel talks to: stored first, then told. */
public final class Router implements Hearing {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final SessionManager sessions;
  private final MessageStore messages;
  private final IntSupplier defaultSession;

  /**
   * A router over the sessions.
   *
   * @param defaultSession the session that hears channels that are bound to none, or 0 for none
   */
  public Router(SessionManager sessions, MessageStore messages, IntSupplier defaultSession) {
    this.sessions = sessions;
    this.messages = messages;
    this.defaultSession = defaultSession;
  }

  @Override
  public Heard hear(Message message) {
    Session session = sessionOf(message.channel()).orElse(null);
    if (session == null) {
      return Heard.UNBOUND;
    }
    if (!session.hear(message)) {
      log.debug("message {} was heard before", message.id());
      return Heard.KNOWN;
    }
    return Heard.STORED;
  }

  @Override
  public Heard hearLate(Message message) {
    Session session = sessionOf(message.channel()).orElse(null);
    if (session == null) {
      return Heard.UNBOUND;
    }
    return messages.queue().receiveLate(session.binding().session(), message)
        ? Heard.STORED
        : Heard.KNOWN;
  }

  @Override
  public boolean bound(String channel) {
    return sessionOf(channel).isPresent();
  }

  @Override
  public Set<String> channels() {
    Set<String> channels =
        sessions.all().stream().map(s -> s.binding().channel()).collect(Collectors.toSet());
    int otherwise = defaultSession.getAsInt();
    if (otherwise != 0) {
      channels.addAll(messages.channels(otherwise)); // it may have been talked to from anywhere
    }
    return channels;
  }

  @Override
  public Optional<String> lastHeard(String channel) {
    return messages.lastHeard(channel);
  }

  /** The session that a channel talks to, by its binding or by default. */
  public Optional<Session> sessionOf(String channel) {
    Optional<Session> bound = sessions.ofChannel(channel);
    return bound.isPresent() || defaultSession.getAsInt() == 0
        ? bound
        : sessions.session(defaultSession.getAsInt());
  }
}
