package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Button.Style;
import io.github.claudebridge.model.PostBody.Entry;
import io.github.claudebridge.model.PostBody.Menu;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Grant;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader may press below a question. An id says all that a click needs: {@code
 * q:WHAT:NUMBER}, with the part and the option behind it, so that a click works after a restart.
 */
public final class QuestionButtons {
  /** What the ids of all of them begin with. */
  public static final String PREFIX = "q:";

  /** The most options that get a button each; more become a list. */
  public static final int MOST_BUTTONS = 5;

  private static final int LABEL = 80;

  private QuestionButtons() {}

  static Button[] permission(Question q, Permission p, QuestionText text, Words words) {
    List<Button> buttons = new ArrayList<>();
    buttons.add(button("once", q, words.say("button.allow.once"), Style.SUCCESS));
    if (p.session() != null) {
      buttons.add(button("session", q, words.say("button.allow.session"), Style.SECONDARY));
    }
    if (p.always() != null) {
      String label = words.say("button.allow.always", rule(p.always(), text)).strip();
      buttons.add(
          button(
              "always",
              q,
              label.length() <= LABEL ? label : words.say("button.allow.always", "").strip(),
              Style.SECONDARY));
    }
    buttons.add(button("deny", q, words.say("button.deny"), Style.DANGER));
    buttons.add(button("reason", q, words.say("button.deny.reason"), Style.DANGER));
    return buttons.toArray(Button[]::new);
  }

  private static String rule(Grant grant, QuestionText text) {
    return grant.rules().size() == 1 ? text.line(grant.rules().getFirst()) : "";
  }

  static Button[] plan(Question q, Words words) {
    return new Button[] {
      button("plan-edits", q, words.say("button.plan.edits"), Style.SUCCESS),
      button("plan-ask", q, words.say("button.plan.ask"), Style.PRIMARY),
      button("plan-more", q, words.say("button.plan.more"), Style.SECONDARY)
    };
  }

  static Button[] form(Question q, Words words) {
    return new Button[] {
      button("fill", q, words.say("button.fill"), Style.SUCCESS),
      button("decline", q, words.say("button.decline"), Style.DANGER),
      button("cancel", q, words.say("button.cancel"), Style.SECONDARY)
    };
  }

  /** A button for each option where they are few and one is chosen, and one for own words. */
  static Button[] choice(Question q, int part, Item item, QuestionText text, Words words) {
    List<Button> buttons = new ArrayList<>();
    if (!listed(item)) {
      for (int i = 0; i < item.options().size(); i++) {
        String label = text.redacted(item.options().get(i).label());
        buttons.add(button("pick", q, part, i, label, Style.PRIMARY));
      }
    }
    buttons.add(button("own", q, part, -1, words.say("button.own"), Style.SECONDARY));
    buttons.add(button("skip", q, words.say("button.no.answer"), Style.SECONDARY, part));
    return buttons.toArray(Button[]::new);
  }

  /** The list to choose from, where buttons would not do; null where they do. */
  static @Nullable Menu menu(
      Question q, int part, Item item, QuestionText text, Words words) {
    if (!listed(item) || item.options().isEmpty()) {
      return null;
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < Math.min(Menu.MOST_ENTRIES, item.options().size()); i++) {
      var option = item.options().get(i);
      entries.add(
          new Entry(
              Integer.toString(i),
              text.redacted(option.label()),
              text.redacted(option.description()).replaceAll("\\s+", " ").strip()));
    }
    return new Menu(
        PREFIX + "menu:" + q.id() + ":" + part,
        words.say(item.several() ? "menu.several" : "menu.one"),
        item.several() ? entries.size() : 1,
        entries);
  }

  private static boolean listed(Item item) {
    return item.several() || item.options().size() > MOST_BUTTONS;
  }

  private static Button button(String what, Question q, String label, Style style) {
    return new Button(PREFIX + what + ":" + q.id(), label, style);
  }

  private static Button button(String what, Question q, String label, Style style, int part) {
    return new Button(PREFIX + what + ":" + q.id() + ":" + part, label, style);
  }

  private static Button button(
      String what, Question q, int part, int option, String label, Style style) {
    String id = PREFIX + what + ":" + q.id() + ":" + part + (option < 0 ? "" : ":" + option);
    return new Button(id, label, style);
  }
}
