package io.github.claudebridge.model;

import java.util.Objects;

/**
 * Who a message comes from.
 *
 * @param id the Discord user id as a string, or {@code cli:USER} for a caller on this machine
 * @param label what to call them in text; from outside, so hostile until it went through a cleaner
 * @param kind what sort of writer it is
 */
public record Author(String id, String label, Kind kind) {

  /** What sort of writer an author is. */
  public enum Kind {
    /** A person (or an allowed bot) writing in a channel. */
    PERSON,
    /** Somebody on this machine, through {@code vai}. */
    CLI,
    /** Somebody typing in the pane itself. */
    TERMINAL
  }

  public Author {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(kind, "kind");
  }
}
