package io.github.claudebridge.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as it stands in the store and in what {@code vai} is told. */
public final class AnswerText {
  private static final String KIND = "kind";

  private AnswerText() {}

  /** As one line of JSON. */
  public static String write(Answer answer) {
    return Json.write(json(answer));
  }

  /** As JSON. */
  public static ObjectNode json(Answer answer) {
    ObjectNode out = Json.object();
    switch (answer) {
      case Answer.Allow a -> out.put(KIND, "allow").put("scope", a.scope().name());
      case Answer.Deny d -> out.put(KIND, "deny").put("reason", d.reason());
      case Answer.Approve a -> out.put(KIND, "approve").put("acceptEdits", a.acceptEdits());
      case Answer.Revise r -> out.put(KIND, "revise").put("feedback", r.feedback());
      case Answer.Chosen c -> {
        ObjectNode answers = out.put(KIND, "chosen").putObject("answers");
        c.answers().forEach(answers::put);
      }
      case Answer.Filled f -> {
        ObjectNode values = out.put(KIND, "filled").putObject("values");
        f.values().forEach((name, value) -> values.put(name, value.toString()));
      }
      case Answer.Decline d -> out.put(KIND, "decline");
      case Answer.Cancel c -> out.put(KIND, "cancel");
    }
    return out;
  }

  static Answer read(String text) throws BadJsonException {
    JsonNode in = Json.parse(text);
    return switch (in.path(KIND).asText()) {
      case "allow" -> new Answer.Allow(Answer.Scope.valueOf(in.path("scope").asText("ONCE")));
      case "deny" -> new Answer.Deny(in.hasNonNull("reason") ? in.path("reason").asText() : null);
      case "approve" -> new Answer.Approve(in.path("acceptEdits").asBoolean());
      case "revise" -> new Answer.Revise(in.path("feedback").asText());
      case "chosen" -> new Answer.Chosen(texts(in.path("answers")));
      case "filled" -> new Answer.Filled(new LinkedHashMap<>(texts(in.path("values"))));
      case "decline" -> new Answer.Decline();
      case "cancel" -> new Answer.Cancel();
      default -> throw new BadJsonException("an answer of no known kind");
    };
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }
}
