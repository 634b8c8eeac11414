package io.github.claudebridge.recovery;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.TranscriptMend;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.session.SessionParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose agent's signs of life are noted, and whose conversation is looked at before it is
 * resumed. All else is the engine's.
 */
public final class WatchedEngine implements Engine {

  /** What hears of more than signs; called on the session's thread. */
  interface Alarm {
    /** The agent did the same thing to the same effect, so often in a row. */
    void repeats(int session, String tool, int times);

    /** The agent is gone, and it is known how; may be told on any thread. */
    void ended(int session);

    /** A turn was given up because the model failed; may be told on any thread. */
    void modelFailed(int session, String error, @Nullable String text);

    /** The record of the conversation was mended before it is resumed. */
    void mended(int session, TranscriptMend.Mended mended);

    /** The record of the conversation is gone; a new conversation begins. */
    void recordGone(int session);
  }

  private final int session;
  private final Engine engine;
  private final Vitals vitals;
  private final Alarm alarm;
  private boolean lostRecord;

  private WatchedEngine(int session, Engine engine, Vitals vitals, Alarm alarm) {
    this.session = session;
    this.engine = engine;
    this.vitals = vitals;
    this.alarm = alarm;
  }

  /** Makes the engine of a session, and watches it. */
  static Engine around(
      SessionParts.Engines engines,
      Binding binding,
      Consumer<AgentEvent> events,
      Executor own,
      Vitals vitals,
      Alarm alarm) {
    Consumer<AgentEvent> noted =
        event -> {
          vitals.saw(event);
          events.accept(event);
          if (event instanceof AgentEvent.StopFailed failed) {
            alarm.modelFailed(binding.session(), failed.error(), failed.text());
          } else if (event instanceof AgentEvent.Exited) {
            alarm.ended(binding.session());
          }
        };
    return new WatchedEngine(
        binding.session(), engines.make(binding, noted, own), vitals, alarm);
  }

  @Override
  public void start(Order order) throws EngineException {
    if (lostRecord && !order.resume()) {
      alarm.recordGone(session);
    }
    lostRecord = false;
    if (order.resume() && order.transcript() != null) {
      TranscriptMend.mend(order.transcript()).ifPresent(m -> alarm.mended(session, m));
    }
    vitals.starting(order);
    engine.start(order);
  }

  @Override
  public boolean adopt(Order order) throws EngineException {
    vitals.sign();
    boolean adopted = engine.adopt(order);
    // It was read, so there was one, and it cannot be resumed.
    lostRecord = !adopted && !order.resume() && order.readTo() > 0;
    return adopted;
  }

  @Override
  public void hook(HookEvent event) {
    int times = vitals.saw(event);
    engine.hook(event);
    if (times > 1 && event instanceof HookEvent.ToolFinished e) {
      alarm.repeats(session, e.tool(), times);
    }
  }

  @Override
  public boolean hasRecord(Path transcript) {
    return TranscriptMend.thereOrRestored(transcript);
  }

  @Override
  public void readBack(Order order) {
    engine.readBack(order);
  }

  @Override
  public Composer look() {
    return engine.look();
  }

  @Override
  public ScreenState.@Nullable Dialog dialog() {
    return engine.dialog();
  }

  @Override
  public void keys(String characters) throws EngineException {
    engine.keys(characters);
  }

  @Override
  public @Nullable TerminalView view() {
    return engine.view();
  }

  @Override
  public void press(TerminalKey key) throws EngineException {
    engine.press(key);
  }

  @Override
  public String picture() {
    return engine.picture();
  }

  @Override
  public void type(String prompt, Composer seen) throws EngineException {
    vitals.forgetRepeats();
    engine.type(prompt, seen);
  }

  @Override
  public void submit() throws EngineException {
    engine.submit();
  }

  @Override
  public void clear() throws EngineException {
    engine.clear();
  }

  @Override
  public void interrupt() throws EngineException {
    engine.interrupt();
  }

  @Override
  public void catchUp() {
    engine.catchUp();
  }

  @Override
  public void stop(Duration grace) {
    engine.stop(grace);
  }

  @Override
  public boolean alive() {
    return engine.alive();
  }

  @Override
  public @Nullable String terminal() {
    return engine.terminal();
  }

  @Override
  public void close() {
    engine.close();
  }
}
