package io.github.claudebridge.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes answers from chat. Whoever calls it knows Discord; whoever does the work does not. */
public interface Answering {

  /** What comes of pressing something. */
  sealed interface Next {
    /** The caller may not; they are told so and nothing else. */
    record Refused(String text) implements Next {}

    /** The caller is given a form to write into. */
    record Write(QuestionForm form) implements Next {}

    /** It is an answer, which {@link #answer} gives. */
    record Ready() implements Next {}
  }

  /** Decides at once, without doing anything, what comes of pressing a button or choosing. */
  Next pressed(Caller caller, String component, List<String> chosen);

  /**
   * Gives the answer that a button, a list or a form stands for; may take half a minute.
   *
   * @param component the id of the button, list or form
   * @param chosen what was chosen from a list
   * @param written what was written into a form
   * @return what to tell the caller alone, or null where the post itself will say it
   */
  @Nullable String answer(
      Caller caller, String component, List<String> chosen, Map<String, String> written);
}
