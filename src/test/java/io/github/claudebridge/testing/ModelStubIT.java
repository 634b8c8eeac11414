package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Claude Code against the model stub, printing and in a tmux pane. */
class ModelStubIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path temp;

  private Path claude;
  private ModelStub stub;
  private ClaudeHome home;

  @BeforeEach
  void start() {
    claude = ClaudeInstall.required();
    stub = ModelStub.start();
    home = ClaudeHome.trusted(temp, stub.uri());
  }

  @AfterEach
  void stop() {
    if (stub != null) {
      stub.close();
    }
  }

  @Test
  void echoesWhatTheUserSaid() throws Exception {
    Ended ended = print("こんにちは, model");

    assertThat(ended.output()).contains("ECHO: こんにちは, model");
    assertThat(ended.status()).isZero();
    assertThat(stub.conversation()).hasSize(1);
    ModelRequest request = stub.conversation().getFirst();
    assertThat(request.userTexts()).containsExactly("こんにちは, model");
    assertThat(request.systemPrompt()).contains("Claude");
    assertThat(request.header("x-api-key")).isEmpty();
  }

  @Test
  void runsAScriptedToolAndHandsBackItsResult() throws Exception {
    stub.script(ModelReply.text("Looking.").bash("echo out-of-the-tool"), ModelReply.text("Done."));

    Ended ended = print("use the tool");

    assertThat(ended.output()).contains("Done.");
    assertThat(stub.conversation()).hasSize(2);
    assertThat(stub.conversation().get(1).toolResults())
        .singleElement()
        .satisfies(result -> assertThat(result.text()).contains("out-of-the-tool"))
        .satisfies(result -> assertThat(result.error()).isFalse());
    assertThat(stub.scriptLeft()).isZero();
  }

  @Test
  void showsTheImageThatTheModelGets() throws Exception {
    BufferedImage picture = new BufferedImage(31, 17, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(picture, "png", home.project().resolve("a picture.png").toFile());

    print("look at @\"a picture.png\" please");

    assertThat(stub.conversation().getFirst().images())
        .singleElement()
        .satisfies(
            image -> {
              BufferedImage seen = ImageIO.read(new ByteArrayInputStream(image.bytes()));
              assertThat(List.of(seen.getWidth(), seen.getHeight())).containsExactly(31, 17);
            });
  }

  @Test
  void showsAFailureThatDoesNotPass() throws Exception {
    stub.answer(request -> ModelReply.invalidRequest("scripted refusal"));

    Ended ended = print("fail");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("scripted refusal");
  }

  @Test
  void showsAnOverloadThatDoesNotPass() throws Exception {
    stub.answer(request -> ModelReply.overloaded());

    Ended ended = print("overload");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("529");
    assertThat(stub.conversation()).hasSizeBetween(2, 3);
  }

  @Test
  void showsABadKey() throws Exception {
    stub.answer(request -> ModelReply.unauthorized());

    Ended ended = print("who am I");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("401");
  }

  @Test
  void isAskedAgainAfterACutStream() throws Exception {
    stub.script(ModelReply.text("Half of it.\n\n").cut());

    Ended ended = print("cut");

    assertThat(ended.output()).contains("ECHO: cut");
    assertThat(stub.conversation()).hasSize(2);
  }

  @Test
  void isAskedAgainAfterARateLimit() throws Exception {
    stub.script(ModelReply.rateLimited(1), ModelReply.text("After the limit."));

    Ended ended = print("try");

    assertThat(ended.output()).contains("After the limit.");
    assertThat(stub.conversation()).hasSize(2);
  }

  @Test
  void holdsATurnInAPaneUntilTheTestLetsGo() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    stub.script(ModelReply.text("First.\n\n").holdUntil(release).text("Last of all."));
    String settings = home.settings("Bash").toString();
    try (Pane pane = new Pane(home, temp)) {
      pane.start(claude.toString(), "--permission-mode", "manual", "--settings", settings);
      await().atMost(PATIENCE).until(() -> pane.status().equals("idle"));

      pane.tmux("send-keys", "-t", "claude", "-l", "--", "hold, please");
      pane.tmux("send-keys", "-t", "claude", "Enter");

      await().atMost(PATIENCE).until(() -> pane.screen().contains("First."));
      assertThat(pane.status()).isEqualTo("busy");
      assertThat(stub.conversation()).hasSize(1);
      assertThat(pane.screen()).doesNotContain("Last of all.");

      release.countDown();
      await().atMost(PATIENCE).until(() -> pane.screen().contains("Last of all."));
      await().atMost(PATIENCE).until(() -> pane.status().equals("idle"));
    }
  }

  @Test
  void asksForTrustWhereTheHomeGivesNone() throws Exception {
    home = ClaudeHome.untrusted(temp.resolve("untrusted"), stub.uri());
    try (Pane pane = new Pane(home, temp)) {
      pane.start(claude.toString(), "--permission-mode", "manual");

      await().atMost(PATIENCE).until(() -> pane.screen().contains("Yes, I trust this folder"));
      assertThat(stub.requests()).isEmpty();
    }
  }

  private record Ended(int status, String output) {}

  private Ended print(String prompt) throws Exception {
    Path output = temp.resolve("output.txt");
    List<String> command =
        home.scrubbed(
            claude.toString(), "-p", prompt, "--settings", home.settings("Bash").toString());
    Process process =
        new ProcessBuilder(command)
            .directory(home.project().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("claude -p ended; it said: %s", Files.readString(output)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** One pane of a tmux server of its own, whose environment is Claude Code's. */
  private static final class Pane implements AutoCloseable {
    private final ClaudeHome home;
    private final Path socket;

    Pane(ClaudeHome home, Path temp) {
      this.home = home;
      this.socket = temp.resolve("tmux");
    }

    void start(String... command) throws IOException {
      List<String> arguments =
          new ArrayList<>(List.of("new-session", "-d", "-s", "claude", "-x", "200", "-y", "50"));
      arguments.addAll(List.of("-c", home.project().toString()));
      arguments.addAll(List.of(command));
      tmux(arguments.toArray(String[]::new));
    }

    String screen() throws IOException {
      return tmux("capture-pane", "-p", "-t", "claude");
    }

    private long pid() throws IOException {
      return Long.parseLong(tmux("display-message", "-p", "-t", "claude", "#{pane_pid}").trim());
    }

    String status() throws IOException {
      long pid = pid();
      return home.sessionFile(pid).map(file -> file.path("status").asText()).orElse("");
    }

    String tmux(String... arguments) throws IOException {
      List<String> command =
          new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString(), "-f", "/dev/null"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(home.environment());
      Process process = builder.start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Waits for Claude Code's end too: it writes into its home until then. */
    @Override
    public void close() throws IOException {
      ProcessHandle agent = ProcessHandle.of(pid()).orElse(null);
      tmux("kill-server");
      if (agent != null) {
        agent.onExit().orTimeout(10, TimeUnit.SECONDS).join();
      }
    }
  }
}
