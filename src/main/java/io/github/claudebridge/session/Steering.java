package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import java.util.HashSet;
import java.util.Set;

/**
 * The messages that were typed into a turn that was going on. The agent takes them at once, and
 * only later is it known whether that turn answers them or one of their own. Touched by the
 * session's own thread alone.
 */
final class Steering {
  private final Ladder ladder;
  private final Set<String> waiting = new HashSet<>();
  private final Set<String> queueTold = new HashSet<>();

  Steering(Ladder ladder) {
    this.ladder = ladder;
  }

  /** The agent took a message while it works; which turn answers it is not known so far. */
  void took(Delivery d) {
    waiting.add(d.message().id());
    ladder.accept(d, "steered:" + d.message().id());
  }

  /** The hook told of it before the agent's record does (2.1.329). */
  void toldByHook(Delivery d) {
    queueTold.add(d.message().id());
  }

  /** Whether the hook had told of a text before, which the agent's record tells of now. */
  boolean wasToldByHook(String text) {
    return ladder.underWay().stream()
        .anyMatch(
            d ->
                queueTold.contains(d.message().id())
                    && ComposerMatch.whole(text, d.prompt())
                    && queueTold.remove(d.message().id()));
  }

  /** The agent took a text into the turn that is going on: that turn answers it. */
  void joined(String text) {
    ladder.underWay().stream()
        .filter(d -> awaitsItsTurn(d) && ComposerMatch.whole(text, d.prompt()))
        .findFirst()
        .ifPresent(this::hasItsTurn);
  }

  /** A message got a turn of its own, or is known to have none. */
  void hasItsTurn(Delivery d) {
    waiting.remove(d.message().id());
  }

  /** Whether a message that the agent took still waits for a turn of its own. */
  boolean awaitsItsTurn(Delivery d) {
    return waiting.contains(d.message().id());
  }

  /** No turn of its own came: the one that was going on has answered what was typed into it. */
  void settle() {
    ladder.underWay().stream()
        .filter(d -> d.rung() == Rung.ACCEPTED && waiting.remove(d.message().id()))
        .forEach(d -> ladder.move(d, Rung.ANSWERED, null));
  }
}
