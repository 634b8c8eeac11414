package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.HookEvent.FormAsked;
import io.github.claudebridge.claude.HookEvent.PermissionAsked;
import io.github.claudebridge.model.Answer.Filled;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.model.Question.FieldType;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Matter;
import io.github.claudebridge.model.Question.Option;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads out of a hook what a person is asked. */
public final class QuestionReader {
  private QuestionReader() {}

  /**
   * What is asked; empty if the event asks nothing, or something that can be answered at the
   * terminal alone.
   */
  public static Optional<Matter> matter(HookEvent event) {
    return event instanceof PermissionAsked asked
        ? Optional.of(matter(asked))
        : event instanceof FormAsked asked ? form(asked) : Optional.empty();
  }

  private static Matter matter(PermissionAsked e) {
    if (e.tool().equals("AskUserQuestion")) {
      List<Item> items = items(e.input());
      if (!items.isEmpty()) {
        return new Choice(items);
      }
    }
    if (e.tool().equals("ExitPlanMode")) {
      return new Plan(e.input().path("plan").asText(""));
    }
    ToolDetail detail = ToolDetail.of(e.tool(), e.input());
    Suggestions offered = new Suggestions(e.suggestions());
    return new Permission(
        e.tool(),
        detail.purpose(),
        detail.target(),
        detail.text(),
        detail.language(),
        offered.grant(Scope.SESSION),
        offered.grant(Scope.ALWAYS));
  }

  private static List<Item> items(JsonNode input) {
    List<Item> items = new ArrayList<>();
    for (JsonNode each : input.path("questions")) {
      List<Option> options = new ArrayList<>();
      for (JsonNode option : each.path("options")) {
        String more = option.path("description").asText("");
        String preview = option.path("preview").asText("");
        options.add(
            new Option(
                option.path("label").asText(""),
                preview.isBlank() ? more : more + "\n" + preview));
      }
      items.add(
          new Item(
              each.path("question").asText(""),
              each.path("header").asText(""),
              each.path("multiSelect").asBoolean(false),
              options));
    }
    boolean askable =
        items.stream().noneMatch(i -> i.question().isBlank())
            && items.stream().map(Item::question).distinct().count() == items.size();
    return askable ? items : List.of();
  }

  /** What somebody filled in at the terminal. */
  public static Filled filled(HookEvent.FormAnswered e) {
    Map<String, Object> values = new LinkedHashMap<>();
    e.content()
        .properties()
        .forEach(
            each -> {
              JsonNode value = each.getValue();
              values.put(each.getKey(), value.isValueNode() ? value.asText() : value.toString());
            });
    return new Filled(values);
  }

  private static Optional<Matter> form(FormAsked e) {
    List<Field> fields = new ArrayList<>();
    List<String> required = new ArrayList<>();
    e.schema().path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> each : e.schema().path("properties").properties()) {
      JsonNode field = each.getValue();
      List<String> choices = new ArrayList<>();
      field.path("enum").forEach(choice -> choices.add(choice.asText()));
      fields.add(
          new Field(
              each.getKey(),
              field.path("title").asText(each.getKey()),
              field.path("description").asText(""),
              type(field, choices),
              choices,
              required.contains(each.getKey())));
    }
    return fields.isEmpty()
        ? Optional.empty() // an address to open in a browser of that machine
        : Optional.of(new Form(e.server(), e.message(), fields));
  }

  private static FieldType type(JsonNode field, List<String> choices) {
    if (!choices.isEmpty()) {
      return FieldType.CHOICE;
    }
    return switch (field.path("type").asText()) {
      case "boolean" -> FieldType.BOOLEAN;
      case "integer" -> FieldType.INTEGER;
      case "number" -> FieldType.NUMBER;
      default -> FieldType.TEXT;
    };
  }
}
