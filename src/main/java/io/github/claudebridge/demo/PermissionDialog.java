package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A permission dialog that keys and a held hook race to answer; the first answer wins. */
final class PermissionDialog {
  private static final List<String> OPTIONS =
      List.of("Yes", "Yes, and don't ask again for: rm *", "No");
  private final DemoScreen screen;
  private final String command;
  private final CompletableFuture<Turn.Permission> answer = new CompletableFuture<>();
  private final List<CompletableFuture<String>> hooks;
  private int selected;

  PermissionDialog(DemoScreen screen, DemoHooks hooks, ObjectNode payload) {
    this.screen = screen;
    this.command = payload.path("tool_input").path("command").asText();
    this.hooks = hooks.fireAsync(payload);
    this.hooks.forEach(hook -> hook.thenAccept(this::decided));
  }

  /** Waits for whoever is first; the hooks' connections are closed then. */
  Turn.Permission await() {
    draw();
    Turn.Permission permission = answer.join();
    hooks.forEach(hook -> hook.cancel(true));
    return permission;
  }

  void draw() {
    if (answer.isDone()) {
      return;
    }
    screen.dialog("Bash command", command, "Do you want to proceed?", OPTIONS, selected);
  }

  void key(Key key) {
    switch (key) {
      case Key.Text text -> digit(text.text());
      case Key.Paste paste -> draw();
      case Key.Press press -> press(press);
    }
  }

  private void digit(String typed) {
    switch (typed) {
      case "1", "2" -> answer.complete(Turn.Permission.ALLOWED);
      case "3" -> answer.complete(Turn.Permission.STOPPED);
      default -> draw();
    }
  }

  private void press(Key.Press press) {
    switch (press) {
      case ESCAPE, CTRL_C, HANG_UP -> answer.complete(Turn.Permission.STOPPED);
      case ENTER ->
          answer.complete(selected == 2 ? Turn.Permission.STOPPED : Turn.Permission.ALLOWED);
      case UP -> move(-1);
      case DOWN -> move(1);
      case BACKSPACE, CTRL_S, CTRL_U, OTHER -> draw();
    }
  }

  private void move(int by) {
    selected = Math.floorMod(selected + by, OPTIONS.size());
    draw();
  }

  /** An answer without a decision leaves the dialog to the keyboard. */
  private void decided(String body) {
    try {
      JsonNode decision =
          body.isBlank()
              ? Json.object()
              : Json.parse(body).path("hookSpecificOutput").path("decision");
      switch (decision.path("behavior").asText()) {
        case "allow" -> answer.complete(Turn.Permission.ALLOWED);
        case "deny" ->
            answer.complete(
                decision.path("interrupt").asBoolean()
                    ? Turn.Permission.STOPPED
                    : Turn.Permission.DENIED);
        default -> draw();
      }
    } catch (BadJsonException noDecision) {
      draw();
    }
  }
}
