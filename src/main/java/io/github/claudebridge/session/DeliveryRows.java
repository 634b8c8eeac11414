package io.github.claudebridge.session;

import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads the rows of the inbox. */
final class DeliveryRows {
  /** What {@link #row} needs to have been selected. */
  static final String COLUMNS =
      "line, id, session, channel, author_id, author_label, author_kind, text, attachments,"
          + " posted_at, rung, reason, prompt, prompt_id, files";

  private DeliveryRows() {}

  /** Reads one row. */
  static Delivery row(ResultSet r, StatementContext context) throws SQLException {
    Message message =
        new Message(
            r.getString("id"),
            r.getString("channel"),
            new Author(
                r.getString("author_id"),
                r.getString("author_label"),
                Author.Kind.valueOf(r.getString("author_kind"))),
            r.getString("text"),
            attachments(r.getString("attachments")),
            Instant.parse(r.getString("posted_at")));
    return new Delivery(
        r.getLong("line"),
        r.getInt("session"),
        message,
        Rung.valueOf(r.getString("rung")),
        r.getString("reason"),
        r.getString("prompt_id"),
        r.getString("prompt"),
        files(r.getString("files")),
        Map.of());
  }

  private static List<AttachmentRef> attachments(String json) {
    try {
      return json.equals("[]") ? List.of() : List.of(Json.parse(json, AttachmentRef[].class));
    } catch (BadJsonException e) {
      throw new StoreException("the inbox holds attachments that cannot be read", e);
    }
  }

  private static List<String> files(@Nullable String json) {
    try {
      return json == null ? List.of() : List.of(Json.parse(json, String[].class));
    } catch (BadJsonException e) {
      throw new StoreException("the inbox holds files that cannot be read", e);
    }
  }

  /** The same message, with the time of each rung it was on. */
  static Delivery withTimes(Handle h, Delivery d) {
    Map<Rung, Instant> times = new EnumMap<>(Rung.class);
    h.createQuery("SELECT rung, at FROM ledger WHERE message_id = ? ORDER BY seq")
        .bind(0, d.message().id())
        .map((r, c) -> Map.entry(Rung.valueOf(r.getString(1)), Instant.parse(r.getString(2))))
        .forEach(e -> times.put(e.getKey(), e.getValue()));
    return new Delivery(
        d.order(),
        d.session(),
        d.message(),
        d.rung(),
        d.reason(),
        d.promptId(),
        d.prompt(),
        d.files(),
        times);
  }
}
