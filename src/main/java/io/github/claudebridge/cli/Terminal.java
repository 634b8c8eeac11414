package io.github.claudebridge.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes.
 *
 * @param asks whether a person can be asked, that is, the input is a terminal
 * @param colours whether the output is a terminal that may be sent colours
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, boolean asks, boolean colours) {

  /**
   * The process's own terminal.
   *
   * @param tty which ends are a terminal, as bin/vai found: {@code in}, {@code out}, with a comma
   */
  static Terminal ofProcess(@Nullable String tty) {
    var ends = tty == null ? List.<String>of() : List.of(tty.split(","));
    var plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    // Messages are UTF-8 whatever the locale says: a C locale would turn them into question marks.
    return new Terminal(
        System.in,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        ends.contains("in"),
        ends.contains("out") && !plain);
  }

  String dim(String text) {
    return colours ? "\u001b[2m" + text + "\u001b[0m" : text;
  }

  String red(String text) {
    return colours ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  String green(String text) {
    return colours ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  String bold(String text) {
    return colours ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** Prints lines to standard output, without anything that could steer the terminal. */
  void say(String text) {
    out.println(harmless(text));
  }

  /** The text without control characters other than line feed and tab: chat is hostile. */
  static String harmless(String text) {
    return text.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}\u0080-\u009f&&[^\n\t]]", "");
  }
}
