package io.github.claudebridge.reply;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the bridge itself says to people, in the language they chose or that of their server. */
public final class Words {
  private final boolean follows;
  private volatile ResourceBundle bundle;

  private Words(Locale language, boolean follows) {
    this.follows = follows;
    this.bundle = bundle(language);
  }

  /** The words of a language; English where it has none. */
  public Words(Locale language) {
    this(language, false);
  }

  /** Words that are English until they are told which language is spoken. */
  public static Words following() {
    return new Words(Locale.ENGLISH, true);
  }

  /** Tells which language is spoken where the words are read; of no use where one was chosen. */
  public void speak(Locale language) {
    if (follows) {
      bundle = bundle(language);
    }
  }

  static ResourceBundle bundle(Locale language) {
    return ResourceBundle.getBundle(
        "words.words",
        language,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** Whether there is a sentence for this. */
  boolean has(String key) {
    return bundle.containsKey(key);
  }

  /**
   * A sentence about so many of something; one and many are said in different words.
   *
   * @param number how many, the first blank
   */
  public String count(String key, String number, Object... blanks) {
    Object[] all = new Object[blanks.length + 1];
    all[0] = number;
    System.arraycopy(blanks, 0, all, 1, blanks.length);
    return say(key + (number.equals("1") ? ".one" : ".many"), all);
  }

  /** What another part of the bridge says in English, said to people; anything else as it is. */
  public String told(String english) {
    return Told.find(english).map(told -> say(told.key(), told.blanks())).orElse(english);
  }

  /** A sentence with its blanks filled. */
  public String say(String key, Object... blanks) {
    ResourceBundle spoken = bundle;
    return new MessageFormat(spoken.getString(key), spoken.getLocale()).format(blanks);
  }
}
