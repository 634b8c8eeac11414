package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.SessionEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * What every session is made from.
 *
 * @param messages the inbox
 * @param conversations what the agents remember, and their turns
 * @param engines makes the engine of a session
 * @param prompts writes the prompt of a message
 * @param files fetches a message's attachments; one line for each, as the agent will read it
 * @param listener hears of everything that happens in any session
 * @param timers for deadlines; its own work is short
 * @param clock the time
 * @param steer whether a message that comes while the agent works is typed into the running turn
 * @param startTimeout how long an agent may take to be ready before the channel is told
 * @param questions what agents ask people
 * @param limits what is wanted at a usage limit
 */
public record SessionParts(
    MessageStore messages,
    ConversationStore conversations,
    Engines engines,
    PromptWriter prompts,
    Files files,
    Consumer<SessionEvent> listener,
    ScheduledExecutorService timers,
    InstantSource clock,
    boolean steer,
    Duration startTimeout,
    QuestionParts questions,
    LimitRules limits) {

  /** Makes the engine of a session. */
  @FunctionalInterface
  public interface Engines {
    /**
     * Makes an engine.
     *
     * @param binding the session it is for
     * @param events takes what the agent does, from any thread
     * @param own runs the engine's own work on the session's thread, so that the pane has one
     *     writer
     */
    Engine make(Binding binding, Consumer<AgentEvent> events, Executor own);
  }

  /** Fetches a message's attachments. */
  @FunctionalInterface
  public interface Files {
    CompletableFuture<List<String>> fetch(Delivery delivery);
  }
}
