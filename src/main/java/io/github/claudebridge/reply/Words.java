package io.github.claudebridge.reply;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the bridge itself says to people, in the language they chose. */
public final class Words {
  private final ResourceBundle bundle;

  /** The words of a language; English where it has none. */
  public Words(Locale language) {
    this.bundle =
        ResourceBundle.getBundle(
            "words.words",
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** Whether there is a sentence for this. */
  boolean has(String key) {
    return bundle.containsKey(key);
  }

  /** A sentence with its blanks filled. */
  public String say(String key, Object... blanks) {
    return new MessageFormat(bundle.getString(key), bundle.getLocale()).format(blanks);
  }
}
