package io.github.claudebridge.testing;

import io.github.claudebridge.claude.DialogKind;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.OfferedKey;
import io.github.claudebridge.model.TerminalKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a fake agent's terminal: its composer, and a dialog in front of it in which
 * people press keys. All of it is guarded by the object itself.
 */
abstract class FakeScreen implements Engine {
  String composer = "";
  Composer.@Nullable Covered dialog;
  private @Nullable TerminalView seen;
  private final List<String> pressed = new ArrayList<>();
  private Consumer<String> keyEffect = key -> {};
  private boolean unclear;
  boolean alive;
  boolean busy;
  private String picture = "";

  /** Tells the session that listens, if any does. */
  abstract void tell(AgentEvent event);

  /** Text stands in the composer that nobody submitted. */
  public synchronized void draft(String text) {
    composer = text;
  }

  /** The screen cannot be read, or can again. */
  public synchronized void unclear(boolean now) {
    unclear = now;
  }

  /** A dialog comes up, and the agent says so. */
  public synchronized void ask(String kind) {
    cover(kind);
    tell(new AgentEvent.Waiting(kind, "screen of " + kind));
  }

  /** A dialog comes up that the agent tells nothing of. */
  public synchronized void cover(String kind) {
    dialog = new Composer.Covered(kind, "screen of " + kind);
  }

  /** A dialog comes up as people see it, and the agent says so. */
  public synchronized void ask(String kind, String text, String... keys) {
    show(kind, text, keys);
    tell(new AgentEvent.Waiting(kind, text));
  }

  /** What people see is a dialog that looks so from now on. */
  public synchronized void show(String kind, String text, String... keys) {
    dialog = new Composer.Covered(kind, text);
    seen =
        new TerminalView(
            text,
            text,
            80,
            kind,
            text,
            Integer.toHexString(text.hashCode()),
            Arrays.stream(keys).map(k -> new OfferedKey(new TerminalKey(k), k)).toList());
  }

  /** What a key does. */
  public synchronized void atKey(Consumer<String> effect) {
    keyEffect = effect;
  }

  /** The keys that were pressed, in order. */
  public synchronized List<String> pressed() {
    return List.copyOf(pressed);
  }

  @Override
  public synchronized @Nullable TerminalView view() {
    if (!alive || (dialog != null && seen == null)) {
      return null;
    }
    if (unclear && dialog == null) {
      return new TerminalView("…", "…", 80, "UNKNOWN", "…", "unclear", List.of());
    }
    return dialog != null
        ? seen
        : new TerminalView("❯ " + composer, "❯ " + composer, 80, null, "", "", List.of());
  }

  @Override
  public synchronized void press(TerminalKey key) {
    pressed.add(key.name());
    keyEffect.accept(key.name());
  }

  /** A person answers the dialog; the agent is idle or works, as it was. */
  public synchronized void answerDialog() {
    dialog = null;
    tell(busy ? new AgentEvent.Busy() : new AgentEvent.Idle());
  }

  /** The dialog goes away, and nothing is told. */
  public synchronized void uncover() {
    dialog = null;
  }

  /** What stands on its screen from now on. */
  public synchronized void picture(String now) {
    picture = now;
  }

  @Override
  public synchronized String picture() {
    return picture;
  }

  @Override
  public synchronized Composer look() {
    if (!alive) {
      return new Composer.Gone();
    }
    if (dialog != null) {
      return dialog;
    }
    if (unclear) {
      return new Composer.Unclear("…");
    }
    return composer.isEmpty() ? new Composer.Empty() : new Composer.Holds(composer);
  }

  /** As it is read from the screen, where its kind has a name. */
  @Override
  public synchronized ScreenState.@Nullable Dialog dialog() {
    Composer.Covered shown = dialog;
    return shown == null
        ? null
        : Arrays.stream(DialogKind.values())
            .filter(kind -> kind.name().equals(shown.kind()))
            .map(kind -> new ScreenState.Dialog(kind, "", List.of(), shown.screen()))
            .findFirst()
            .orElse(null);
  }

  void end() {
    alive = false;
    busy = false;
    composer = "";
    dialog = null;
  }

  @Override
  public synchronized boolean alive() {
    return alive;
  }

  @Override
  public synchronized @Nullable String terminal() {
    return alive ? "%1" : null;
  }
}
