package io.github.claudebridge.command;

import io.github.claudebridge.access.Action;
import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Decision;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Request;
import io.github.claudebridge.model.Question.Risk;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Who may press keys in a dialog of the terminal. A key may say yes to anything that stands there,
 * so it takes every right to say yes; Escape, which says no, takes none of them.
 */
public final class KeyRights {
  private static final String NO = "esc";

  private final Gate gate;
  private final Function<Risk, Set<String>> approvers;
  private final AuditLog audit;

  /**
   * Rights in all sessions.
   *
   * @param approvers ids of the people and roles that may say yes to this; none for all who are
   *     heard
   */
  public KeyRights(Gate gate, Function<Risk, Set<String>> approvers, AuditLog audit) {
    this.gate = gate;
    this.approvers = approvers;
    this.audit = audit;
  }

  boolean may(Caller caller, List<String> keys) {
    if (keys.stream().allMatch(NO::equalsIgnoreCase)) {
      return true;
    }
    Request request = caller.wants(Action.ANSWER);
    for (Risk risk : Risk.values()) {
      if (gate.decide(request, approvers.apply(risk)) instanceof Decision.Deny deny) {
        audit.denied(request, deny);
        return false;
      }
    }
    return true;
  }
}
