package io.github.claudebridge.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pane's terminal in raw mode, given back as it was. */
final class RawTerminal implements AutoCloseable {
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private RawTerminal() {}

  static RawTerminal open() throws IOException {
    stty("raw", "opost", "-echo");
    var terminal = new RawTerminal();
    terminal.write("\u001b[?2004h");
    return terminal;
  }

  /** Columns of the terminal now; 80 if it does not say. */
  int columns() {
    return size()[1];
  }

  /** Rows of the terminal now; 24 if it does not say. */
  int rows() {
    return size()[0];
  }

  void write(String text) {
    out.print(text);
    out.flush();
  }

  @Override
  public void close() {
    write("\u001b[?2004l");
    try {
      stty("sane");
    } catch (IOException gone) {
      write("");
    }
  }

  private static int[] size() {
    try {
      String[] words = stty("size").strip().split(" ");
      int rows = Integer.parseInt(words[0]);
      int columns = Integer.parseInt(words[1]);
      return rows > 0 && columns > 0 ? new int[] {rows, columns} : new int[] {24, 80};
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
      return new int[] {24, 80};
    }
  }

  /** stty acts on its standard input, so it inherits ours. */
  private static String stty(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
