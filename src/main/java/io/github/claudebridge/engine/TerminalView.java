package io.github.claudebridge.engine;

import io.github.claudebridge.model.OfferedKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on an agent's terminal at a moment, and what can be pressed there. Everything in it
 * is hostile.
 *
 * @param screen its lines, joined by line feeds
 * @param colours the same with colours as SGR sequences
 * @param columns its width
 * @param kind a word for the dialog that takes the keys, {@code UNKNOWN} for a screen we cannot
 *     read, or null where a prompt can be written
 * @param dialog the text of the dialog, or of the screen where there is none
 * @param print tells this look of the dialog from others; clocks and counters in it do not count
 * @param keys what can be pressed
 */
public record TerminalView(
    String screen,
    String colours,
    int columns,
    @Nullable String kind,
    String dialog,
    String print,
    List<OfferedKey> keys) {
  public TerminalView {
    keys = List.copyOf(keys);
  }

  /** Whether something else than the composer takes the keys. */
  public boolean covered() {
    return kind != null;
  }
}
