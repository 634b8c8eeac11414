package io.github.claudebridge.claude;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the pane's screen shows. A screen never proves life: after a {@code kill -9} the old picture
 * stays. Ask {@link AgentStatus} first and the screen only where that does not say enough.
 */
public sealed interface ScreenState {

  /**
   * At the prompt.
   *
   * @param composerText what stands in the composer, lines parted by LF; empty for hints
   */
  record Ready(String composerText) implements ScreenState {}

  /** Working, with the composer open for the next prompt. */
  record Busy(String composerText) implements ScreenState {}

  /**
   * A dialog has the keys.
   *
   * @param title the question of a question dialog, otherwise the first line
   * @param options in the order shown; empty for a dialog that is answered by keys alone
   * @param text the whole dialog as on the screen, for showing to people
   */
  record Dialog(DialogKind kind, String title, List<Option> options, String text)
      implements ScreenState {
    /** Keeps its own copy of the options. */
    public Dialog {
      options = List.copyOf(options);
    }

    /** The option that Enter would choose. */
    public Optional<Option> selected() {
      return options.stream().filter(Option::selected).findFirst();
    }
  }

  /** One choice of a dialog; number is null where digits do not choose. */
  record Option(String label, @Nullable Integer number, boolean selected) {}

  /** Nothing we know: starting, ended, killed, or a screen of tomorrow. */
  record Unknown() implements ScreenState {}
}
