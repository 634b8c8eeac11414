package io.github.claudebridge.session;

import io.github.claudebridge.model.Rung;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Every step of every message of a session: append-only, each record hashed with the one before, so
 * that a changed, lost or added record is found. The intent stands here before the first key is
 * typed; the proof stands here before anything is called delivered.
 */
final class Ledger {
  private static final String FIRST = "0".repeat(64);

  private Ledger() {}

  /** Appends a record on the writer's own connection, as part of what it is doing. */
  static void append(
      Handle h, int session, String messageId, Rung rung, @Nullable String detail, Instant at) {
    append(h, session, messageId, List.of(rung), detail, at);
  }

  /** Appends a record for each of some rungs; the detail is that of the last. */
  static void append(
      Handle h,
      int session,
      String messageId,
      List<Rung> rungs,
      @Nullable String detail,
      Instant at) {
    String before =
        h.createQuery("SELECT hash FROM ledger WHERE session = ? ORDER BY seq DESC LIMIT 1")
            .bind(0, session)
            .mapTo(String.class)
            .findOne()
            .orElse(FIRST);
    for (Rung rung : rungs) {
      String told = rung == rungs.getLast() ? detail : null;
      String hash = hash(before, session, messageId, rung.name(), told, at.toString());
      h.execute(
          "INSERT INTO ledger (session, message_id, rung, detail, at, hash)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          session,
          messageId,
          rung.name(),
          told,
          at.toString(),
          hash);
      before = hash;
    }
  }

  /** The number of the first record of a session that does not fit the one before it, if any. */
  static Optional<Long> firstBroken(Handle h, int session) {
    String before = FIRST;
    List<java.util.Map<String, Object>> rows =
        h.createQuery(
                "SELECT seq, message_id, rung, detail, at, hash FROM ledger WHERE session = ?"
                    + " ORDER BY seq")
            .bind(0, session)
            .mapToMap()
            .list();
    for (java.util.Map<String, Object> row : rows) {
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
