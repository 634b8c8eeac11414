package io.github.claudebridge.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Engine;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life of one session's agent: when it last gave one, how it ended, what it repeats.
 */
final class Vitals {

  /** What the agent was given to do at its last start. */
  record Started(boolean resumed, boolean ready) {}

  /** The same use of a tool to the same effect, so many times in a row. */
  private record Repeated(String tool, int input, int effect, int times) {}

  private final LongSupplier nanos;
  private long lastSign;
  private AgentEvent.@Nullable Exited end;
  private Started started = new Started(false, false);
  private @Nullable Repeated repeated;
  private String picture = "";
  private long pictureSince;

  /**
   * @param nanos a time that only goes forward, whoever sets the clock
   */
  Vitals(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastSign = nanos.getAsLong();
    this.pictureSince = lastSign;
  }

  /** An agent is about to be started. */
  synchronized void starting(Engine.Order order) {
    started = new Started(order.resume(), false);
    end = null;
    repeated = null;
    sign();
  }

  synchronized void saw(AgentEvent event) {
    sign();
    switch (event) {
      case AgentEvent.Exited e -> end = e;
      // Not when it is busy: Claude Code says so of itself while it starts, and may end after that.
      case AgentEvent.Idle _ -> started = new Started(started.resumed(), true);
      case AgentEvent.Accepted _, AgentEvent.WentOn _ -> repeated = null;
      case AgentEvent.Busy _,
          AgentEvent.Conversing _,
          AgentEvent.Waiting _,
          AgentEvent.Queued _,
          AgentEvent.Progress _,
          AgentEvent.Joined _,
          AgentEvent.Said _,
          AgentEvent.ReadTo _,
          AgentEvent.Stopped _,
          AgentEvent.StopFailed _,
          AgentEvent.Interrupted _ -> {}
    }
  }

  /** Takes in a hook; gives how often the same was done in a row, 1 for anything new. */
  synchronized int saw(HookEvent event) {
    sign();
    if (event instanceof HookEvent.ToolFinished e && e.agentId() == null) {
      int effect = Objects.hash(e.response().hashCode(), e.error());
      int input = hash(e.input());
      Repeated before = repeated;
      boolean again =
          before != null
              && before.tool().equals(e.tool())
              && before.input() == input
              && before.effect() == effect;
      repeated = new Repeated(e.tool(), input, effect, again ? before.times() + 1 : 1);
      return repeated.times();
    }
    return 0;
  }

  private static int hash(JsonNode node) {
    return node.hashCode();
  }

  /** A person or a remedy did something about it: the count begins anew. */
  synchronized void forgetRepeats() {
    repeated = null;
  }

  synchronized void sign() {
    lastSign = nanos.getAsLong();
  }

  /** For how long there was no sign. */
  synchronized Duration quiet() {
    return Duration.ofNanos(nanos.getAsLong() - lastSign);
  }

  /** Takes in what stands on the screen; another picture than before is a sign. */
  synchronized void looked(String now) {
    if (!now.equals(picture)) {
      picture = now;
      pictureSince = nanos.getAsLong();
      sign();
    }
  }

  /** For how long the screen, as far as it was looked at, has stood still. */
  synchronized Duration still() {
    return Duration.ofNanos(nanos.getAsLong() - pictureSince);
  }

  /** Forgets the screen: the next look is a first one, and no sign. */
  synchronized void lookAnew(String now) {
    picture = now;
    pictureSince = nanos.getAsLong();
  }

  /** How the agent ended last; told once. */
  synchronized AgentEvent.@Nullable Exited takeEnd() {
    AgentEvent.Exited taken = end;
    end = null;
    return taken;
  }

  synchronized Started started() {
    return started;
  }
}
