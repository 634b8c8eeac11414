package io.github.claudebridge.cli;

import java.util.List;

/** A command could not do what was asked: what is wrong in plain words, and what mends it. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> mends;

  /**
   * @param status the status to end with, of {@link ExitStatus}
   * @param words what is wrong
   * @param mends what to do about it, a line each; may be none
   */
  CliException(int status, String words, String... mends) {
    super(words);
    this.status = status;
    this.mends = List.of(mends);
  }

  static CliException failed(String words, String... mends) {
    return new CliException(ExitStatus.FAILED, words, mends);
  }

  static CliException usage(String words, String... mends) {
    return new CliException(ExitStatus.USAGE, words, mends);
  }

  int status() {
    return status;
  }

  List<String> mends() {
    return mends == null ? List.of() : mends;
  }
}
