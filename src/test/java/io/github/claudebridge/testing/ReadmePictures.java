package io.github.claudebridge.testing;

import io.github.claudebridge.text.TerminalPicture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Makes the pictures of README.md: the real Claude Code in its pane, and a chat beside it. The
 * model's words are a script's. Its name keeps it out of the test run; by hand: {@code mvn test
 * -Dtest=ReadmePictures}.
 */
final class ReadmePictures {
  private static final int COLUMNS = 76;

  private static final String POINT =
      """
      record Point(int x, int y) {
        double length() {
          return Math.hypot(x, x);
        }
      }
      """;

  @Test
  @Logs("nobody is heard")
  void make() throws Exception {
    Path folder = Files.createDirectories(Path.of("docs/pictures"));
    Path root = Files.createTempDirectory("cdb");
    try (ModelStub model = ModelStub.start()) {
      ClaudeHome home = ClaudeHome.trusted(root, model.uri());
      Path point = Files.writeString(home.project().resolve("Point.java"), POINT);
      model.script(
          ModelReply.text("I read it first.").read(point.toString()),
          ModelReply.text(
              """
              The length is wrong: `x` is taken twice. It should be

              ```java
              return Math.hypot(x, y);
              ```"""),
          ModelReply.text("はい。`length()` の引数を `y` に直せば正しくなります。"));
      try (BridgeRig rig = bridge(root, home)) {
        rig.tmux(
            "new-session", "-d", "-s", "chat", "-x", "" + COLUMNS, "-y", "18",
            "env -i HOME=" + home.home() + " PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8"
                + " TERM=xterm-256color JAVA_HOME=" + System.getProperty("java.home")
                + " bin/vai --project " + rig.project() + " chat 1 --last 0");
        until(rig, "chat", "Ctrl-D leaves");
        say(rig, "Is Point.java right?");
        until(rig, "chat", "hypot");
        say(rig, "直せますか？");
        until(rig, "chat", "正しくなります");
        until(rig, "claude-session-1", "正しくなります");
        draw(rig, "chat", folder.resolve("chat.png"));
        draw(rig, "claude-session-1", folder.resolve("terminal.png"));
      }
    }
  }

  private static BridgeRig bridge(Path root, ClaudeHome home) throws Exception {
    StringBuilder yaml = new StringBuilder("tmux: {width: " + COLUMNS + ", height: 30}\n");
    yaml.append("agents:\n  claude:\n    command: ").append(ClaudeInstall.required());
    yaml.append("\n    env:\n");
    home.environment()
        .forEach(
            (name, value) -> {
              if (!name.equals("PATH") && !name.equals("TERM")) {
                yaml.append("      ").append(name).append(": \"").append(value).append("\"\n");
              }
            });
    return new BridgeRig(root, yaml.toString(), home.environment(), null)
        .bindings(
            """
            {"version": 1, "sessions": {"1": {"channel": "local-1", "name": "points",
              "directory": "%s", "agent": "claude"}}}"""
                .formatted(home.project()))
        .open();
  }

  private static void say(BridgeRig rig, String words) throws Exception {
    rig.tmux("send-keys", "-t", "=chat:", "-l", words);
    rig.tmux("send-keys", "-t", "=chat:", "Enter");
  }

  private static void until(BridgeRig rig, String session, String words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.tmux("capture-pane", "-p", "-t", "=" + session + ":").contains(words));
  }

  private static void draw(BridgeRig rig, String session, Path file) throws Exception {
    String screen = rig.tmux("capture-pane", "-e", "-p", "-t", "=" + session + ":").stripTrailing();
    Files.write(file, TerminalPicture.png(screen, COLUMNS));
    Files.writeString(
        Path.of("target", file.getFileName() + ".txt"), screen, StandardCharsets.UTF_8);
  }
}
