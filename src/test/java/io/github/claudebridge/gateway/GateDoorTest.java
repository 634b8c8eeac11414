package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Redactor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateDoorTest {
  @TempDir private Path dir;
  private final Gate gate = new Gate("100", Set.of("1000"), Set.of("7"), Set.of("1500"));

  private static Sender sender(String user, Set<String> roles, boolean bot) {
    return new Sender("100", "200", user, roles, bot, false);
  }

  @Test
  void letsInWhoIsListedAndAuditsOthers() throws Exception {
    Path file = dir.resolve("audit.log");
    try (AuditLog audit = new AuditLog(file, InstantSource.system(), new Redactor(Set.of()))) {
      GateDoor door = new GateDoor(gate, audit);
      assertThat(door.admits(sender("1000", Set.of(), false))).isTrue();
      assertThat(door.admits(sender("1001", Set.of("7"), false))).isTrue();
      assertThat(door.admits(sender("1500", Set.of(), true))).isTrue();
      assertThat(door.admits(sender("1000", null, false))).isFalse();
      assertThat(door.admits(sender("1501", Set.of("7"), true))).isFalse();
      assertThat(door.admits(sender("1002", Set.of("8"), false))).isFalse();
      door.turnedAway(sender("1002", Set.of("8"), false), "5");
    }
    assertThat(Files.readString(file)).contains("1002").contains("STRANGER");
  }
}
