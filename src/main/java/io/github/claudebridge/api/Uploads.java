package io.github.claudebridge.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Keeps a file that a caller handed over until it is sent. */
@FunctionalInterface
public interface Uploads {
  /**
   * Copies a file to a private place, under a safe name made from the one given.
   *
   * @param name as the caller called it; hostile
   */
  Path keep(String name, InputStream content) throws IOException;
}
