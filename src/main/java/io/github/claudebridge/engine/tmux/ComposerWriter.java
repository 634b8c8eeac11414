package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.TmuxException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes prompts into the composer of a session's pane, and makes room for them there. */
final class ComposerWriter {
  /** How long Claude Code may take to redraw its composer after a key. */
  private static final Duration REDRAW = Duration.ofMillis(1_500);

  /** The pane of an agent that runs. */
  interface Running {
    Pane pane() throws EngineException;
  }

  private final String name;
  private final Running running;
  private final Supplier<Composer> look;
  private @Nullable String lastTyped;

  /**
   * A writer for one session.
   *
   * @param name of the pane, for messages
   * @param look what a prompt would be typed into now
   */
  ComposerWriter(String name, Running running, Supplier<Composer> look) {
    this.name = name;
    this.running = running;
    this.look = look;
  }

  /**
   * Types a prompt and gives it to the agent.
   *
   * @param seen what stood in the composer a moment ago
   * @param version of Claude Code, or null while it is not known
   */
  void type(String prompt, Composer seen, @Nullable String version) throws EngineException {
    makeRoom(seen);
    Pane pane = running.pane();
    try {
      lastTyped = prompt;
      List<String> pieces = ComposerText.pieces(prompt);
      if (ComposerTail.awaited(pieces.size(), version)) { // at worst it is pressed once more later
        for (String piece : pieces) {
          pane.paste(piece);
        }
        Redraw.within(REDRAW, () -> ComposerTail.shows(look.get(), prompt));
        Failpoints.hit("engine.after-paste");
        pane.press(Key.ENTER);
      } else {
        pane.paste(prompt, Key.ENTER);
      }
      Failpoints.hit("engine.after-enter");
    } catch (TmuxException | IllegalArgumentException e) {
      throw new EngineException("typing into " + name + " failed: " + e.getMessage(), e);
    }
  }

  /** Puts a person's draft aside, where it comes back by itself; clears away what is our own. */
  private void makeRoom(Composer seen) throws EngineException {
    if (seen instanceof Composer.Empty || !(look.get() instanceof Composer.Holds held)) {
      return;
    }
    if (lastTyped != null && bare(held.text()).equals(bare(lastTyped))) {
      clear();
      return;
    }
    press(Key.CTRL_S);
    if (!Redraw.within(REDRAW, () -> look.get() instanceof Composer.Empty)) {
      throw new EngineException("a draft in the composer of " + name + " could not be put aside");
    }
  }

  /** Takes out what stands there. */
  void clear() throws EngineException {
    press(Key.CTRL_C); // once: a second one soon after would end the agent
    if (Redraw.within(REDRAW, () -> look.get() instanceof Composer.Empty)) {
      return;
    }
    throw new EngineException("the composer of " + name + " could not be emptied");
  }

  /** Presses a key, whatever stands there. */
  void press(Key key) throws EngineException {
    try {
      running.pane().press(key);
    } catch (TmuxException e) {
      throw new EngineException("a key for " + name + " failed: " + e.getMessage(), e);
    }
  }

  private static String bare(String text) {
    return text.replaceAll("[\\s\\u00a0]+", "");
  }
}
