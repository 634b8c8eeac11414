package io.github.claudebridge.command;

import io.github.claudebridge.command.FormValues.BadValueException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.reply.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that somebody typed: a word, a number of what was offered, or words of their own.
 */
public final class AnswerWords {
  private static final Words ENGLISH = new Words(Locale.ENGLISH);

  private AnswerWords() {}

  /** What may be typed for a question, for people to choose from. */
  public static List<String> offered(Question q) {
    return switch (q.matter()) {
      case Question.Permission p -> {
        var words = new ArrayList<>(List.of("once"));
        if (p.session() != null) {
          words.add("session");
        }
        if (p.always() != null) {
          words.add("always");
        }
        words.add("deny");
        yield words;
      }
      case Question.Plan p -> List.of("edits", "ask", "more");
      case Question.Choice c -> c.items().size() == 1 ? labels(c.items().getFirst()) : List.of();
      case Question.Form f -> List.of("accept", "decline", "cancel");
    };
  }

  private static List<String> labels(Item item) {
    return item.options().stream().map(Question.Option::label).toList();
  }

  /**
   * The answer to a question that is no choice.
   *
   * @param word what was typed
   * @param reason what the agent is told with a no, or null
   * @param values {@code name=value} for a form
   */
  public static Answer read(
      Question q, String word, @Nullable String reason, List<String> values)
      throws OrderException {
    String chosen = numbered(word, offered(q)).toLowerCase(Locale.ROOT);
    if (List.of("session", "always").contains(chosen) && !offered(q).contains(chosen)) {
      throw unknown(q, word);
    }
    return switch (q.matter()) {
      case Question.Permission p ->
          switch (chosen) {
            case "once", "yes", "allow" -> new Answer.Allow(Scope.ONCE);
            case "session" -> new Answer.Allow(Scope.SESSION);
            case "always" -> new Answer.Allow(Scope.ALWAYS);
            case "deny", "no" -> new Answer.Deny(reason);
            default -> throw unknown(q, word);
          };
      case Question.Plan p ->
          switch (chosen) {
            case "edits" -> new Answer.Approve(true);
            case "ask" -> new Answer.Approve(false);
            case "more" -> new Answer.Revise(reason == null ? "" : reason);
            default -> throw unknown(q, word);
          };
      case Question.Form f ->
          switch (chosen) {
            case "accept" -> new Answer.Filled(filled(f, values));
            case "decline" -> new Answer.Decline();
            case "cancel" -> new Answer.Cancel();
            default -> throw unknown(q, word);
          };
      case Question.Choice c when word.equalsIgnoreCase("deny") -> new Answer.Deny(reason);
      case Question.Choice c -> throw unknown(q, word);
    };
  }

  private static Map<String, Object> filled(Question.Form form, List<String> values)
      throws OrderException {
    try {
      return FormValues.read(
          form.fields(), FormValues.lines(String.join("\n", values)), ENGLISH);
    } catch (BadValueException e) {
      throw new OrderException(
          Kind.BAD, String.valueOf(e.getMessage()), "give it as NAME=VALUE behind accept");
    }
  }

  /** The answer to one part of a choice: numbers or labels of options, or own words. */
  public static String choice(Item item, String typed) {
    List<String> labels = labels(item);
    List<String> parts =
        item.several()
            ? Arrays.stream(typed.split(",")).map(String::strip).toList()
            : List.of(typed.strip());
    boolean known =
        parts.stream().allMatch(p -> isNumber(p, labels) || labels.contains(p));
    return known
        ? parts.stream().map(p -> numbered(p, labels)).collect(Collectors.joining(", "))
        : typed.strip();
  }

  private static boolean isNumber(String text, List<String> of) {
    return text.matches("[1-9]\\d?") && Integer.parseInt(text) <= of.size();
  }

  private static String numbered(String text, List<String> of) {
    return isNumber(text, of) ? of.get(Integer.parseInt(text) - 1) : text;
  }

  private static OrderException unknown(Question q, String word) {
    return new OrderException(
        Kind.BAD,
        "'" + word + "' is no answer to question " + q.id() + " (" + q.matter().kind() + ")",
        "answer with one of " + String.join(", ", offered(q)));
  }
}
