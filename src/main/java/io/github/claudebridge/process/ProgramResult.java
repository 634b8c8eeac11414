package io.github.claudebridge.process;

/**
 * What a program left behind: its exit status and what it wrote, up to the size asked for.
 *
 * @param exit the exit status; not meaningful when the deadline ended the program
 * @param out standard output, decoded as UTF-8 with replacement of broken bytes
 * @param err standard error, decoded likewise
 * @param timedOut whether the deadline ended the program
 */
public record ProgramResult(int exit, String out, String err, boolean timedOut) {

  /** Whether the program ended by itself with status 0. */
  public boolean succeeded() {
    return exit == 0 && !timedOut;
  }
}
