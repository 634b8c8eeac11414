package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("audit.log");
  }

  @Test
  void linesAreChainedOverRestarts() throws Exception {
    try (var audit = open()) {
      audit.record("10", "session.start", Map.of("session", "1"));
    }
    String head;
    try (var audit = open()) {
      audit.record(
          "10", "session.stop", Map.of("why", "\"日本\"\nnew line sk-ant-" + "x".repeat(20)));
      head = audit.head();
    }
    assertThat(lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "{\"n\":1,\"at\":\"2026-01-02T03:04:05Z\",\"who\":\"10\",\"what\":\"session.start\","
                + "\"+session\":\"1\",\"hash\":\"");
    assertThat(lines().get(1)).contains("\\\"日本\\\"\\nnew line ‹redacted›");
    var verdict = AuditLog.verify(file);
    assertThat(verdict).isEqualTo(new AuditLog.Verdict(2, head, null));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theFirstBadLineIsNamed() throws Exception {
    fill(5);
    var good = lines();
    var bytes = Files.readAllBytes(file);
    for (var at = 0; at < bytes.length; at += 7) {
      var flipped = bytes.clone();
      flipped[at] ^= 4;
      Files.write(file, flipped);
      var line = new String(bytes, 0, at, StandardCharsets.UTF_8).lines().count();
      var verdict = AuditLog.verify(file);
      assertThat(verdict.sound()).as("byte %d", at).isFalse();
      assertThat(verdict.lines()).as("byte %d", at).isBetween(line - 1, line);
    }
    var without = new ArrayList<>(good);
    without.remove(2);
    Files.write(file, without);
    assertThat(AuditLog.verify(file).problem()).startsWith("line 3: has the number 4");
    var swapped = new ArrayList<>(good);
    swapped.set(3, good.get(3).replace("\"who\":\"10\"", "\"who\":\"11\""));
    Files.write(file, swapped);
    assertThat(AuditLog.verify(file).problem()).startsWith("line 4: was changed");
  }

  @Test
  void aTornLastLineIsDroppedAndTold() throws Exception {
    fill(2);
    Files.writeString(file, "{\"n\":3,\"at\":\"20", StandardOpenOption.APPEND);
    fill(1);
    assertThat(lines())
        .hasSize(4)
        .element(2)
        .asString()
        .contains("audit.torn", "\"+bytes\":\"15\"");
    assertThat(AuditLog.verify(file).sound()).isTrue();
  }

  @Test
  void aForeignFileIsNotContinued() throws Exception {
    Files.writeString(file, "hello\n");
    assertThatThrownBy(this::open).hasMessageContaining("move the file away");
  }

  @Test
  void aFloodOfStrangersIsCounted() throws Exception {
    var request = new Request("1", "5", "66", List.of(), false, false, Action.TALK);
    var other = new Request("1", "6", "66", List.of(), false, false, Action.TALK);
    var deny = new Decision.Deny(Decision.Reason.STRANGER);
    try (var audit = open()) {
      for (var i = 0; i < 100; i++) {
        audit.denied(request, deny);
        now.updateAndGet(at -> at.plusMillis(10));
      }
      audit.denied(other, deny);
      assertThat(lines()).hasSize(2);
      assertThat(lines().getFirst()).contains("\"+channel\":\"5\"", "\"+count\":\"1\"");
      now.updateAndGet(at -> at.plus(Duration.ofMinutes(2)));
      audit.settle();
      assertThat(lines()).hasSize(3).last().asString().contains("\"+count\":\"99\"");
      audit.denied(request, deny);
      audit.denied(request, deny);
    }
    assertThat(lines()).hasSize(5).last().asString().contains("STRANGER", "\"+count\":\"1\"");
    assertThat(AuditLog.verify(file).sound()).isTrue();
  }

  private void fill(int lines) throws Exception {
    try (var audit = open()) {
      for (var i = 0; i < lines; i++) {
        audit.record("10", "turn", Map.of("i", "é" + i));
      }
    }
  }

  private AuditLog open() throws Exception {
    return new AuditLog(file, now::get, new Redactor(List.of()));
  }

  private List<String> lines() throws Exception {
    return Files.readAllLines(file);
  }
}
