package io.github.claudebridge.cli;

import java.util.List;

/** One look of {@code vai doctor} at something that the bridge needs. */
interface Check {
  /** Looks; never fails itself, and changes nothing. */
  List<Finding> look(Patient patient);
}
