package io.github.claudebridge.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ways to put a message into a pane that stand for seven other tools, every tmux command a process
 * of its own.
 *
 * <p>Put together from a description of what each tool does, not from its source: waits, thresholds
 * and flags may differ from the tool's own.
 */
enum PeerTyping {
  /** The tool this bridge succeeds: keys by name, 0.2 s, {@code C-m}. */
  ANCESTOR {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      tmux.run("send-keys", "-t", tmux.pane(), text);
      Thread.sleep(200);
      tmux.run("send-keys", "-t", tmux.pane(), "C-m");
    }
  },
  TMUX_ORCHESTRATOR {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      tmux.run("send-keys", "-t", tmux.pane(), text);
      Thread.sleep(500);
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  },
  CCBOT {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      tmux.run("send-keys", "-t", tmux.pane(), "-l", text);
      Thread.sleep(500);
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  },
  CC_CONNECT {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      tmux.run("send-keys", "-t", tmux.pane(), "-l", text);
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  },
  /** Types the brackets of a paste itself around several lines. */
  GNSRTK {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      if (text.contains("\n")) {
        tmux.run("send-keys", "-t", tmux.pane(), "-l", "\u001b[200~");
        tmux.run("send-keys", "-t", tmux.pane(), "-l", text);
        tmux.run("send-keys", "-t", tmux.pane(), "-l", "\u001b[201~");
      } else {
        tmux.run("send-keys", "-t", tmux.pane(), "-l", text);
      }
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  },
  /** A buffer for several lines and long texts, keys for one line. */
  AOE {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      if (text.contains("\n") || text.length() > 2_000) {
        tmux.give(text, "load-buffer", "-b", "aoe", "-");
        tmux.run("paste-buffer", "-p", "-r", "-d", "-b", "aoe", "-t", tmux.pane());
      } else {
        tmux.run("send-keys", "-t", tmux.pane(), "-l", "--", text);
      }
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  },
  /** As AoE, with CRLF made LF and 0.1 s before the Enter. */
  AGENT_DECK {
    @Override
    void send(Shell tmux, String text) throws IOException, InterruptedException {
      String clean = text.replace("\r\n", "\n");
      if (clean.contains("\n") || clean.length() > 2_000) {
        tmux.give(clean, "load-buffer", "-b", "deck", "-");
        tmux.run("paste-buffer", "-p", "-r", "-d", "-b", "deck", "-t", tmux.pane());
      } else {
        tmux.run("send-keys", "-l", "-t", tmux.pane(), "--", clean);
      }
      Thread.sleep(100);
      tmux.run("send-keys", "-t", tmux.pane(), "Enter");
    }
  };

  abstract void send(Shell tmux, String text) throws IOException, InterruptedException;

  /** Runs tmux as a process for each command, against one pane. */
  record Shell(List<String> tmux, String folder, String pane) {

    /** Runs a command; one that tmux refuses ends the sending, as an exception would there. */
    void run(String... words) throws IOException, InterruptedException {
      give("", words);
    }

    void give(String input, String... words) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(tmux);
      command.addAll(List.of(words));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
      builder.environment().put("LANG", "C.UTF-8");
      builder.environment().put("TMUX_TMPDIR", folder);
      builder.redirectErrorStream(true);
      Process process = builder.start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(said.strip());
      }
    }
  }
}
