package io.github.claudebridge.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody decided about a {@link Question}. */
public sealed interface Answer {

  /** How far a permission reaches. */
  enum Scope {
    /** This one time. */
    ONCE,
    /** Until the agent's session ends. */
    SESSION,
    /** For good, in this project. */
    ALWAYS
  }

  /** It may be done. */
  record Allow(Scope scope) implements Answer {
    public Allow {
      Objects.requireNonNull(scope, "scope");
    }
  }

  /**
   * It must not be done; the agent goes on without it.
   *
   * @param reason what the agent is told, or null
   */
  record Deny(@Nullable String reason) implements Answer {}

  /**
   * The plan is carried out.
   *
   * @param acceptEdits whether edits are then made without asking
   */
  record Approve(boolean acceptEdits) implements Answer {}

  /**
   * The plan is worked on further.
   *
   * @param feedback what is to be changed; may be empty
   */
  record Revise(String feedback) implements Answer {}

  /**
   * What was chosen for each question, by the question's words.
   *
   * @param answers labels of options, several parted by a comma, or a person's own words
   */
  record Chosen(Map<String, String> answers) implements Answer {
    public Chosen {
      answers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }
  }

  /**
   * A form, filled in.
   *
   * @param values by the names of its fields; texts, numbers and truth values
   */
  record Filled(Map<String, Object> values) implements Answer {
    public Filled {
      values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** A form is not filled in. */
  record Decline() implements Answer {}

  /** A form is put away without an answer. */
  record Cancel() implements Answer {}
}
