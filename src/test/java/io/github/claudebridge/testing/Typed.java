package io.github.claudebridge.testing;

/** What happens to a prompt that is typed into a {@link FakeEngine}. */
public enum Typed {
  /** It is accepted, answered and done. */
  ANSWERED,
  /** It is accepted and worked on until {@link FakeEngine#finish}. */
  WORKED_ON,
  /**
   * It is typed into the turn that goes on, told under that turn's id, and waits in the agent's
   * own queue for {@link FakeEngine#join} or {@link FakeEngine#takeUp}.
   */
  INTO_TURN,
  /** Enter is lost: it stands in the composer until it is submitted again. */
  ENTER_LOST,
  /** Every Enter is lost from now on. */
  ALL_ENTERS_LOST,
  /** Only the first half of it arrives, and stands in the composer. */
  HALF,
  /** It is nowhere: not in the composer, not in the record. */
  VANISHED,
  /** The agent took it and tells nothing, until {@link FakeEngine#prove}. */
  PROOF_LATE,
  /** The agent took it and no hook tells so; its record does when it is read. */
  IN_RECORD_ONLY,
  /** A dialog comes up over it, with the prompt nowhere. */
  DIALOG,
  /** The agent dies of it before it has it. */
  DIES,
  /** The agent dies after it wrote the prompt down, before anybody was told. */
  DIES_WITH_IT,
  /** The terminal refuses the keys. */
  REFUSED,
  /** The agent handles it by itself: the composer is empty, and no turn comes of it. */
  COMMAND
}
