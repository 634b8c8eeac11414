package io.github.claudebridge.command;

import java.io.IOException;

/** What the bridge keeps on disk for a session. */
@FunctionalInterface
public interface SessionFiles {
  /** Deletes everything that is kept for a session and for nothing else. */
  void purge(int session) throws IOException;
}
