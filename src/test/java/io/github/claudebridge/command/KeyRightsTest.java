package io.github.claudebridge.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.model.Question.Risk;
import io.github.claudebridge.testing.SettableTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may press keys in dialogs of the terminal. */
class KeyRightsTest {
  private static final String GUILD = "700000000000000001";
  private static final String BOSS_ROLE = "700000000000000009";

  @TempDir private Path folder;
  private AuditLog audit;

  @BeforeEach
  void open() throws Exception {
    audit =
        new AuditLog(
            folder.resolve("audit.log"), SettableTime.start(), new Redactor(List.of()));
  }

  @AfterEach
  void close() throws Exception {
    audit.close();
  }

  @Test
  void withoutApproversWhoeverIsHeardMay() {
    assertThat(rights(null).may(ann(), List.of("1"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Risk.class)
  void aKeyTakesEveryRightAndEscapeNone(Risk limited) throws Exception {
    KeyRights rights = rights(limited);
    assertThat(rights.may(ann(BOSS_ROLE), List.of("down", "enter"))).isTrue();
    assertThat(rights.may(ann(), List.of("esc"))).isTrue();
    assertThat(rights.may(ann(), List.of("esc", "1"))).isFalse();
    assertThat(rights.may(ann(), List.of("enter"))).isFalse();
    assertThat(Files.readString(folder.resolve("audit.log"))).contains("BEYOND_RIGHTS");
  }

  private KeyRights rights(@Nullable Risk limited) {
    return new KeyRights(
        new Gate(GUILD, Set.of("720000000000000001"), Set.of(), Set.of()),
        risk -> risk == limited ? Set.of(BOSS_ROLE) : Set.of(),
        audit);
  }

  private static Caller ann(String... roles) {
    return new Caller(
        GUILD, "710000000000000001", "720000000000000001", "Ann", Set.of(roles), false);
  }
}
