package io.github.claudebridge.command;

import java.util.List;

/**
 * A form to write into, opened by a button below a question.
 *
 * @param id what comes back with it, at most 100 characters
 * @param title at most 45 characters
 * @param inputs one to five
 */
public record QuestionForm(String id, String title, List<Input> inputs) {

  /**
   * Something to write into it.
   *
   * @param id what it is called
   * @param label what it says above it, at most 45 characters
   * @param hint what stands in it before, at most 100 characters
   * @param value what is written in it already; may be empty
   * @param lines whether it takes several lines
   * @param required whether something must be written
   */
  public record Input(
      String id, String label, String hint, String value, boolean lines, boolean required) {}

  public QuestionForm {
    inputs = List.copyOf(inputs);
  }
}
