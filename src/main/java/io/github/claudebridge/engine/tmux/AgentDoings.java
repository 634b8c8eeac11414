package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.AgentStatus;
import io.github.claudebridge.claude.DoingReader;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.OwnPrompt;
import io.github.claudebridge.claude.SubAgentRecords;
import io.github.claudebridge.claude.TranscriptLine;
import io.github.claudebridge.claude.TranscriptTail;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Doing;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one stream of agent events out of what Claude Code tells in three ways: its hooks (at once,
 * but only while the bridge listens), its transcript (a tenth of a second late, but never lost),
 * and its status file (whether it would take a prompt).
 */
final class AgentDoings {
  private static final Logger log = LoggerFactory.getLogger(AgentDoings.class);

  private final Consumer<AgentEvent> events;
  private final FolderWatch watch;
  private final DoingReader doings = new DoingReader();
  private final SubAgentRecords subAgents = new SubAgentRecords();
  private @Nullable TranscriptTail tail;
  private @Nullable String conversation;
  private @Nullable Path transcript;
  private volatile @Nullable String promptInTranscript;
  private volatile boolean interrupted;
  private AgentStatus.@Nullable State state;

  AgentDoings(Consumer<AgentEvent> events, FolderWatch watch) {
    this.events = events;
    this.watch = watch;
  }

  /** Forgets the agent that was; another one begins. */
  void forget() {
    close();
    conversation = null;
    transcript = null;
    state = null;
  }

  /** Reads a conversation's transcript from an offset on, and whatever is added to it. */
  void follow(String id, Path file, long offset) {
    if (id.equals(conversation) && file.equals(transcript)) {
      return;
    }
    close();
    conversation = id;
    transcript = file;
    promptInTranscript = null;
    events.accept(new AgentEvent.Conversing(id, file));
    tail = new TranscriptTail(file, offset, watch, (line, after) -> onLine(id, line, after));
  }

  private void onLine(String id, TranscriptLine line, long after) {
    switch (line) {
      case TranscriptLine.UserPrompt p -> {
        if (p.promptId() != null) {
          promptInTranscript = p.promptId();
          interrupted = false;
          events.accept(accepted(p.promptId(), p.text()));
        } else {
          events.accept(new AgentEvent.Joined(p.text()));
        }
      }
      case TranscriptLine.OwnPrompt p -> {
        promptInTranscript = p.promptId();
        interrupted = false;
        events.accept(accepted(p.promptId(), p.text()));
      }
      case TranscriptLine.Enqueued q -> events.accept(new AgentEvent.Queued(q.text()));
      case TranscriptLine.AssistantText t ->
          events.accept(
              new AgentEvent.Said(t.uuid(), promptInTranscript, t.text(), t.apiError()));
      case TranscriptLine.Interrupted i -> {
        interrupted = true;
        events.accept(new AgentEvent.Interrupted(promptInTranscript));
      }
      case TranscriptLine.Usage u -> spent(u);
      case TranscriptLine.ToolUse u -> {}
      case TranscriptLine.ToolResult r -> {}
      case TranscriptLine.TurnEnded e -> {
        if (!interrupted) {
          events.accept(new AgentEvent.Stopped(promptInTranscript, null, 0));
        }
        lookAtSubAgents();
      }
      case TranscriptLine.Other o -> {}
    }
    events.accept(new AgentEvent.ReadTo(id, after));
  }

  private void spent(TranscriptLine.Usage u) {
    Doing doing = new Doing.Spent(u.messageId(), u.outputTokens(), u.dollars());
    events.accept(new AgentEvent.Progress(promptInTranscript, doing));
  }

  /**
   * Their records are behind their hooks, so they are looked at again when the turn is over.
   * Nothing waits for it: a record may be long.
   */
  private void lookAtSubAgents() {
    if (subAgents.any()) {
      Thread.ofVirtual().name("sub-agents").start(() -> subAgents.news().forEach(this::spent));
    }
  }

  void status(AgentStatus status) {
    if (!status.conversation().equals(conversation) && transcript != null) {
      follow(
          status.conversation(),
          transcript.resolveSibling(status.conversation() + ".jsonl"),
          0);
    }
    if (status.state() == state) {
      return;
    }
    state = status.state();
    switch (status.state()) {
      case IDLE -> events.accept(new AgentEvent.Idle());
      case BUSY -> events.accept(new AgentEvent.Busy());
      case WAITING -> {} // the screen tells what for
    }
  }

  void hook(HookEvent event) {
    if (event.agentId() != null) {
      Path known = transcript;
      if (known != null && event instanceof HookEvent.SubagentStopped) {
        subAgents.heard(known, event.agentId());
        lookAtSubAgents();
      }
      return; // a sub-agent's own; its parent tells what matters to the turn
    }
    switch (event) {
      case HookEvent.SessionStarted e -> conversing(e);
      case HookEvent.PromptSubmitted e -> {
        if (e.promptId() != null) {
          events.accept(accepted(e.promptId(), e.prompt()));
        }
      }
      case HookEvent.Stopped e -> {
        events.accept(
            new AgentEvent.Stopped(e.promptId(), e.lastMessage(), e.backgroundAgents().size()));
        lookAtSubAgents();
      }
      case HookEvent.StopFailed e ->
          events.accept(new AgentEvent.StopFailed(e.promptId(), e.error(), e.text()));
      default ->
          doings
              .read(event)
              .forEach(doing -> events.accept(new AgentEvent.Progress(event.promptId(), doing)));
    }
  }

  /** Only a transcript beside the one we know is believed: hooks come from outside. */
  private void conversing(HookEvent.SessionStarted e) {
    Path known = transcript;
    if (known != null && !e.transcriptPath().isEmpty()) {
      Path told = Path.of(e.transcriptPath()).toAbsolutePath().normalize();
      Path projects = known.getParent().getParent();
      if (told.startsWith(projects)) {
        follow(e.conversation(), told, 0);
      } else {
        log.warn("the agent tells of a transcript outside of {}; it is not read", projects);
      }
    }
  }

  /** Reads now what is in the transcript. */
  void drain() {
    TranscriptTail now = tail;
    if (now != null) {
      now.drain();
    }
  }

  /** Reads what a gone agent left behind, and lets go of it. */
  void lastLook() {
    drain();
    close();
    conversation = null;
    state = null;
  }

  void close() {
    TranscriptTail now = tail;
    tail = null;
    if (now != null) {
      try {
        now.close();
      } catch (Exception e) {
        log.warn("a transcript was not let go cleanly", e);
      }
    }
  }

  private static AgentEvent accepted(String promptId, String text) {
    return OwnPrompt.is(text)
        ? new AgentEvent.WentOn(promptId, text, OwnPrompt.toolUse(text).orElse(null))
        : new AgentEvent.Accepted(promptId, text);
  }
}
