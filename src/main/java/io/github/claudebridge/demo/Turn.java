package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Works through the steps of one turn, telling hooks and transcript; can be stopped. */
final class Turn implements Runnable {
  /** How a turn ended. */
  enum End {
    DONE,
    INTERRUPTED
  }

  /** What a turn needs of the rest. */
  interface Stage {
    /** Text into the scrollback. */
    void print(String text);

    /** Fires a hook and waits; the payload lacks only what all have in common. */
    void fire(String event, ObjectNode payload);

    /** Asks for permission, on screen and by hook, and waits: allowed, denied or stopped. */
    Permission ask(ObjectNode payload);

    /** The turn is over. */
    void ended(End end, boolean saidAnything);

    /** Ends the program at once. */
    void crash(int code);
  }

  /** An answer to a permission dialog. */
  enum Permission {
    ALLOWED,
    DENIED,
    STOPPED
  }

  private final String prompt;
  private final String promptId;
  private final TranscriptWriter transcript;
  private final Stage stage;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final String turnId = UUID.randomUUID().toString();
  private final long began = System.nanoTime();
  private String lastText = "";
  private boolean denied;

  Turn(String prompt, String promptId, TranscriptWriter transcript, Stage stage) {
    this.prompt = prompt;
    this.promptId = promptId;
    this.transcript = transcript;
    this.stage = stage;
  }

  /** Interrupts the turn; it ends by itself soon after. */
  void stop() {
    stop.countDown();
  }

  boolean stopped() {
    return stop.getCount() == 0;
  }

  @Override
  public void run() {
    for (Step step : Script.answer(prompt)) {
      if (denied) {
        break;
      }
      boolean goOn =
          switch (step) {
            case Step.Say say -> say(say);
            case Step.Bash bash -> bash(bash);
            case Step.Crash crash -> {
              stage.crash(crash.code());
              yield false;
            }
          };
      if (!goOn || stopped()) {
        transcript.interrupted(promptId);
        stage.print("  ⎿  Interrupted · What should Claude do instead?");
        stage.ended(End.INTERRUPTED, !lastText.isEmpty());
        return;
      }
    }
    long took = (System.nanoTime() - began) / 1_000_000;
    transcript.turnEnded(took);
    ObjectNode payload = Json.object();
    payload.put("stop_hook_active", false);
    payload.put("last_assistant_message", lastText);
    payload.putArray("background_tasks");
    payload.putArray("session_crons");
    stage.fire("Stop", payload);
    stage.print("\n✻ Worked for " + took / 1000 + "s");
    stage.ended(End.DONE, true);
  }

  private boolean say(Step.Say say) {
    String messageId = UUID.randomUUID().toString();
    String[] lines = say.text().split("(?<=\n)");
    boolean live = say.pauseMs() > 0;
    var pending = new StringBuilder();
    var shown = new StringBuilder();
    int index = 0;
    for (int i = 0; i < lines.length; i++) {
      boolean last = i == lines.length - 1;
      pending.append(lines[i]);
      if (!last && !live && pending.length() < 2_000) {
        continue;
      }
      String first = index == 0 ? "\n● " : "  ";
      stage.print(first + pending.toString().stripTrailing().replace("\n", "\n  "));
      stage.fire(
          "MessageDisplay",
          Json.object()
              .put("turn_id", turnId)
              .put("message_id", messageId)
              .put("index", index++)
              .put("final", last)
              .put("delta", pending.toString()));
      shown.append(pending);
      pending.setLength(0);
      if (!last && waited(say.pauseMs())) {
        break;
      }
    }
    lastText = shown.toString();
    transcript.text("msg_" + messageId, lastText);
    return !stopped();
  }

  private boolean bash(Step.Bash bash) {
    String id = "toolu_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    ObjectNode input =
        Json.object().put("command", bash.command()).put("description", "demo command");
    transcript.toolUse("msg_" + UUID.randomUUID(), id, "Bash", input);
    stage.fire("PreToolUse", tool(input).put("tool_use_id", id));
    stage.print("\n● Bash(" + bash.command() + ")");
    if (bash.asks()) {
      ObjectNode asked = tool(input);
      asked.putArray("permission_suggestions");
      switch (stage.ask(asked)) {
        case STOPPED -> {
          transcript.toolResult(promptId, id, "The user doesn't want to proceed.", true);
          stop();
          return false;
        }
        case DENIED -> {
          denied = true;
          transcript.toolResult(promptId, id, "Denied by PermissionRequest hook", true);
          stage.print("  ⎿  Denied by PermissionRequest hook");
          return say(new Step.Say("You said no, so I leave it.", 0));
        }
        case ALLOWED -> stage.print("  ⎿  Allowed");
      }
    }
    String output = bash.really() ? execute(bash.command()) : bash.output();
    stage.print("  ⎿  " + (output.isBlank() ? "Done" : output.strip().replace("\n", "\n     ")));
    transcript.toolResult(promptId, id, output, false);
    ObjectNode finished = tool(input).put("tool_use_id", id).put("duration_ms", 1);
    JsonNode response = Json.object().put("stdout", output).put("stderr", "");
    finished.set("tool_response", response);
    stage.fire("PostToolUse", finished);
    return true;
  }

  private static ObjectNode tool(ObjectNode input) {
    ObjectNode payload = Json.object().put("tool_name", "Bash");
    payload.set("tool_input", input);
    return payload;
  }

  private static String execute(String command) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private boolean waited(long ms) {
    try {
      return stop.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
