package io.github.claudebridge.engine.tmux;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes behind a pane: its command, which only waits, and the agent below it. */
final class AgentProcess {
  private static final Logger log = LoggerFactory.getLogger(AgentProcess.class);

  private final List<ProcessHandle> processes;

  private AgentProcess(List<ProcessHandle> processes) {
    this.processes = processes;
  }

  /** The pane's command and its direct children at this moment. */
  static AgentProcess under(long panePid) {
    return new AgentProcess(
        ProcessHandle.of(panePid).stream()
            .flatMap(top -> Stream.concat(Stream.of(top), top.children()))
            .toList());
  }

  /** Whether a process is a pane's own command or a child of it. */
  static boolean isOf(long pid, long panePid) {
    return pid == panePid
        || ProcessHandle.of(pid)
            .flatMap(ProcessHandle::parent)
            .map(parent -> parent.pid() == panePid)
            .orElse(false);
  }

  /** Waits for them to end; after the grace period they are made to. */
  void awaitEnd(Duration grace) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      all.get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("an agent did not leave within {}; it is killed", grace);
      processes.forEach(ProcessHandle::destroyForcibly);
    } catch (ExecutionException e) {
      log.warn("waiting for an agent to leave went wrong", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
