package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;

/** Makes the prompt of a message: the text that is typed into the agent's composer. */
@FunctionalInterface
public interface PromptWriter {

  /**
   * A prompt as it will be typed.
   *
   * @param text what goes into the composer
   * @param command whether the agent handles it by itself as one of its own commands, without a
   *     turn and without telling that it was accepted
   */
  record Prompt(String text, boolean command) {}

  /**
   * Writes the prompt of a message.
   *
   * @param delivery the message with its files
   * @param severalWriters whether more than one person writes in its channel
   */
  Prompt write(Delivery delivery, boolean severalWriters);
}
