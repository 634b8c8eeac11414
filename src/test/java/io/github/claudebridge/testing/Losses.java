package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What was ever lost or doubled in a run of the tests. A test that fails is tried once more, since
 * a machine may be too slow for it; a loss is none the less one because it did not happen again.
 */
public final class Losses {
  private static final List<String> FOUND = new ArrayList<>();

  private Losses() {}

  /** Nothing was lost by an earlier try. */
  public static synchronized void noneSoFar() {
    assertThat(FOUND).as("lost at an earlier try").isEmpty();
  }

  /** Nothing of this kind is lost, and that stays known. */
  public static synchronized void none(String kind, Collection<?> lost) {
    if (!lost.isEmpty()) {
      FOUND.add(kind + ": " + lost);
    }
    assertThat(lost).as(kind).isEmpty();
  }
}
