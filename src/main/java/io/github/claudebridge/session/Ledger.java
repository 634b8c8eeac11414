package io.github.claudebridge.session;

import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Every step of every message of a session: append-only, each record hashed with the one before, so
 * that a changed, lost or added record is found. The intent stands here before the first key is
 * typed; the proof stands here before anything is called delivered.
 */
final class Ledger {
  private static final String FIRST = "0".repeat(64);

  private final InstantSource clock;
  private final Map<Integer, String> newest = new ConcurrentHashMap<>();

  Ledger(InstantSource clock) {
    this.clock = clock;
  }

  /** Appends a record on the writer's own connection, as part of what it is doing. */
  void append(Handle h, int session, String messageId, Rung rung, @Nullable String detail) {
    append(h, session, messageId, List.of(rung), detail);
  }

  /** Appends a record for each of some rungs; the detail is that of the last. */
  void append(
      Handle h, int session, String messageId, List<Rung> rungs, @Nullable String detail) {
    String at = clock.instant().toString();
    String before = newest.getOrDefault(session, FIRST);
    String last = insert(h, before, session, messageId, rungs, detail, at);
    if (last == null) { // not the newest: another one was, or what came after it was rolled back
      before =
          h.createQuery("SELECT hash FROM ledger WHERE session = ? ORDER BY seq DESC LIMIT 1")
              .bind(0, session)
              .mapTo(String.class)
              .findOne()
              .orElse(FIRST);
      last = insert(h, before, session, messageId, rungs, detail, at);
    }
    if (last == null) {
      throw new StoreException("the ledger of session " + session + " changes under its writer");
    }
    newest.put(session, last);
  }

  /** Inserts the records if the one before is the newest; gives the hash of the last, else null. */
  private static @Nullable String insert(
      Handle h,
      String before,
      int session,
      String messageId,
      List<Rung> rungs,
      @Nullable String detail,
      String at) {
    List<@Nullable Object> values = new ArrayList<>();
    String hash = before;
    for (Rung rung : rungs) {
      String told = rung == rungs.getLast() ? detail : null;
      hash = hash(hash, session, messageId, rung.name(), told, at);
      Collections.addAll(values, session, messageId, rung.name(), told, at, hash);
    }
    values.add(session);
    values.add(before.equals(FIRST) ? null : before);
    int added =
        h.execute(
            "INSERT INTO ledger (session, message_id, rung, detail, at, hash)"
                + " SELECT * FROM (VALUES "
                + String.join(", ", Collections.nCopies(rungs.size(), "(?, ?, ?, ?, ?, ?)"))
                + ") WHERE (SELECT hash FROM ledger WHERE session = ? ORDER BY seq DESC LIMIT 1)"
                + " IS ?",
            values.toArray());
    return added == 0 ? null : hash;
  }

  /** The number of the first record of a session that does not fit the one before it, if any. */
  static Optional<Long> firstBroken(Handle h, int session) {
    String before = FIRST;
    List<Map<String, Object>> rows =
        h.createQuery(
                "SELECT seq, message_id, rung, detail, at, hash FROM ledger WHERE session = ?"
                    + " ORDER BY seq")
            .bind(0, session)
            .mapToMap()
            .list();
    for (Map<String, Object> row : rows) {
      String expected =
          hash(
              before,
              session,
              (String) row.get("message_id"),
              (String) row.get("rung"),
              (String) row.get("detail"),
              (String) row.get("at"));
      if (!expected.equals(row.get("hash"))) {
        return Optional.of(((Number) row.get("seq")).longValue());
      }
      before = expected;
    }
    return Optional.empty();
  }

  private static String hash(
      String before, int session, String id, String rung, @Nullable String detail, String at) {
    String record =
        String.join(
            "\u0000",
            before,
            Integer.toString(session),
            id,
            rung,
            detail == null ? "" : detail,
            at);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(record.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
