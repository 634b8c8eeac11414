package io.github.claudebridge.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Asks a person, on standard error, so that standard output stays the command's result. */
final class Questions {
  private final Terminal terminal;
  private final BufferedReader lines;

  private Questions(Terminal terminal) {
    this.terminal = terminal;
    lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
  }

  static Questions of(Terminal terminal) {
    return new Questions(terminal);
  }

  /** A line of text, stripped; empty if nothing was said. */
  String line(String question) throws CliException {
    terminal.err().print(question);
    terminal.err().flush();
    try {
      var line = lines.readLine();
      if (line == null) {
        throw CliException.failed("nobody answers", "give the answers as options: --help");
      }
      return line.strip();
    } catch (IOException broken) {
      throw CliException.failed("the terminal cannot be read: " + broken.getMessage());
    }
  }

  boolean yes(String question, boolean usual) throws CliException {
    var answer = line(question).toLowerCase(java.util.Locale.ROOT);
    return answer.isEmpty() ? usual : answer.startsWith("y");
  }

  /** A secret, which is not shown while it is typed; read from the input if that is no terminal. */
  String secret(String question) throws CliException {
    var console = System.console();
    if (terminal.asks() && console != null && console.isTerminal()) {
      var typed = console.readPassword("%s", question);
      return typed == null ? "" : new String(typed).strip();
    }
    return line(terminal.asks() ? question : "");
  }

  /** One of a list by its number; asks until there is one. */
  <T> T choice(String question, List<T> choices, Function<T, String> words) throws CliException {
    for (var i = 0; i < choices.size(); i++) {
      var text = Terminal.harmless(words.apply(choices.get(i)));
      terminal.err().println("  " + (i + 1) + "  " + text);
    }
    while (true) {
      var answer = line(question);
      if (answer.matches("[1-9]\\d{0,4}") && Integer.parseInt(answer) <= choices.size()) {
        return choices.get(Integer.parseInt(answer) - 1);
      }
      terminal.err().println("A number from 1 to " + choices.size() + ", please.");
    }
  }
}
