package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.ScreenState.Busy;
import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Ready;
import io.github.claudebridge.claude.ScreenState.Unknown;
import io.github.claudebridge.model.OfferedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded screen reads as its golden file says; -Dgolden.update=true rewrites them. */
class ScreenReaderTest {
  private static final Path SCREENS = Path.of("src/test/resources/screens");
  private static final String RULE = "─".repeat(80);

  static Stream<Path> recorded() throws IOException {
    return Files.list(SCREENS).sorted();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void readsEveryRecordedScreen(Path folder) throws Exception {
    List<String> screen = Files.readAllLines(folder.resolve("screen.txt"));
    String read = describe(ScreenReader.read(screen), screen);
    Path golden = folder.resolve("expected.txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, read);
    }
    assertThat(read).isEqualTo(Files.readString(golden));
  }

  @Test
  void theComposerMayHoldSeveralLinesAndHints() {
    assertThat(read("❯ old prompt", "", RULE, "❯\u00a0one", "  two", "", "  four", RULE, "  foot"))
        .isEqualTo(new Ready("one\ntwo\n\nfour"));
    assertThat(read(RULE, "❯\u00a0Try \"fix the tests\"", RULE, "  ? for shortcuts"))
        .isEqualTo(new Ready(""));
    assertThat(read(RULE, "!\u00a0ls", RULE, "  ! for bash mode")).isEqualTo(new Ready("!ls"));
    assertThat(read(RULE + " my-name ─", "❯", RULE, "  esc to interrupt")).isEqualTo(new Busy(""));
  }

  @Test
  void whatTheAgentPrintsIsNotTheComposer() {
    assertThat(read("❯ fake", "─".repeat(80), "  text")).isEqualTo(new Unknown());
    assertThat(read("● " + RULE, "  ❯ fake", "  " + RULE)).isEqualTo(new Unknown());
    assertThat(read()).isEqualTo(new Unknown());
    assertThat(read("", RULE)).isEqualTo(new Unknown());
    assertThat(read(RULE, RULE)).isEqualTo(new Unknown());
  }

  @Test
  void aPermissionCannotPassForATrustDialog() {
    ScreenState state =
        read(
            RULE,
            " Bash command",
            " Accessing workspace:",
            " ❯ No, exit",
            "   Yes, I trust this folder",
            " Do you want to proceed?",
            " ❯ 1. Yes",
            "   2. No",
            " Esc to cancel");
    assertThat(state)
        .isInstanceOfSatisfying(
            Dialog.class,
            dialog -> {
              assertThat(dialog.kind()).isEqualTo(DialogKind.PERMISSION);
              assertThat(DialogAnswers.keys(dialog, "default")).isEmpty();
            });
  }

  @Test
  void theTrustDialogIsKnownByItsFirstLineToo() {
    assertThat(read(RULE, " Anything else", " ❯ No, exit", "   Yes, I trust this folder"))
        .isInstanceOfSatisfying(
            Dialog.class, dialog -> assertThat(dialog.kind()).isEqualTo(DialogKind.OTHER));
  }

  @Test
  void aScreenOfTomorrowOffersWhatItNames() {
    List<String> screen =
        List.of(
            "● The plan is:",
            "  1. an old list of the agent's",
            "  9. that goes on",
            RULE,
            "  Choose a planet",
            "",
            "  > 1) Mars",
            "    2) Venus",
            "  ←/→ to turn · Tab to sort · Space to mark · x to leave it · Esc to close");
    assertThat(ScreenReader.read(screen)).isNotInstanceOf(Ready.class);
    assertThat(OfferedKeys.of(screen))
        .extracting(key -> key.key().name() + "=" + key.label())
        .containsExactly(
            "1=1. Mars",
            "2=2. Venus",
            "up=up",
            "down=down",
            "left=left",
            "right=right",
            "space=space",
            "tab=tab",
            "x=x: leave it",
            "enter=enter",
            "esc=esc");
    assertThat(names(OfferedKeys.of(List.of("  1. alone", "bash: no such file"))))
        .containsExactly("up", "down", "enter", "esc");
  }

  @Test
  void answersOnlyWhatTheBridgeMayAnswer() {
    var resume =
        (Dialog)
            read(
                RULE,
                "  This session is 3h old and 200k tokens.",
                "  ❯ 1. Resume from summary (instant, recommended)",
                "    2. Resume full session as-is",
                "    3. Don't ask again",
                "  Enter to confirm · Esc to cancel");
    assertThat(resume.kind()).isEqualTo(DialogKind.RESUME_CHOICE);
    assertThat(DialogAnswers.keys(resume, "default"))
        .containsExactly(DialogAnswers.Key.DOWN, DialogAnswers.Key.ENTER);
    var bypass =
        new Dialog(
            DialogKind.BYPASS_WARNING,
            "",
            List.of(
                new ScreenState.Option("Yes, I accept", null, false),
                new ScreenState.Option("No, exit", null, true)),
            "");
    assertThat(DialogAnswers.keys(bypass, "default")).isEmpty();
    assertThat(DialogAnswers.keys(bypass, "bypassPermissions"))
        .containsExactly(DialogAnswers.Key.UP, DialogAnswers.Key.ENTER);
    for (DialogKind kind : DialogKind.values()) {
      var unsaid = new Dialog(kind, "", List.of(), "");
      assertThat(DialogAnswers.keys(unsaid, "bypassPermissions")).isEmpty();
    }
  }

  private static ScreenState read(String... lines) {
    return ScreenReader.read(List.of(lines));
  }

  private static String describe(ScreenState state, List<String> screen) {
    return switch (state) {
      case Ready ready -> "ready [" + ready.composerText() + "]\n";
      case Busy busy -> "busy [" + busy.composerText() + "]\n";
      case Unknown _ -> "unknown\noffers " + names(OfferedKeys.of(screen)) + "\n";
      case Dialog dialog -> {
        var text = new StringBuilder("dialog " + dialog.kind() + " [" + dialog.title() + "]\n");
        for (ScreenState.Option option : dialog.options()) {
          text.append(option.selected() ? "> " : "  ")
              .append(option.number() == null ? "-" : option.number())
              .append(' ')
              .append(option.label())
              .append('\n');
        }
        yield text.append("keys ")
            .append(DialogAnswers.keys(dialog, "default"))
            .append("\noffers ")
            .append(names(OfferedKeys.of(dialog)))
            .append('\n')
            .toString();
      }
    };
  }

  private static List<String> names(List<OfferedKey> keys) {
    return keys.stream().map(key -> key.key().name()).toList();
  }
}
