package io.github.claudebridge.config;

import java.util.Objects;

/**
 * A text that must not be shown: it prints as a mask, so that it cannot reach a log by accident.
 */
public final class Secret {
  private final String value;

  /**
   * @param value the secret itself, not blank
   */
  public Secret(String value) {
    Objects.requireNonNull(value, "value");
    if (value.isBlank()) {
      throw new IllegalArgumentException("a blank secret");
    }
    this.value = value;
  }

  /** The secret itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "‹secret›";
  }
}
