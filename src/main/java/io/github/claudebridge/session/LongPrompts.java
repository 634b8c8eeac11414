package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps a text that is too long for the agent's composer in a file that the agent can read. */
@FunctionalInterface
public interface LongPrompts {

  /**
   * The longest prompt that is typed, in UTF-16 units. Claude Code 2.1.329 took 30,000 Japanese
   * characters in 3.3 s and 100,000 in 13 s; 200,000 never got through.
   */
  int MOST_TYPED = 30_000;

  /**
   * Keeps the text of a message. Called again for the same message it replaces what it kept.
   *
   * @return the absolute path of the file, readable for its owner alone
   * @throws IOException if it cannot be kept
   */
  Path keep(Delivery delivery, String text) throws IOException;
}
