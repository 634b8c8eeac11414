package io.github.claudebridge.recovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code logs/recovery.log}: each step of each recovery as one line of JSON. */
final class RecoveryLog {
  private static final Logger lines = LoggerFactory.getLogger("recovery-log");

  private RecoveryLog() {}

  /** An attempt was decided upon. */
  static void decided(Attempt attempt) {
    ObjectNode line = line(attempt, attempt.at(), "decided");
    line.put("signature", attempt.signature());
    line.put("detail", attempt.detail());
    line.put("dueAt", attempt.dueAt().toString());
    lines.info("{}", Json.write(line));
  }

  /** It is known what came of an attempt. */
  static void done(Attempt attempt, Attempt.Outcome outcome, Instant at) {
    ObjectNode line = line(attempt, at, outcome.word());
    line.put("afterMs", java.time.Duration.between(attempt.at(), at).toMillis());
    lines.info("{}", Json.write(line));
  }

  /** Something else about an attempt. */
  static void note(Attempt attempt, Instant at, String note) {
    ObjectNode line = line(attempt, at, "note");
    line.put("note", note);
    lines.info("{}", Json.write(line));
  }

  private static ObjectNode line(Attempt attempt, Instant at, String event) {
    return Json.object()
        .put("at", at.toString())
        .put("session", attempt.session())
        .put("outage", attempt.outage())
        .put("attempt", attempt.id())
        .put("event", event)
        .put("symptom", attempt.symptom())
        .put("remedy", attempt.remedy().word());
  }
}
