package io.github.claudebridge.testing;

import java.io.PrintStream;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/** The one way in which a test ends for want of something that the machine has not. */
public final class Skip {
  private Skip() {}

  /**
   * Ends this test: skipped aloud on a developer's machine, failed where {@code CI=true}, because
   * a skipped journey proves nothing.
   *
   * @param reason what is missing, a sentence for a person
   */
  public static <T> T aloud(String reason) {
    return aloud(reason, "true".equalsIgnoreCase(System.getenv("CI")), System.err);
  }

  static <T> T aloud(String reason, boolean ci, PrintStream err) {
    if (ci) {
      throw new AssertionFailedError(reason + " (CI=true: a skip counts as a failure)");
    }
    err.println("SKIPPED: " + reason);
    return Assumptions.abort(reason);
  }
}
