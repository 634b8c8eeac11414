package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token of each session's hooks. */
class HookTokensTest {
  @TempDir private Path folder;

  @Test
  void isKeptForTheNextBridgeInAFileOfItsOwner() throws Exception {
    String token = new HookTokens(folder).of(1);
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(new HookTokens(folder).of(1)).isEqualTo(token);
    Path file = folder.resolve("session-1.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void isAnotherForEachSession() throws Exception {
    HookTokens tokens = new HookTokens(folder);
    assertThat(tokens.of(1)).isNotEqualTo(tokens.of(2));
    assertThat(tokens.matches(1, "Bearer " + tokens.of(1))).isTrue();
    assertThat(tokens.matches(1, "Bearer " + tokens.of(2))).isFalse();
    assertThat(tokens.matches(1, null)).isFalse();
    assertThat(tokens.matches(1, "bearer " + tokens.of(1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "../../etc/passwd"})
  void aFileOfRubbishIsReplaced(String kept) throws Exception {
    Path file = folder.resolve("session-1.token");
    Files.writeString(file, kept);
    assertThat(new HookTokens(folder).of(1)).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
