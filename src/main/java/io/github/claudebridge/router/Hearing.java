package io.github.claudebridge.router;

import io.github.claudebridge.model.Message;
import java.util.Optional;

/** Where the gateway hands over what people post, after it has checked who may be heard. */
public interface Hearing {

  /** What became of a message that was handed over. */
  enum Heard {
    /** It is stored and on its way to a session. */
    STORED,
    /** It was stored before; nothing was done. */
    KNOWN,
    /** Its channel talks to no session. */
    UNBOUND
  }

  /**
   * Stores a message for the session that its channel talks to, and returns when it is stored for
   * good. Safe to repeat: a message id is stored once.
   *
   * @throws io.github.claudebridge.store.StoreException if it cannot be stored; then it must be
   *     handed over again later
   */
  Heard hear(Message message);

  /**
   * Stores a message that is too old to be delivered by itself, so that a person may have it
   * delivered later. Safe to repeat.
   *
   * @throws io.github.claudebridge.store.StoreException if it cannot be stored
   */
  Heard hearLate(Message message);

  /** Whether a channel talks to a session at all. */
  boolean bound(String channel);

  /** Every channel that talks to a session. */
  java.util.Set<String> channels();

  /** The last message id of a channel that was stored, or empty if there is none yet. */
  Optional<String> lastHeard(String channel);
}
