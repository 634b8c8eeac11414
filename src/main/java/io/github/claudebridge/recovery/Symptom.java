package io.github.claudebridge.recovery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a session, told apart by what may help. Two of the same signature are the same
 * trouble again.
 */
public sealed interface Symptom {

  /** The word for it in the store, in logs and in JSON. */
  default String word() {
    return getClass()
        .getSimpleName()
        .replaceAll("([a-z])([A-Z])", "$1-$2")
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** What makes it the same trouble as another one. */
  default String signature() {
    return word();
  }

  /** What a person may see of it besides: the last screen, an error's text; or null. */
  default @Nullable String evidence() {
    return null;
  }

  /**
   * The agent's program ended by itself.
   *
   * @param code its exit code
   * @param screen the last that stood on its screen, or null
   */
  record Exited(int code, @Nullable String screen) implements Symptom {
    @Override
    public String signature() {
      return word() + ":" + code;
    }

    @Override
    public @Nullable String evidence() {
      return screen;
    }
  }

  /**
   * The agent's program was ended by a signal.
   *
   * @param signal its number
   * @param screen the last that stood on its screen, or null
   */
  record Killed(int signal, @Nullable String screen) implements Symptom {
    @Override
    public String signature() {
      return word() + ":" + signal;
    }

    @Override
    public @Nullable String evidence() {
      return screen;
    }
  }

  /**
   * The machine had no memory left, and the system killed the agent.
   *
   * @param certain false where only the signal speaks for it
   */
  record OutOfMemory(boolean certain) implements Symptom {}

  /** The pane was closed, with the agent in it. */
  record PaneGone() implements Symptom {}

  /** The tmux server is gone, with all panes. */
  record TmuxGone() implements Symptom {}

  /** The machine was started anew. */
  record Rebooted() implements Symptom {}

  /**
   * The agent could not be started at all.
   *
   * @param reason why, in words for people
   */
  record StartFailed(String reason) implements Symptom {
    @Override
    public @Nullable String evidence() {
      return reason;
    }
  }

  /**
   * The agent did not take the conversation up again.
   *
   * @param reason its own words, or null
   */
  record ResumeRefused(@Nullable String reason) implements Symptom {
    @Override
    public @Nullable String evidence() {
      return reason;
    }
  }

  /**
   * The agent says that it works, but nothing comes from it and its screen stands still.
   *
   * @param quiet for how long
   */
  record Hung(Duration quiet) implements Symptom {}

  /**
   * The agent does the same thing over and over, to the same effect.
   *
   * @param tool what it uses
   * @param times how often in a row
   */
  record Looping(String tool, int times) implements Symptom {
    @Override
    public String signature() {
      return word() + ":" + tool;
    }
  }

  /** The agent is not logged in. */
  record LoggedOut(@Nullable String said) implements Symptom {
    @Override
    public @Nullable String evidence() {
      return said;
    }
  }

  /** The account has used up what it may. */
  record UsageLimit(@Nullable String said) implements Symptom {
    @Override
    public @Nullable String evidence() {
      return said;
    }
  }

  /**
   * A dialog stands in the way of an agent that was brought back.
   *
   * @param kind a word for it
   */
  record DialogInTheWay(String kind) implements Symptom {
    @Override
    public String signature() {
      return word() + ":" + kind;
    }
  }
}
