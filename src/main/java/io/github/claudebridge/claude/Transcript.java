package io.github.claudebridge.claude;

import java.nio.file.Path;

/** Where Claude Code keeps its transcripts. */
public final class Transcript {
  private Transcript() {}

  /**
   * The folder of a directory's transcripts: every character that is not an ASCII letter or digit
   * becomes {@code -} (2.1.329). Prefer the {@code transcript_path} that the hooks give.
   */
  public static Path projectFolder(Path configDir, Path cwd) {
    String name = cwd.toAbsolutePath().normalize().toString().replaceAll("[^A-Za-z0-9]", "-");
    return configDir.resolve("projects").resolve(name);
  }

  /** The file of one conversation held in a directory. */
  public static Path file(Path configDir, Path cwd, String conversation) {
    return projectFolder(configDir, cwd).resolve(conversation + ".jsonl");
  }
}
