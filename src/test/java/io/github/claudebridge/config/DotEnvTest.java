package io.github.claudebridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {
  @TempDir Path project;

  @Test
  void linesAreRead() throws Exception {
    var values =
        DotEnv.parse(
            ".env",
            """
            # a comment
            A=plain # said so
            export B="two words # not a comment" # one
              C = 'it is $raw'
            D=
            E="a\\"b\\nc"
            F=a#b
            """);
    assertThat(values)
        .containsExactly(
            Map.entry("A", "plain"),
            Map.entry("B", "two words # not a comment"),
            Map.entry("C", "it is $raw"),
            Map.entry("D", ""),
            Map.entry("E", "a\"b\nc"),
            Map.entry("F", "a#b"));
  }

  @Test
  void aLineThatIsNotUnderstoodIsNamedButNotShown() {
    var wrong =
        catchThrowableOfType(
            BadSettingsException.class, () -> DotEnv.parse(".env", "A=1\nhush hush\nB=\"open"));
    assertThat(wrong.problems())
        .containsExactly(
            ".env:2: not understood; write KEY=VALUE or KEY=\"VALUE\"",
            ".env:3: not understood; write KEY=VALUE or KEY=\"VALUE\"");
  }

  @Test
  void othersMustNotReadIt() throws Exception {
    var file = write("rw-r-----");
    var wrong = catchThrowableOfType(BadSettingsException.class, () -> DotEnv.read(file));
    assertThat(wrong).hasMessageEndingWith("run: chmod 600 " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(DotEnv.read(file)).containsEntry("DISCORD_BOT_TOKEN", "hush");
  }

  @Test
  void theEnvironmentWinsAndTheTokenIsMasked() throws Exception {
    var file = write("rw-------");
    var token = DotEnv.token(DotEnv.over(file, Map.of("PATH", "/bin"))).orElseThrow();
    assertThat(token.reveal()).isEqualTo("hush");
    assertThat(token).hasToString("‹secret›");
    assertThat(DotEnv.over(file, Map.of("DISCORD_BOT_TOKEN", "mine")))
        .containsEntry("DISCORD_BOT_TOKEN", "mine");
    assertThat(DotEnv.token(Map.of("DISCORD_BOT_TOKEN", " "))).isEmpty();
    assertThat(DotEnv.read(project.resolve("none"))).isEmpty();
  }

  private Path write(String mode) throws Exception {
    var file = Files.writeString(project.resolve(".env"), "DISCORD_BOT_TOKEN=hush\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
