package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Doing.Todo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hooks say of an agent's work, by recorded payloads. */
class DoingReaderTest {
  private final DoingReader reader = new DoingReader();

  private List<Doing> recorded(String name) throws Exception {
    return reader.read(
        HookEvent.parse(Files.readString(Path.of("src/test/resources/hooks/" + name + ".json"))));
  }

  private List<Doing> tool(String event, String tool, String input, String more) throws Exception {
    return reader.read(
        HookEvent.parse(
            """
            {"session_id": "s", "cwd": "/home/me/proj", "hook_event_name": "%s",
             "tool_use_id": "t1", "tool_name": "%s", "tool_input": %s %s}
            """
                .formatted(event, tool, input, more)));
  }

  @Test
  void aToolBeginsAndEnds() throws Exception {
    assertThat(recorded("PreToolUse.Bash"))
        .singleElement()
        .isInstanceOfSatisfying(Doing.ToolBegan.class, d -> assertThat(d.tool()).isEqualTo("Bash"));
    assertThat(recorded("PostToolUse.Bash"))
        .singleElement()
        .isInstanceOfSatisfying(
            Doing.ToolEnded.class,
            d -> {
              assertThat(d.subject()).isEqualTo("ls");
              assertThat(d.result()).isEqualTo("sub");
              assertThat(d.failed()).isFalse();
              assertThat(d.file()).isNull();
              assertThat(d.took()).isEqualTo(Duration.ofMillis(48));
            });
    assertThat(recorded("PostToolUseFailure"))
        .singleElement()
        .isInstanceOfSatisfying(
            Doing.ToolEnded.class,
            d -> {
              assertThat(d.failed()).isTrue();
              assertThat(d.result()).isNotBlank().doesNotContain("\n");
            });
    assertThat(recorded("MessageDisplay"))
        .containsExactly(
            new Doing.Wrote(
                "3be96766-844d-45f2-a8ec-fafb4a54afc4", 0, false, "first\nsecond line\n\n"));
    assertThat(recorded("Stop")).isEmpty();
  }

  @Test
  void theToDoListIsPutTogetherFromItsChanges() throws Exception {
    assertThat(recorded("PostToolUse.TaskCreate").getLast())
        .isEqualTo(new Doing.Planned(List.of(new Todo("Fix bug", Todo.State.OPEN))));
    assertThat(recorded("TaskCreated")).as("the same told again").isEmpty();
    assertThat(
            tool("PostToolUse", "TaskUpdate", "{\"taskId\":\"1\",\"status\":\"in_progress\"}", ""))
        .last()
        .isEqualTo(new Doing.Planned(List.of(new Todo("Fix bug", Todo.State.ACTIVE))));
    assertThat(recorded("PostToolUse.TaskUpdate").getLast())
        .isEqualTo(new Doing.Planned(List.of(new Todo("Fix bug", Todo.State.DONE))));
    assertThat(recorded("TaskCompleted")).isEmpty();
    assertThat(tool("PostToolUse", "TaskUpdate", "{\"taskId\":\"7\",\"status\":\"completed\"}", ""))
        .as("one that was made before we listened")
        .last()
        .isEqualTo(
            new Doing.Planned(
                List.of(new Todo("Fix bug", Todo.State.DONE), new Todo("#7", Todo.State.DONE))));
    assertThat(tool("PostToolUse", "TaskUpdate", "{\"taskId\":\"1\",\"status\":\"deleted\"}", ""))
        .last()
        .isEqualTo(new Doing.Planned(List.of(new Todo("#7", Todo.State.DONE))));
  }

  @Test
  void aWholeListTakesThePlaceOfTheOneBefore() throws Exception {
    String todos =
        "{\"todos\":[{\"content\":\"a\\nb\",\"status\":\"completed\"},"
            + "{\"content\":\"c\",\"status\":\"in_progress\"},"
            + "{\"content\":\"d\",\"status\":\"?\"}]}";
    List<Doing> first = tool("PostToolUse", "TodoWrite", todos, "");
    assertThat(first.getLast())
        .isEqualTo(
            new Doing.Planned(
                List.of(
                    new Todo("a b", Todo.State.DONE),
                    new Todo("c", Todo.State.ACTIVE),
                    new Todo("d", Todo.State.OPEN))));
    assertThat(tool("PostToolUse", "TodoWrite", todos, "")).hasSize(1);
    assertThat(tool("PostToolUse", "TodoWrite", "{\"todos\":7}", "")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Read | {\"file_path\":\"/home/me/proj/src/A.java\"} | src/A.java",
        "Edit | {\"file_path\":\"/etc/nginx/sites/a.conf\"} | …/sites/a.conf",
        "Grep | {\"path\":\"/x\",\"pattern\":\"TODO\"} | TODO",
        "Agent | {\"description\":\"look around\",\"prompt\":\"long\"} | look around",
        "TaskUpdate | {\"taskId\":\"1\"} | ''",
        "Bash | {\"command\":\"a\\nb\\tc\"} | a b c",
        "mcp__x__y | {\"n\":1,\"question\":\"which?\"} | which?",
        "Odd | 7 | ''",
        "Read | {\"file_path\":\"a\\u0000b\"} | a b"
      })
  void theSubjectIsOneLine(String tool, String input, String subject) throws Exception {
    assertThat(tool("PreToolUse", tool, input, ""))
        .containsExactly(new Doing.ToolBegan("t1", tool, subject));
  }

  @Test
  void changedFilesAndResultsAreTold() throws Exception {
    var patch =
        ", \"tool_response\": {\"structuredPatch\":[{\"lines\":[\" a\",\"+b\",\"+c\",\"-d\"]}]}";
    var edit = tool("PostToolUse", "Edit", "{\"file_path\":\"/p/a.txt\"}", patch).getFirst();
    assertThat(((Doing.ToolEnded) edit).file()).isEqualTo("/p/a.txt");
    assertThat(((Doing.ToolEnded) edit).result()).isEqualTo("+2 −1");
    var failed =
        tool(
            "PostToolUseFailure",
            "Edit",
            "{\"file_path\":\"/p/a.txt\"}",
            ", \"error\": \"no\\nx\"");
    assertThat(((Doing.ToolEnded) failed.getFirst()).file()).isNull();
    assertThat(((Doing.ToolEnded) failed.getFirst()).result()).isEqualTo("no");
    var read =
        tool("PostToolUse", "Read", "{}", ", \"tool_response\": {\"file\":{\"numLines\":12}}");
    assertThat(((Doing.ToolEnded) read.getFirst()).result()).isEqualTo("12 lines");
  }

  @Test
  void hugeInputsAreBounded() throws Exception {
    String huge = Json.write("x ".repeat(1_000_000));
    var began = tool("PreToolUse", "Bash", "{\"command\":" + huge + "}", "").getFirst();
    assertThat(((Doing.ToolBegan) began).subject().length()).isLessThanOrEqualTo(2_000);
  }
}
