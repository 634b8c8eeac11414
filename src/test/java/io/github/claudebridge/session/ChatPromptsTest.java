package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.testing.Logs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChatPromptsTest {
  private static final Path FILE = Path.of("/a/session_1/m1-message.txt");

  private final List<String> kept = new ArrayList<>();
  private final ChatPrompts prompts =
      new ChatPrompts(
          Set.of("compact"),
          (d, text) -> {
            kept.add(text);
            return FILE;
          });

  @Test
  void whatFitsIsTypedAsItIs() {
    String text = "あ".repeat(LongPrompts.MOST_TYPED);
    assertThat(prompts.write(message(text, List.of()), false).text()).isEqualTo(text);
    assertThat(kept).isEmpty();
  }

  @Test
  void whatIsTooLongIsKeptAndThePromptSaysWhereInOneLine() {
    String text = "\tあ\r\n".repeat(LongPrompts.MOST_TYPED / 4) + "the end";
    String prompt = prompts.write(message(text, List.of()), false).text();
    assertThat(kept).containsExactly(text);
    assertThat(prompt).contains(FILE.toString()).hasLineCount(1).hasSizeLessThan(400);
  }

  @Test
  void itsWriterAndItsAttachmentsStandInThePrompt() {
    String text = "[Ben · 12345678]\n" + "x".repeat(LongPrompts.MOST_TYPED);
    String prompt = prompts.write(message(text, List.of("Attached file: /a/b (b)")), true).text();
    assertThat(prompt.lines()).startsWith("[Ann · ann]").endsWith("Attached file: /a/b (b)");
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().lines()).startsWith("[Ann · ann]", "> [Ben · 12345678]");
  }

  @Test
  void attachmentsThatAreLongThemselvesGoIntoTheFileToo() {
    String file = "y".repeat(LongPrompts.MOST_TYPED);
    String prompt = prompts.write(message("look", List.of(file)), false).text();
    assertThat(kept).containsExactly("look\n\n" + file);
    assertThat(prompt).hasLineCount(1).contains(FILE.toString());
  }

  @Test
  @Logs("however long")
  void whatCannotBeKeptIsTypedAllTheSame() {
    ChatPrompts full =
        new ChatPrompts(
            Set.of(),
            (d, text) -> {
              throw new IOException("no room");
            });
    String text = "x".repeat(LongPrompts.MOST_TYPED + 1);
    assertThat(full.write(message(text, List.of()), false).text()).isEqualTo(text);
  }

  private static Delivery message(String text, List<String> files) {
    Message message =
        new Message(
            "m1",
            "local-1",
            new Author("ann", "Ann", Author.Kind.PERSON),
            text,
            List.of(),
            Instant.EPOCH);
    return new Delivery(1, 1, message, Rung.QUEUED, null, null, null, files, Map.of());
  }
}
