package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.OfferedKeys;
import io.github.claudebridge.claude.ScreenReader;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.Screen;

/** A pane as people see it, and the keys that they press in it. */
final class PaneView {
  private PaneView() {}

  static TerminalView of(Pane pane) {
    String colours = pane.ansiScreen();
    Screen screen = pane.screen();
    String text = screen.text();
    return switch (ScreenReader.read(screen.lines())) {
      case ScreenState.Ready _, ScreenState.Busy _ ->
          new TerminalView(
              text, colours, screen.width(), null, text, "", OfferedKeys.ofComposer());
      case ScreenState.Dialog d ->
          new TerminalView(
              text,
              colours,
              screen.width(),
              d.kind().name(),
              d.text(),
              OfferedKeys.print(d),
              OfferedKeys.of(d));
      case ScreenState.Unknown _ ->
          new TerminalView(
              text,
              colours,
              screen.width(),
              "UNKNOWN",
              ScreenReader.unread(screen.lines()),
              OfferedKeys.print(screen.lines()),
              OfferedKeys.of(screen.lines()));
    };
  }

  static void press(Pane pane, TerminalKey key) {
    if (key.character()) {
      pane.type(key.name());
    } else {
      pane.press(named(key.name()));
    }
  }

  private static Key named(String name) {
    return switch (name) {
      case "esc" -> Key.ESCAPE;
      case "shift-tab" -> Key.BACK_TAB;
      default -> Key.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    };
  }
}
