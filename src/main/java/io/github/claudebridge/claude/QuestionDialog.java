package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Option;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Matter;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import java.util.List;
import java.util.function.Predicate;

/**
 * Knows a question again in the dialog on the screen, and the keys that answer it there: for when
 * nobody waits for the hook's answer any more. Digits choose at once (2.1.329).
 */
public final class QuestionDialog {
  /** What stands for the Enter key among the keys. */
  public static final String ENTER = "\n";

  private static final int ENOUGH = 60;

  private QuestionDialog() {}

  /** Whether a dialog is of the kind in which such a question is asked. */
  public static boolean kindFits(Matter matter, String kind) {
    return kind.equals(
        switch (matter) {
          case Permission p -> DialogKind.PERMISSION.name();
          case Choice c -> DialogKind.QUESTION.name();
          case Plan p -> DialogKind.PLAN.name();
          case Form f -> DialogKind.ELICITATION.name();
        });
  }

  /** Whether a dialog asks this question, by its kind and by what stands in it. */
  public static boolean same(Matter matter, String kind, String text) {
    String screen = bare(text);
    return kindFits(matter, kind)
        && switch (matter) {
          case Permission p -> screen.contains(bare(mark(p)));
          case Choice c ->
              c.items().stream().anyMatch(i -> screen.contains(start(i.question())));
          case Plan p -> true;
          case Form f -> screen.contains(start(f.message()));
        };
  }

  /** What the dialog of a permission shows in one piece: the command, or the name of the file. */
  private static String mark(Permission p) {
    String target = p.target();
    if (target != null) {
      return target.substring(target.lastIndexOf('/') + 1);
    }
    if (p.tool().startsWith("mcp__")) {
      return p.tool().substring(p.tool().lastIndexOf("__") + 2);
    }
    String first = p.detail().lines().findFirst().orElse("");
    return first.substring(0, Math.min(ENOUGH, first.length()));
  }

  private static String start(String text) {
    String bare = bare(text);
    return bare.substring(0, Math.min(ENOUGH, bare.length()));
  }

  /** Without what a terminal's width changes. */
  private static String bare(String text) {
    return text.replaceAll("[\\s\\u00a0│┌┐└┘]+", "");
  }

  /**
   * The keys that give an answer in a dialog, one after the other; none if it cannot be given
   * there. A yes for longer becomes one for this time, which is never more than was meant.
   */
  public static List<String> keys(Matter matter, Answer answer, Dialog dialog) {
    return switch (answer) {
      case Answer.Allow a -> choose(dialog, label -> label.equals("Yes"));
      case Answer.Deny d when matter instanceof Permission ->
          choose(dialog, label -> label.equals("No") || label.startsWith("No,"));
      case Answer.Deny d -> List.of();
      case Answer.Approve a ->
          choose(
              dialog,
              label ->
                  label.startsWith(a.acceptEdits() ? "Yes, auto-accept" : "Yes, manually approve"));
      case Answer.Revise r -> words(dialog, "Tell Claude what to change", r.feedback());
      case Answer.Chosen c -> chosen(matter, c, dialog);
      case Answer.Filled _, Answer.Decline _, Answer.Cancel _ -> List.of();
    };
  }

  private static List<String> chosen(Matter matter, Answer.Chosen chosen, Dialog dialog) {
    if (!(matter instanceof Choice choice)
        || choice.items().size() != 1
        || choice.items().getFirst().several()) {
      return List.of();
    }
    Item item = choice.items().getFirst();
    String wanted = chosen.answers().getOrDefault(item.question(), "");
    boolean offered = item.options().stream().anyMatch(o -> o.label().equals(wanted));
    return offered
        ? choose(dialog, label -> label.equals(wanted))
        : words(dialog, "Type something", wanted);
  }

  private static List<String> choose(Dialog dialog, Predicate<String> wanted) {
    return dialog.options().stream()
        .filter(o -> o.number() != null && o.number() <= 9 && wanted.test(o.label()))
        .findFirst()
        .map(o -> List.of(String.valueOf(o.number())))
        .orElse(List.of());
  }

  private static List<String> words(Dialog dialog, String label, String text) {
    String line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "").strip();
    Option option =
        dialog.options().stream()
            .filter(o -> o.number() != null && o.label().startsWith(label))
            .findFirst()
            .orElse(null);
    return option == null || line.isEmpty()
        ? List.of()
        : List.of(String.valueOf(option.number()), line, ENTER);
  }
}
