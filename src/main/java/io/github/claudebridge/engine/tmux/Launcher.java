package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prepares the start of an agent: its command line, its environment, its files. */
@FunctionalInterface
public interface Launcher {

  /**
   * What is run in the pane.
   *
   * @param command the program and its arguments
   * @param environment what its environment holds, whole
   * @param permissionMode the permission mode it is started in
   * @param transcript where it will write its conversation down
   * @param exitRecord the path prefix under which the pane's command records how the agent ended
   */
  record Run(
      List<String> command,
      Map<String, String> environment,
      String permissionMode,
      Path transcript,
      Path exitRecord) {}

  /**
   * Prepares a start, writing the files that it needs.
   *
   * @throws EngineException if the agent cannot be started so, with what is missing
   */
  Run prepare(Engine.Order order) throws EngineException;

  /**
   * Whether one more agent may be started at all; not asked where one that runs is taken over.
   *
   * @throws EngineException if not, with the reason and the mend
   */
  default void admit(Engine.Order order) throws EngineException {}
}
