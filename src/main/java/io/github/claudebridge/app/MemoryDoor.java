package io.github.claudebridge.app;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.monitor.Admission;
import io.github.claudebridge.monitor.Parking;

/**
 * Stands before every start of an agent: one that does not fit into the machine's memory is not
 * started, unless idle sessions may be parked and that makes the room.
 */
final class MemoryDoor implements SessionOrders.Room {
  private final Admission admission;
  private final Parking parking;
  private final boolean park;

  MemoryDoor(Admission admission, Parking parking, boolean park) {
    this.admission = admission;
    this.parking = parking;
    this.park = park;
  }

  /** Looks before a person's order is begun, so that it is refused without any change. */
  @Override
  public void check(Binding binding) throws OrderException {
    Admission.Verdict verdict = admission.look(binding.agent());
    if (!verdict.admitted() && !makeRoom(binding)) {
      Admission.Verdict now = admission.look(binding.agent());
      throw new OrderException(
          Kind.FAILED,
          "session " + binding.session() + " is not started: " + now.words(),
          now.mend());
    }
  }

  /**
   * Admits an agent that is about to be started, whoever wants it.
   *
   * @throws EngineException if there is no room for it
   */
  void admit(Binding binding) throws EngineException {
    Admission.Verdict verdict = admission.admit(binding.agent());
    if (verdict.admitted() || (makeRoom(binding) && admission.admit(binding.agent()).admitted())) {
      return;
    }
    throw new EngineException(verdict.words() + "; " + verdict.mend());
  }

  private boolean makeRoom(Binding binding) {
    while (park && parking.makeRoom(binding.session())) {
      if (admission.look(binding.agent()).admitted()) {
        return true;
      }
    }
    return false;
  }
}
