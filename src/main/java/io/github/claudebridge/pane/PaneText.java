package io.github.claudebridge.pane;

/** The last check of a text before it goes to a pane. */
final class PaneText {

  private PaneText() {}

  /**
   * Returns the text, or refuses it for a control character other than line feed and tab.
   *
   * <p>C1 controls are refused too: U+009B is ESC [ in one character to some terminals.
   */
  static String check(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c <= 0x9f;
      if (control) {
        throw new IllegalArgumentException(
            "control character U+%04X at position %d cannot be put into a pane: remove it"
                .formatted((int) c, i));
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(
              "half a character U+%04X at position %d cannot be put into a pane: remove it"
                  .formatted((int) c, i));
        }
        i++;
      }
    }
    return text;
  }
}
