package io.github.claudebridge.command;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.text.Graphemes;
import java.util.List;

/**
 * A form to write into, opened by a button below a question. What it says comes from outside; it is
 * cut to what Discord takes.
 *
 * @param id what comes back with it, at most 100 characters
 * @param title cut at 45 characters
 * @param inputs one to five
 */
public record QuestionForm(String id, String title, List<Input> inputs) {
  /** The most that can be written into one form. */
  public static final int MOST_INPUTS = 5;

  private static final int MOST_TITLE = 45;

  /**
   * Something to write into it.
   *
   * @param id what it is called
   * @param label what it says above it; cut at 45 characters
   * @param hint what stands in it before; cut at 100 characters, may be empty
   * @param value what is written in it already; cut at 4,000 characters, may be empty
   * @param lines whether it takes several lines
   * @param required whether something must be written
   */
  public record Input(
      String id, String label, String hint, String value, boolean lines, boolean required) {
    private static final int MOST_HINT = 100;
    private static final int MOST_VALUE = 4_000;

    public Input {
      label = Graphemes.brief(flat(label), MOST_TITLE);
      hint = hint.isBlank() ? "" : Graphemes.brief(flat(hint), MOST_HINT);
      value = value.substring(0, Graphemes.cut(value, 0, MOST_VALUE));
    }
  }

  public QuestionForm {
    title = Graphemes.brief(flat(title), MOST_TITLE);
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS || id.length() > PostBody.MAX_ID) {
      throw new IllegalArgumentException("a form of " + inputs.size() + " inputs, " + id);
    }
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
