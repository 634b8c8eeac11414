package io.github.claudebridge.pane;

import java.util.regex.Pattern;

/**
 * The id tmux gives a pane, such as {@code %12}; never used twice within one server's life.
 *
 * @param value a percent sign and one to nine digits
 */
public record PaneId(String value) {

  private static final Pattern FORM = Pattern.compile("%[0-9]{1,9}");

  public PaneId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "not a pane id: \"" + value + "\" (expected a percent sign and digits, as in %12)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
