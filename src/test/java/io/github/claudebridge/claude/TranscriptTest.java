package io.github.claudebridge.claude;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.TranscriptLine.AssistantText;
import io.github.claudebridge.claude.TranscriptLine.Interrupted;
import io.github.claudebridge.claude.TranscriptLine.Other;
import io.github.claudebridge.claude.TranscriptLine.ToolResult;
import io.github.claudebridge.claude.TranscriptLine.ToolUse;
import io.github.claudebridge.claude.TranscriptLine.TurnEnded;
import io.github.claudebridge.claude.TranscriptLine.Usage;
import io.github.claudebridge.claude.TranscriptLine.UserPrompt;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptTest {
  private static final Path SAMPLES = Path.of("src/test/resources/transcripts");

  /** What each recorded kind of line must become; the rest is Other. */
  private static final Map<String, String> TABLE =
      Map.of(
          "user:str", "UserPrompt",
          "user:tool_result", "ToolResult",
          "user:text", "Interrupted",
          "assistant:tool_use", "ToolUse",
          "assistant:text", "AssistantText",
          "assistant:text:apierror", "AssistantText",
          "attachment:queued_command", "UserPrompt",
          "queue-operation", "Enqueued",
          "system:turn_duration", "TurnEnded");

  private @TempDir Path dir;

  @Test
  void readsOneOfEachKind() throws Exception {
    JsonNode kinds = Json.parse(Files.readString(SAMPLES.resolve("one_of_each_type.json")));
    assertThat(kinds.size()).isEqualTo(32);
    for (Map.Entry<String, JsonNode> kind : kinds.properties()) {
      List<TranscriptLine> lines =
          new ArrayList<>(TranscriptLine.parse(Json.write(kind.getValue())));
      lines.removeIf(Usage.class::isInstance); // stands before whatever else the line says
      assertThat(lines).as(kind.getKey()).hasSize(1);
      assertThat(lines.getFirst().getClass().getSimpleName())
          .as(kind.getKey())
          .isEqualTo(TABLE.getOrDefault(kind.getKey(), "Other"));
    }
    assertThat(TranscriptLine.parse(Json.write(kinds.get("attachment:queued_command"))).getFirst())
        .isInstanceOfSatisfying(
            UserPrompt.class, prompt -> assertThat(prompt.text()).isEqualTo("queued while tool"));
    assertThat(TranscriptLine.parse(Json.write(kinds.get("assistant:text:apierror"))).getFirst())
        .isInstanceOfSatisfying(AssistantText.class, text -> assertThat(text.apiError()).isTrue());
  }

  @Test
  void readsARealSessionAsItWas() throws Exception {
    List<String> story = new ArrayList<>();
    new TranscriptReader(SAMPLES.resolve("session_2.1.329.jsonl"), 0)
        .read((line, offset) -> tell(line, story));
    assertThat(story)
        .containsExactly(
            "prompt hello there",
            "tokens 5",
            "text ECHO: hello there",
            "end",
            "prompt [[bash touch /home/me/proj/zz; rm -f /home/me/proj/zz]]",
            "tokens 5",
            "text I will run it.",
            "tokens 5",
            "tool Bash",
            "result",
            "tokens 5",
            "text done with the tool",
            "end",
            "prompt [[slow",
            "queued queued one",
            "tokens 1",
            "text tick 0",
            "interrupted",
            "prompt queued one",
            "tokens 5",
            "text ECHO: queued one",
            "end",
            "prompt ",
            "tokens 5",
            "text ECHO: ",
            "end",
            "tokens 5",
            "text ECHO: <bash-input>echo shell</bash-input>",
            "end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "\u0000\u0000",
        "[]",
        "7",
        "null",
        "{}",
        "{\"type\":{}}",
        "{\"type\":\"user\",\"message\":7}",
        "{\"type\":\"assistant\",\"message\":{\"content\":7}}",
        "{\"type\":\"user\",\"message\":{\"content\":[7,null,{\"type\":5}]}}",
      })
  void hostileLinesAreOther(String line) {
    assertThat(TranscriptLine.parse(line)).singleElement().isInstanceOf(Other.class);
  }

  @Test
  void deepLinesAreOther() {
    assertThat(TranscriptLine.parse("{\"type\":\"user\",\"message\":" + "[".repeat(100_000)))
        .containsExactly(new Other("unreadable"));
  }

  @Test
  void givesWholeLinesOnlyAndGoesOnFromAnyOffset() throws Exception {
    Path file = dir.resolve("t.jsonl");
    Files.writeString(file, prompt("one") + prompt("日本語"));
    var reader = new TranscriptReader(file, 0);
    List<Long> offsets = new ArrayList<>();
    assertThat(texts(reader, offsets)).containsExactly("one", "日本語");
    String third = prompt("three");
    append(file, third.substring(0, 20));
    assertThat(texts(reader, offsets)).isEmpty();
    append(file, third.substring(20) + prompt("four").stripTrailing());
    assertThat(texts(reader, offsets)).containsExactly("three");
    assertThat(texts(new TranscriptReader(file, offsets.getFirst()), new ArrayList<>()))
        .containsExactly("日本語", "three");
    append(file, "\n");
    assertThat(texts(reader, offsets)).containsExactly("four");
    assertThat(offsets.getLast()).isEqualTo(Files.size(file));
  }

  @Test
  void aLineOfSeveralBlocksMovesTheOffsetOnlyAtItsEnd() throws Exception {
    Path file = dir.resolve("t.jsonl");
    Files.writeString(
        file,
        prompt("x")
            + "{\"type\":\"assistant\",\"uuid\":\"u\",\"message\":{\"id\":\"m\",\"content\":["
            + "{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}}\n");
    List<Long> offsets = new ArrayList<>();
    new TranscriptReader(file, 0).read((line, offset) -> offsets.add(offset));
    long first = prompt("x").length();
    assertThat(offsets).containsExactly(first, first, Files.size(file));
  }

  @Test
  @Logs("Skipped a line of more than")
  void skipsLinesThatAreTooLong() throws Exception {
    Path file = dir.resolve("t.jsonl");
    Files.writeString(file, prompt("one") + prompt("x".repeat(300_000)) + prompt("two"));
    List<String> story = new ArrayList<>();
    new TranscriptReader(file, 0, 100_000).read((line, offset) -> tell(line, story));
    assertThat(story).containsExactly("prompt one", "prompt two");
  }

  @Test
  @Logs("shrank from")
  void aFileCutShortGoesOnAtItsEndButANewFileBeginsAgain() throws Exception {
    Path file = dir.resolve("t.jsonl");
    Files.writeString(file, prompt("one") + prompt("two"));
    var reader = new TranscriptReader(file, 0);
    assertThat(texts(reader, new ArrayList<>())).hasSize(2);
    Files.writeString(file, prompt("one"));
    assertThat(texts(reader, new ArrayList<>())).isEmpty();
    append(file, prompt("three"));
    assertThat(texts(reader, new ArrayList<>())).containsExactly("three");
    Path other = Files.writeString(dir.resolve("other"), prompt("new"));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(texts(reader, new ArrayList<>())).containsExactly("new");
  }

  @Test
  void theTailFollowsAFileThatDoesNotExistYet() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Path file = dir.resolve("projects/-home-me/t.jsonl");
    try (var watch = FolderWatch.open();
        var tail = new TranscriptTail(file, 0, watch, (line, offset) -> tell(line, heard))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, prompt("one"));
      assertThat(heard.poll(5, SECONDS)).isEqualTo("prompt one");
      for (int i = 0; i < 500; i++) {
        append(file, prompt("n" + i));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(heard.poll(5, SECONDS)).isEqualTo("prompt n" + i);
      }
      append(file, prompt("last"));
      tail.drain();
      assertThat(heard).containsExactly("prompt last");
    }
    append(file, prompt("after"));
    assertThat(heard).containsExactly("prompt last");
  }

  @Test
  void oneFolderReachedByTwoPathsIsHeardOnBoth() throws Exception {
    Path real = Files.createDirectories(dir.resolve("real"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), real);
    BlockingQueue<String> byReal = new LinkedBlockingQueue<>();
    BlockingQueue<String> byLink = new LinkedBlockingQueue<>();
    try (var watch = FolderWatch.open();
        var one = new TranscriptTail(real.resolve("t"), 0, watch, (l, o) -> tell(l, byReal));
        var two = new TranscriptTail(link.resolve("t"), 0, watch, (l, o) -> tell(l, byLink))) {
      Files.writeString(real.resolve("t"), prompt("one"));
      assertThat(byReal.poll(5, SECONDS)).isEqualTo("prompt one");
      assertThat(byLink.poll(5, SECONDS)).isEqualTo("prompt one");
      two.close();
      append(real.resolve("t"), prompt("two"));
      two.drain();
      one.drain();
      assertThat(byReal.poll(5, SECONDS)).isEqualTo("prompt two");
      assertThat(byLink).isEmpty();
    }
  }

  @Test
  void aSinkThatThrowsLosesOnlyItsLine() throws Exception {
    Path file = dir.resolve("t.jsonl");
    Files.writeString(file, prompt("one") + prompt("two") + prompt("three"));
    var reader = new TranscriptReader(file, 0);
    try {
      reader.read(
          (line, offset) -> {
            throw new IllegalStateException("on purpose");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("on purpose");
    }
    assertThat(texts(reader, new ArrayList<>())).containsExactly("two", "three");
  }

  @Test
  void namesTheFolderAsClaudeDoes() {
    assertThat(Transcript.projectFolder(Path.of("/c"), Path.of("/home/a_b.c/日本")))
        .isEqualTo(Path.of("/c/projects/-home-a-b-c---"));
    assertThat(Transcript.file(Path.of("/c"), Path.of("/home/proj1"), "id"))
        .isEqualTo(Path.of("/c/projects/-home-proj1/id.jsonl"));
  }

  private static List<String> texts(TranscriptReader reader, List<Long> offsets)
      throws IOException {
    List<TranscriptLine> lines = new ArrayList<>();
    reader.read(
        (line, offset) -> {
          lines.add(line);
          offsets.add(offset);
        });
    return lines.stream().map(line -> ((UserPrompt) line).text()).collect(Collectors.toList());
  }

  private static void tell(TranscriptLine line, Collection<String> story) {
    switch (line) {
      case TranscriptLine.Enqueued queued -> story.add("queued " + queued.text());
      case TranscriptLine.OwnPrompt own -> story.add("goes on");
      case UserPrompt prompt -> story.add("prompt " + prompt.text().lines().findFirst().orElse(""));
      case AssistantText text -> story.add("text " + text.text().lines().findFirst().orElse(""));
      case ToolUse tool -> story.add("tool " + tool.name());
      case Usage usage -> story.add("tokens " + usage.outputTokens());
      case ToolResult result -> story.add(result.error() ? "error" : "result");
      case TurnEnded end -> story.add("end");
      case Interrupted interrupted -> story.add("interrupted");
      case Other other -> {
        // Not part of the story.
      }
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static String prompt(String text) {
    return "{\"type\":\"user\",\"uuid\":\"u\",\"message\":{\"role\":\"user\",\"content\":\""
        + text
        + "\"}}\n";
  }
}
