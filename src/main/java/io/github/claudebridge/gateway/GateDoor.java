package io.github.claudebridge.gateway;

import io.github.claudebridge.access.Action;
import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Decision;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Request;

/** The door that the access rules keep: whoever may talk is let in, all others are audited. */
public final class GateDoor implements Door {
  private final Gate gate;
  private final AuditLog audit;

  public GateDoor(Gate gate, AuditLog audit) {
    this.gate = gate;
    this.audit = audit;
  }

  @Override
  public boolean admits(Sender sender) {
    return gate.decide(request(sender)).allowed();
  }

  @Override
  public void turnedAway(Sender sender, String messageId) {
    Request request = request(sender);
    switch (gate.decide(request)) {
      case Decision.Allow allow -> {
        // Let in meanwhile: the message itself was not heard, and there is no refusal to record.
      }
      case Decision.Deny deny -> audit.denied(request, deny);
    }
  }

  private static Request request(Sender sender) {
    return new Request(
        sender.guild(),
        sender.channel(),
        sender.user(),
        sender.roles(),
        sender.bot(),
        sender.webhook(),
        Action.TALK);
  }
}
