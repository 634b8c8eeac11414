package io.github.claudebridge.cli;

/**
 * What a {@link Check} found.
 *
 * @param name what was looked at
 * @param grade how good it is
 * @param detail what was seen
 * @param mend what to do about it; empty if it is fine
 */
record Finding(String name, Grade grade, String detail, String mend) {

  /** How good it is. */
  enum Grade {
    OK,
    /** It works, but not as it should. */
    WARN,
    /** The bridge cannot work so. */
    FAIL;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, Grade.OK, detail, "");
  }

  static Finding warn(String name, String detail, String mend) {
    return new Finding(name, Grade.WARN, detail, mend);
  }

  static Finding fail(String name, String detail, String mend) {
    return new Finding(name, Grade.FAIL, detail, mend);
  }
}
