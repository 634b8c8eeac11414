package io.github.claudebridge.config;

import java.util.List;

/** What the operator wrote cannot be used; every problem that was found is in it, with its mend. */
public final class BadSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems what is wrong, each a line of its own with the place; at least one
   */
  public BadSettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems one by one. */
  public List<String> problems() {
    return problems == null ? List.of(String.valueOf(getMessage())) : problems;
  }
}
