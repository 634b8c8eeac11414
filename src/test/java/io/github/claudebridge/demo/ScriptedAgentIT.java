package io.github.claudebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.claudebridge.claude.AgentStatus;
import io.github.claudebridge.claude.ClaudeLaunch;
import io.github.claudebridge.claude.DialogKind;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.ScreenReader;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.claude.Transcript;
import io.github.claudebridge.claude.TranscriptLine;
import io.github.claudebridge.claude.TranscriptReader;
import io.github.claudebridge.json.BadJsonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo agent in a real pane, launched as a session is and heard as Claude Code is. */
class ScriptedAgentIT {
  private final UUID conversation = UUID.randomUUID();
  private final Queue<HookEvent> heard = new ConcurrentLinkedQueue<>();
  private @TempDir Path dir;
  private Path cwd;
  private HttpServer bridge;
  private volatile String permissionAnswer = "{}";

  @BeforeEach
  void start() throws Exception {
    cwd = Files.createDirectories(dir.resolve("work.dir"));
    bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bridge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    bridge.createContext(
        "/hooks",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String answer = "{}";
          try {
            HookEvent event = HookEvent.parse(body);
            heard.add(event);
            answer = event instanceof HookEvent.PermissionAsked ? permissionAnswer : answer;
          } catch (BadJsonException broken) {
            throw new IOException(broken);
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    bridge.start();
    launch(false);
  }

  @AfterEach
  void stop() throws Exception {
    tmux("kill-server");
    bridge.stop(0);
  }

  @Test
  void aWholeConversation() throws Exception {
    AgentStatus status = status();
    assertThat(status.conversation()).isEqualTo(conversation.toString());
    assertThat(status.alive()).isTrue();
    assertThat(status.pane()).isEqualTo("%0");

    type("echo 日本 **bold**");
    await().until(() -> last(HookEvent.Stopped.class) != null);
    assertThat(last(HookEvent.Stopped.class).lastMessage()).isEqualTo("日本 **bold**");
    assertThat(last(HookEvent.PromptSubmitted.class).prompt()).isEqualTo("echo 日本 **bold**");
    assertThat(last(HookEvent.TextShown.class).last()).isTrue();
    await().until(() -> status().state() == AgentStatus.State.IDLE);

    type("slow 30");
    await()
        .until(() -> screen() instanceof ScreenState.Busy && count(HookEvent.TextShown.class, 2));
    assertThat(status().state()).isEqualTo(AgentStatus.State.BUSY);
    tmux("send-keys", "-t", "%0", "Escape");
    await().until(() -> status().state() == AgentStatus.State.IDLE);
    assertThat(heard.stream().filter(HookEvent.Stopped.class::isInstance)).hasSize(1);

    List<TranscriptLine> lines = transcript();
    assertThat(lines.stream().filter(TranscriptLine.UserPrompt.class::isInstance)).hasSize(2);
    assertThat(lines).hasAtLeastOneElementOfType(TranscriptLine.TurnEnded.class);
    assertThat(lines).hasAtLeastOneElementOfType(TranscriptLine.Interrupted.class);

    type("/exit");
    await().untilAsserted(
        () -> assertThat(dir.resolve("run/session-1.exit.code")).hasContent("0"));
    assertThat(last(HookEvent.SessionEnded.class).reason()).isEqualTo("prompt_input_exit");
  }

  @Test
  void permissionsByKeyAndByHook() throws Exception {
    type("ask");
    await().until(() -> screen() instanceof ScreenState.Dialog);
    assertThat(screen())
        .isInstanceOfSatisfying(
            ScreenState.Dialog.class,
            dialog -> {
              assertThat(dialog.kind()).isEqualTo(DialogKind.PERMISSION);
              assertThat(dialog.options()).hasSize(3);
            });
    assertThat(status().state()).isEqualTo(AgentStatus.State.WAITING);
    tmux("send-keys", "-t", "%0", "1");
    await().until(() -> last(HookEvent.ToolFinished.class) != null);
    await().until(() -> screen() instanceof ScreenState.Ready);

    permissionAnswer =
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PermissionRequest\","
            + "\"decision\":{\"behavior\":\"deny\",\"message\":\"no\"}}}";
    type("ask");
    await().until(() -> count(HookEvent.Stopped.class, 2));
    assertThat(last(HookEvent.Stopped.class).lastMessage()).contains("You said no");
  }

  @Test
  void crashesAndResumes() throws Exception {
    type("echo one");
    await().until(() -> count(HookEvent.Stopped.class, 1));
    type("crash");
    await().untilAsserted(
        () -> assertThat(dir.resolve("run/session-1.exit.code")).hasContent("1"));
    launch(true);
    type("echo two");
    await().until(() -> count(HookEvent.Stopped.class, 2));
    assertThat(last(HookEvent.Stopped.class).conversation()).isEqualTo(conversation.toString());
  }

  @Test
  void drawsAnewWhenItsPaneGetsAnotherSize() throws Exception {
    type("echo one");
    await().until(() -> screen() instanceof ScreenState.Ready && count(HookEvent.Stopped.class, 1));
    for (int columns : new int[] {70, 140, 60, 200}) {
      tmux("resize-window", "-t", "%0", "-x", Integer.toString(columns), "-y", "30");
      String rule = "─".repeat(columns);
      await()
          .untilAsserted(
              () -> {
                List<String> shown = tmux("capture-pane", "-p", "-J", "-t", "%0").lines().toList();
                assertThat(shown).filteredOn(line -> line.contains("─")).containsOnly(rule);
                assertThat(shown).filteredOn(rule::equals).hasSize(2);
                assertThat(screen()).isInstanceOf(ScreenState.Ready.class);
              });
    }
    type("ask");
    await().until(() -> screen() instanceof ScreenState.Dialog);
    tmux("resize-window", "-t", "%0", "-x", "50", "-y", "30");
    await()
        .untilAsserted(
            () -> {
              String shown = tmux("capture-pane", "-p", "-t", "%0");
              assertThat(shown.lines()).filteredOn("─".repeat(50)::equals).hasSize(1);
              assertThat(shown).containsOnlyOnce("Do you want to proceed?");
              assertThat(screen()).isInstanceOf(ScreenState.Dialog.class);
            });
  }

  private void launch(boolean resume) throws Exception {
    Path run = Files.createDirectories(dir.resolve("run"));
    var claude =
        new ClaudeLaunch(
            ScriptedAgent.command(),
            1,
            conversation,
            resume,
            null,
            "manual",
            List.of(),
            Map.of(),
            URI.create("http://127.0.0.1:" + bridge.getAddress().getPort() + "/hooks"),
            "token-of-sixteen-and-more",
            run.resolve("none.sock"),
            run,
            Path.of("bin").toAbsolutePath(),
            run.resolve("attachments"),
            "general",
            Duration.ofHours(1));
    ClaudeLaunch.Launch launch =
        claude.compose(Map.of("HOME", dir.toString(), "PATH", System.getenv("PATH")));
    Files.writeString(launch.settingsFile(), launch.settingsJson());
    Files.writeString(launch.headerFile(), launch.headerText());
    List<String> words =
        new ArrayList<>(
            List.of(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-s",
                "agent",
                "-x",
                "120",
                "-y",
                "40",
                "-c",
                cwd.toString(),
                "-e",
                "CLAUDE_BRIDGE_EXIT=" + claude.exitPrefix()));
    launch.environment().forEach((name, value) -> words.addAll(List.of("-e", name + "=" + value)));
    words.add(Path.of("bin/agent-run").toAbsolutePath().toString());
    words.addAll(launch.argv());
    tmux(words.toArray(String[]::new));
    await().until(() -> screen() instanceof ScreenState.Ready);
  }

  private void type(String text) throws Exception {
    await().until(() -> screen() instanceof ScreenState.Ready);
    tmux("send-keys", "-t", "agent:", "-l", text);
    tmux("send-keys", "-t", "agent:", "Enter");
  }

  private ScreenState screen() throws Exception {
    return ScreenReader.read(tmux("capture-pane", "-p", "-t", "agent:").lines().toList());
  }

  private AgentStatus status() throws Exception {
    try (var files = Files.list(dir.resolve(".claude/sessions"))) {
      return AgentStatus.parse(Files.readString(files.findFirst().orElseThrow()));
    }
  }

  private List<TranscriptLine> transcript() throws Exception {
    List<TranscriptLine> lines = new ArrayList<>();
    Path file = Transcript.file(dir.resolve(".claude"), cwd, conversation.toString());
    new TranscriptReader(file, 0).read((line, offset) -> lines.add(line));
    return lines;
  }

  private <E extends HookEvent> E last(Class<E> kind) {
    return heard.stream().filter(kind::isInstance).map(kind::cast).reduce((a, b) -> b).orElse(null);
  }

  private boolean count(Class<? extends HookEvent> kind, int times) {
    return heard.stream().filter(kind::isInstance).count() == times;
  }

  private String tmux(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-u", "-S", dir.resolve("s").toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
