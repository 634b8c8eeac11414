package io.github.claudebridge.app;

import java.util.Objects;

/** Which version of the bridge this is. */
public final class Version {
  private Version() {}

  /** The version it was built as, or {@code development} outside of a built jar. */
  public static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
