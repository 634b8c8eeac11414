package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartBridgeTest {
  private ShellProject project;

  @BeforeEach
  void copy(@TempDir Path dir) throws Exception {
    project = new ShellProject(dir);
    Files.writeString(project.root().resolve("pom.xml"), "<project/>");
    Files.createDirectories(project.root().resolve("src/main"));
  }

  @ParameterizedTest
  @CsvSource({
    "apt-get, apt-get install -y tmux",
    "dnf, dnf install -y tmux",
    "pacman, pacman -S --noconfirm tmux",
    "zypper, zypper install -y tmux",
    "apk, apk add tmux",
    "brew, brew install tmux"
  })
  void saysHowToInstallOnThisSystem(String system, String command) throws Exception {
    project.fake(system, "exit 0");

    var result = project.run("", Map.of(), "start-bridge.sh", "--demo");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("Missing: tmux 3.2 or later", command);
    assertThat(result.err()).contains("Missing: git", "Missing: curl", "Missing: Maven");
    assertThat(result.err()).doesNotContain("Claude Code").contains("--yes --demo");
  }

  @Test
  void claudeIsNeededUnlessItIsTheDemo() throws Exception {
    project.fake("npm", "exit 1").fake("apt-get", "exit 0");

    var result = project.run("", Map.of(), "start-bridge.sh");

    assertThat(result.err())
        .contains("Missing: Claude Code", "npm install -g @anthropic-ai/claude-code");
  }

  @ParameterizedTest
  @CsvSource({
    "tmux 3.1c, true",
    "tmux 2.9, true",
    "tmux 3.2, false",
    "tmux 3.3a, false",
    "tmux next-3.5, false",
    "tmux 10.0, false",
    "tmux master, false"
  })
  void knowsWhichTmuxIsTooOld(String version, boolean old) throws Exception {
    project.fake("tmux", "echo '" + version + "'");

    var result = project.run("", Map.of(), "start-bridge.sh", "--demo");

    assertThat(result.err().contains("Missing: tmux")).isEqualTo(old);
  }

  @Test
  void yesInstallsAndLooksAgain() throws Exception {
    var tools = project.root().resolveSibling("tools");
    project
        .link("cp")
        .link("chmod")
        .fake("sudo", "exec \"$@\"")
        .fake(
            "apt-get",
            "for last; do :; done; printf '#!/bin/sh\\necho tmux 3.4\\n' > '"
                + tools
                + "'/\"$last\"; chmod +x '"
                + tools
                + "'/\"$last\"")
        .fake("mvn", "echo '[ERROR] broken on purpose'; exit 1");

    var result = project.run("", Map.of(), "start-bridge.sh", "--demo", "--yes");

    assertThat(result.out()).contains("Installing tmux", "Looking again", "Building");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("broken on purpose", "the build failed", "logs/build.log");
  }

  @Test
  void runningBridgeIsLeftAloneAndSessionsAreStarted() throws Exception {
    project.link("curl");
    try (var bridge = new BridgeStandIn(project.socket())) {
      bridge.answer("GET /v1/health", 200, "{\"ready\":true,\"pid\":4711}");
      bridge.answer("POST /v1/sessions/2/start", 200, "{}");

      var result = project.run("", Map.of(), "start-bridge.sh");
      assertThat(result.exit()).isZero();
      assertThat(result.out()).contains("already running (process 4711)");

      var two = project.run("", Map.of(), "start-bridge.sh", "2");
      assertThat(two.exit()).isZero();
      assertThat(two.out()).contains("session 2: started");

      var three = project.run("", Map.of(), "start-bridge.sh", "3");
      assertThat(three.exit()).isEqualTo(1);
      assertThat(three.err()).contains("session 3: no such thing");
    }
  }

  @Test
  void startsWaitsAndSaysWhenTheBridgeEndsAtOnce() throws Exception {
    machineIsFine();
    java("echo 'the last words'; exit 75");

    var result = project.run("", Map.of(), "start-bridge.sh");

    assertThat(result.exit()).isEqualTo(75);
    assertThat(result.err()).contains("the last words", "another bridge runs");
    assertThat(project.root().resolve("run/bridge.pid")).doesNotExist();
  }

  @Test
  void passesOnWhatTheBridgeNeedsAndNotWhosePaneItIsIn() throws Exception {
    machineIsFine();
    java("env; printf 'arg %s\\n' \"$@\"; exit 3");

    var result =
        project.run(
            "",
            Map.of("TMUX", "x", "CLAUDE_BRIDGE_SESSION", "4", "CLAUDECODE", "1", "MINE", "kept"),
            "start-bridge.sh",
            "1",
            "3");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(project.root().resolve("logs/bridge.out"))
        .content()
        .contains(
            "arg io.github.claudebridge.app.BridgeMain",
            "arg --sessions\narg 1,3\narg --start-again",
            "arg -XX:ErrorFile=" + project.root().resolve("logs/crash-java-%p.txt"),
            "MINE=kept")
        .doesNotContain("TMUX=", "CLAUDE_BRIDGE_SESSION=", "CLAUDECODE=", "--demo");
    assertThat(Files.getPosixFilePermissions(project.root().resolve("run"))).hasSize(3);
    assertThat(Files.getPosixFilePermissions(project.root().resolve("logs"))).hasSize(3);
  }

  @Test
  void wrongUseIsTold() throws Exception {
    assertThat(project.run("", Map.of(), "start-bridge.sh", "0").exit()).isEqualTo(2);
    assertThat(project.run("", Map.of(), "start-bridge.sh", "1000").exit()).isEqualTo(2);
    assertThat(project.run("", Map.of(), "start-bridge.sh", "--nope").err()).contains("--help");
    assertThat(project.run("", Map.of(), "start-bridge.sh", "--help").out()).contains("Examples:");
  }

  /** All is there, and built. */
  private void machineIsFine() throws Exception {
    for (var each : new String[] {"git", "claude", "mvn"}) {
      project.fake(each, "exit 0");
    }
    project.link("curl").link("env").fake("tmux", "echo tmux 3.4");
    Files.createDirectories(project.root().resolve("target/lib"));
    Files.writeString(project.root().resolve("target/claude-discord-bridge.jar"), "");
    var old = java.nio.file.attribute.FileTime.fromMillis(0);
    Files.setLastModifiedTime(project.root().resolve("pom.xml"), old);
    Files.setLastModifiedTime(project.root().resolve("src/main"), old);
  }

  /** A Java 25 that does what the test says. */
  private void java(String script) throws Exception {
    var home = Files.createDirectories(project.root().resolve(".jdks/fake/bin")).getParent();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    var java = home.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    project.java(home);
  }
}
