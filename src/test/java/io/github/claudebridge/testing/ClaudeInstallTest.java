package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.ClaudeInstall.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ClaudeInstallTest {
  private static final String PLACE =
      "claude-code-" + ClaudeInstall.VERSION + "/node_modules/.bin/claude";

  @TempDir Path temp;

  @Test
  void findsWhatIsInstalled() throws Exception {
    Path binary = temp.resolve(PLACE);
    Files.createDirectories(binary.getParent());
    program(binary, "#!/bin/sh\n");

    assertThat(new ClaudeInstall(temp, Map.of()).findOrInstall())
        .isEqualTo(new Result.Found(binary));
  }

  @Test
  void installsOnceAndLeavesNoRubbish() throws Exception {
    Result result = new ClaudeInstall(temp, fakeNpm(INSTALLS)).findOrInstall();

    assertThat(result).isEqualTo(new Result.Found(temp.resolve(PLACE)));
    assertThat(temp.toFile().list()).doesNotContain("npm-leaked").hasSize(3);
  }

  @Test
  void saysWhyNpmFailed() throws Exception {
    Result result =
        new ClaudeInstall(temp, fakeNpm("echo E404 no such package; exit 3")).findOrInstall();

    assertThat(result)
        .isEqualTo(new Result.Missing("npm ended with 3: E404 no such package"));
    assertThat(temp.toFile().list()).containsExactlyInAnyOrder("install.lock", "bin");
  }

  @Test
  void hidesOurEnvironmentFromNpm() throws Exception {
    Map<String, String> environment = new HashMap<>(fakeNpm("env; exit 4"));
    environment.put("SECRET_TOKEN", "hush");
    environment.put("npm_config_registry", "http://registry");

    assertThat(new ClaudeInstall(temp, environment).findOrInstall().toString())
        .contains("npm_config_registry")
        .doesNotContain("SECRET_TOKEN");
  }

  @Test
  void whatIsMissingEndsTheTestWithItsReason() {
    assertThat(ClaudeInstall.required(new Result.Found(temp))).isEqualTo(temp);
    assertThatThrownBy(() -> ClaudeInstall.required(new Result.Missing("no network")))
        .isInstanceOfAny(TestAbortedException.class, AssertionFailedError.class)
        .hasMessageContaining("no network");
  }

  private static final String INSTALLS =
      "mkdir -p \"$3/node_modules/.bin\"; b=\"$3/node_modules/.bin/claude\"; "
          + "echo '#!/bin/sh' > \"$b\"; chmod +x \"$b\"";

  /** A PATH with an npm that runs this; ProcessBuilder finds programs by its own PATH. */
  private Map<String, String> fakeNpm(String script) throws Exception {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    program(bin.resolve("npm"), "#!/bin/sh\n" + script + "\n");
    return Map.of("PATH", bin + ":/usr/bin:/bin");
  }

  private static void program(Path file, String text) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
