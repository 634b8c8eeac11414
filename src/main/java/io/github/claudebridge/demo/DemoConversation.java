package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The loop between keys and turns; one lock, since both sides come from threads of their own. */
final class DemoConversation implements Turn.Stage {
  private static final Set<String> QUIT = Set.of("/exit", "/quit", "exit", "quit", ":q", ":wq");
  private static final String FOOTER = "⏸ manual mode on · ? for shortcuts";
  private static final String BUSY = "⏸ manual mode on · esc to interrupt";
  private static final long TWICE_NS = 1_000_000_000L;

  private final DemoScreen screen;
  private final DemoHooks hooks;
  private final StatusFile status;
  private final Path cwd;
  private final Parts.Maker maker;
  private final Composer composer = new Composer();
  private final List<String> queue = new ArrayList<>();
  private Parts parts;
  private String promptId = "";
  private @Nullable Turn turn;
  private @Nullable PermissionDialog dialog;
  private String current = "";
  private long lastCtrlC = Long.MIN_VALUE;

  DemoConversation(
      DemoScreen screen,
      DemoHooks hooks,
      StatusFile status,
      Path cwd,
      Parts parts,
      Parts.Maker maker) {
    this.screen = screen;
    this.hooks = hooks;
    this.status = status;
    this.cwd = cwd;
    this.parts = parts;
    this.maker = maker;
  }

  /** Greets, then follows the keyboard until somebody quits; gives the last conversation's id. */
  String run(KeyReader keys, String source) throws IOException {
    screen.print(
        "\n ▐▛███▛█   demo agent (no account) v"
            + ScriptedAgent.VERSION
            + "\n▝▜██████▀  a script, not a model\n ▝▝   ▝▝   "
            + cwd
            + "\n");
    fire("SessionStart", Json.object().put("source", source).put("model", ScriptedAgent.MODEL));
    status.idle();
    draw();
    String reason = "prompt_input_exit";
    while (true) {
      Key key = keys.next();
      if (key == Key.Press.HANG_UP) {
        reason = "other";
        break;
      }
      if (!handle(key)) {
        break;
      }
    }
    if (status.delete()) {
      fire("SessionEnd", Json.object().put("reason", reason));
    }
    return parts.id();
  }

  /** The id and transcript as they are now. */
  synchronized Parts parts() {
    return parts;
  }

  private synchronized boolean handle(Key key) {
    if (dialog != null) {
      dialog.key(key);
      return true;
    }
    boolean goOn =
        switch (key) {
          case Key.Text text -> {
            composer.type(text.text());
            yield true;
          }
          case Key.Paste paste -> {
            composer.paste(paste.text());
            yield true;
          }
          case Key.Press press -> press(press);
        };
    if (goOn && dialog == null) {
      draw();
    }
    return goOn;
  }

  private boolean press(Key.Press press) {
    switch (press) {
      case BACKSPACE -> composer.backspace();
      case CTRL_U -> composer.clearLine();
      case CTRL_S -> composer.toggleStash();
      case ESCAPE -> interrupt();
      case ENTER -> {
        return composer.continues() || submit(composer.submit());
      }
      case CTRL_C -> {
        return ctrlC();
      }
      case UP, DOWN, HANG_UP, OTHER -> {
        return true;
      }
    }
    return true;
  }

  private boolean ctrlC() {
    boolean twice = System.nanoTime() - lastCtrlC < TWICE_NS;
    lastCtrlC = System.nanoTime();
    if (turn != null) {
      interrupt();
    } else if (composer.isEmpty() && twice) {
      return false;
    } else {
      composer.clear();
    }
    return true;
  }

  private void interrupt() {
    if (turn != null) {
      turn.stop();
    }
  }

  private boolean submit(String prompt) {
    String command = prompt.strip();
    if (command.isEmpty()) {
      return true;
    }
    if (QUIT.contains(command)) {
      return false;
    }
    if (command.equals("/clear")) {
      clear();
    } else if (prompt.startsWith("!")) {
      screen.print("\n! " + prompt.substring(1) + "\n  ⎿  the demo agent runs no shell");
    } else if (command.matches("/[a-z-]+(\\s.*)?")) {
      screen.print("\n❯ " + command + "\n  ⎿  Unknown command: " + command.split("\\s")[0]);
    } else if (turn != null) {
      queue.add(prompt);
      screen.print("\n❯ " + prompt.replace("\n", "\n  ") + "\n  ⎿  Queued");
    } else {
      screen.print("\n❯ " + prompt.replace("\n", "\n  "));
      begin(List.of(prompt), false);
    }
    return true;
  }

  private void clear() {
    fire("SessionEnd", Json.object().put("reason", "clear"));
    parts = maker.make(UUID.randomUUID().toString());
    status.conversation(parts.id());
    promptId = "";
    fire("SessionStart", Json.object().put("source", "clear"));
    status.idle();
    screen.print("\n❯ /clear");
  }

  /** Several queued prompts become one turn with one answer, as in Claude Code. */
  private void begin(List<String> prompts, boolean queued) {
    promptId = UUID.randomUUID().toString();
    current = String.join("\n", prompts);
    status.busy();
    var next = new Turn(current, promptId, parts.transcript(), this);
    turn = next;
    draw();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              for (String prompt : prompts) {
                fire("UserPromptSubmit", Json.object().put("prompt", prompt));
                parts.transcript().prompt(promptId, prompt, queued);
              }
              next.run();
            });
  }

  @Override
  public void print(String text) {
    screen.print(text);
  }

  @Override
  public void fire(String event, ObjectNode payload) {
    hooks.fire(complete(event, payload));
  }

  @Override
  public Turn.Permission ask(ObjectNode payload) {
    PermissionDialog asking;
    synchronized (this) {
      asking = new PermissionDialog(screen, hooks, complete("PermissionRequest", payload));
      dialog = asking;
      status.waiting("permission prompt");
    }
    Turn.Permission permission = asking.await();
    synchronized (this) {
      dialog = null;
      status.busy();
      draw();
    }
    return permission;
  }

  @Override
  public synchronized void ended(Turn.End end, boolean saidAnything) {
    turn = null;
    if (end == Turn.End.INTERRUPTED && !saidAnything && composer.isEmpty()) {
      composer.put(current);
    }
    if (queue.isEmpty()) {
      status.idle();
      draw();
    } else {
      List<String> prompts = List.copyOf(queue);
      queue.clear();
      begin(prompts, true);
    }
  }

  @Override
  public void crash(int code) {
    screen.end("demo agent: crashed on request");
    Runtime.getRuntime().halt(code);
  }

  private ObjectNode complete(String event, ObjectNode payload) {
    return parts.payload(event, promptId, payload);
  }

  private void draw() {
    boolean busy = turn != null;
    boolean hint = !queue.isEmpty() && composer.isEmpty();
    String text = hint ? "Press up to edit queued messages" : composer.shown();
    screen.composer(text, busy ? "✻ Pretending… (demo)" : "", busy ? BUSY : FOOTER);
  }
}
