package io.github.claudebridge.engine;

/** What stands where a prompt is written, at a moment. */
public sealed interface Composer {
  /** Nothing: a prompt can be written. */
  record Empty() implements Composer {}

  /** Text that was not submitted. */
  record Holds(String text) implements Composer {}

  /**
   * A dialog stands in the way.
   *
   * @param kind a word for what it is
   * @param screen what stands on the screen
   */
  record Covered(String kind, String screen) implements Composer {}

  /** It cannot be told. */
  record Unclear(String screen) implements Composer {}

  /** There is no agent. */
  record Gone() implements Composer {}
}
