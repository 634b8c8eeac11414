package io.github.claudebridge.session;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.store.Database;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who writes in a channel: one person, or several. It is asked for each prompt, so it is kept. */
final class WriterStore {
  private static final String SEVERAL = "";

  private final Database database;
  private final Map<String, String> only = new ConcurrentHashMap<>();

  WriterStore(Database database) {
    this.database = database;
  }

  /** A message was stored. */
  void wrote(Message message) {
    if (message.author().kind() == Author.Kind.PERSON) {
      only.computeIfPresent(
          message.channel(),
          (channel, known) -> known.equals(message.author().id()) ? known : SEVERAL);
    }
  }

  /** Whether more than one person has ever written in a channel. */
  boolean several(String channel) {
    String known = only.get(channel);
    if (known == null) { // read within, so that nobody who writes meanwhile is missed
      known = only.computeIfAbsent(channel, this::read);
    }
    return SEVERAL.equals(known);
  }

  /** The same once a message is stored that is on its way to the store. */
  boolean severalWith(Message arriving) {
    if (several(arriving.channel())) {
      return true;
    }
    String known = only.get(arriving.channel());
    return known != null
        && arriving.author().kind() == Author.Kind.PERSON
        && !known.equals(arriving.author().id());
  }

  /** The one who writes; null where nobody has so far. */
  private @Nullable String read(String channel) {
    List<String> ends =
        database.read(
            h ->
                h.createQuery(
                        "SELECT min(author_id), max(author_id) FROM message WHERE channel = ?"
                            + " AND author_kind = 'PERSON'")
                    .bind(0, channel)
                    .map((r, c) -> r.getString(1) == null
                        ? List.<String>of()
                        : List.of(r.getString(1), r.getString(2)))
                    .one());
    if (ends.isEmpty()) {
      return null;
    }
    return ends.getFirst().equals(ends.getLast()) ? ends.getFirst() : SEVERAL;
  }
}
