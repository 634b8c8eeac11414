package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.claude.HookEvent.PermissionAsked;
import io.github.claudebridge.claude.HookEvent.Stopped;
import io.github.claudebridge.claude.HookEvent.TextShown;
import io.github.claudebridge.claude.HookEvent.ToolFinished;
import io.github.claudebridge.claude.HookEvent.ToolStarting;
import io.github.claudebridge.claude.HookEvent.Unknown;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookEventTest {
  private static final String HOSTILE = "{}[]\",:0x\\\0n";
  private static final Path HOOKS = Path.of("src/test/resources/hooks");

  /** What each recorded hook must become. A name not listed must stay Unknown. */
  private static final Map<String, String> TABLE =
      Map.ofEntries(
          Map.entry("SessionStart", "SessionStarted"),
          Map.entry("SessionEnd", "SessionEnded"),
          Map.entry("UserPromptSubmit", "PromptSubmitted"),
          Map.entry("MessageDisplay", "TextShown"),
          Map.entry("PreToolUse", "ToolStarting"),
          Map.entry("PostToolUse", "ToolFinished"),
          Map.entry("PostToolUseFailure", "ToolFinished"),
          Map.entry("PermissionRequest", "PermissionAsked"),
          Map.entry("Elicitation", "FormAsked"),
          Map.entry("ElicitationResult", "FormAnswered"),
          Map.entry("Notification", "Notified"),
          Map.entry("Stop", "Stopped"),
          Map.entry("StopFailure", "StopFailed"),
          Map.entry("SubagentStart", "SubagentStarted"),
          Map.entry("SubagentStop", "SubagentStopped"),
          Map.entry("PreCompact", "CompactStarting"),
          Map.entry("PostCompact", "CompactDone"),
          Map.entry("TaskCreated", "TasksChanged"),
          Map.entry("TaskCompleted", "TasksChanged"));

  static Stream<Path> recorded() throws IOException {
    return Files.list(HOOKS).sorted();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void readsEveryRecordedHook(Path file) throws Exception {
    HookEvent event = HookEvent.parse(Files.readString(file));
    String hook = file.getFileName().toString().split("\\.")[0];
    assertThat(event.getClass().getSimpleName()).isEqualTo(TABLE.getOrDefault(hook, "Unknown"));
    assertThat(event.conversation()).hasSize(36);
    assertThat(event.transcriptPath()).endsWith(event.conversation() + ".jsonl");
    assertThat(event.cwd()).startsWith("/home/proj1");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void truncatedHooksAreBadJsonAndNothingElse(Path file) throws Exception {
    String whole = Files.readString(file);
    for (int cut = 0; cut < whole.stripTrailing().length() - 1; cut += 7) {
      String part = whole.substring(0, cut);
      assertThatThrownBy(() -> HookEvent.parse(part)).isInstanceOf(BadJsonException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void damagedHooksAreReadOrBadJson(Path file) throws Exception {
    String whole = Files.readString(file);
    var random = new Random(42);
    for (int round = 0; round < 200; round++) {
      var damaged = new StringBuilder(whole);
      for (int hit = 0; hit < 3; hit++) {
        char hostile = HOSTILE.charAt(random.nextInt(HOSTILE.length()));
        damaged.setCharAt(random.nextInt(damaged.length()), hostile);
      }
      try {
        HookEvent.parse(damaged.toString());
      } catch (BadJsonException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "7",
        "\"Stop\"",
        "{}",
        "{\"hook_event_name\":\"Stop\"}",
        "{\"session_id\":\"a\"}",
        "{\"session_id\":5,\"hook_event_name\":\"Stop\"}",
        "{\"session_id\":\"../../etc/passwd\",\"hook_event_name\":\"Stop\"}",
        "{\"session_id\":\"a\",\"hook_event_name\":{}}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":[\"x\"]}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"UserPromptSubmit\"}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"Stop\",\"background_tasks\":{\"id\":1}}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"Stop\",\"background_tasks\":[7]}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"Stop\",\"stop_hook_active\":\"yes\"}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"SubagentStop\"}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"MessageDisplay\",\"message_id\":\"m\",\"index\":-1}",
        "{\"session_id\":\"a\",\"hook_event_name\":\"MessageDisplay\",\"message_id\":\"m\",\"index\":1e99}",
      })
  void wrongShapesAreBadJson(String json) {
    assertThatThrownBy(() -> HookEvent.parse(json)).isInstanceOf(BadJsonException.class);
  }

  @Test
  void deepNestingIsBadJson() {
    String deep =
        "{\"session_id\":\"a\",\"hook_event_name\":\"PreToolUse\",\"tool_input\":"
            + "{\"a\":".repeat(5_000);
    assertThatThrownBy(() -> HookEvent.parse(deep)).isInstanceOf(BadJsonException.class);
  }

  @Test
  void keepsTheDetails() throws Exception {
    assertThat(parse("MessageDisplay"))
        .isInstanceOfSatisfying(
            TextShown.class,
            shown -> {
              assertThat(shown.delta()).isEqualTo("first\nsecond line\n\n");
              assertThat(shown.last()).isFalse();
              assertThat(shown.messageId()).isEqualTo("3be96766-844d-45f2-a8ec-fafb4a54afc4");
            });
    assertThat(parse("PermissionRequest.Bash"))
        .isInstanceOfSatisfying(
            PermissionAsked.class,
            asked -> {
              assertThat(asked.input().path("command").asText()).startsWith("rm -rf");
              assertThat(asked.suggestions()).hasSize(2);
            });
    assertThat(parse("PreToolUse.subagent_Bash"))
        .isInstanceOfSatisfying(
            ToolStarting.class, tool -> assertThat(tool.agentId()).isEqualTo("a08c6b8f0ac1c4e99"));
    assertThat(parse("PostToolUseFailure"))
        .isInstanceOfSatisfying(
            ToolFinished.class,
            tool -> {
              assertThat(tool.failed()).isTrue();
              assertThat(tool.durationMs()).isEqualTo(25);
            });
    assertThat(parse("Stop"))
        .isInstanceOfSatisfying(
            Stopped.class,
            stop -> assertThat(stop.lastMessage()).isEqualTo("first\nsecond line\n\nthird"));
    assertThat(parse("CwdChanged"))
        .isInstanceOfSatisfying(
            Unknown.class,
            unknown -> {
              assertThat(unknown.name()).isEqualTo("CwdChanged");
              assertThat(unknown.raw().path("old_cwd").asText()).isEqualTo("/home/proj1");
            });
  }

  @Test
  void knowsSubAgentsThatStillWork() throws Exception {
    var json =
        Json.parse(
            "{\"session_id\":\"a\",\"hook_event_name\":\"Stop\","
                + "\"background_tasks\":[{\"id\":\"x\",\"type\":\"subagent\"},"
                + "{\"id\":\"y\",\"type\":\"shell\"},{\"id\":\"z\",\"type\":\"subagent\"}]}");
    assertThat(((Stopped) HookEvent.parse(json)).backgroundAgents()).containsExactly("x", "z");
  }

  private static HookEvent parse(String name) throws Exception {
    return HookEvent.parse(Files.readString(HOOKS.resolve(name + ".json")));
  }
}
