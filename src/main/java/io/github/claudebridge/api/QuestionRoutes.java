package io.github.claudebridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.AnswerWords;
import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.command.QuestionOrders;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.session.AnswerText;
import io.github.claudebridge.session.QuestionDesk.Outcome;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the command line asks about questions of agents, and answers to them. */
public final class QuestionRoutes {
  private static final int MOST = 200;

  private final QuestionOrders orders;

  public QuestionRoutes(QuestionOrders orders) {
    this.orders = orders;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/questions", this::list);
    routes.post("/v1/sessions/{n}/questions/{id}/answer", this::answer);
  }

  private void list(Context ctx) throws OrderException {
    int n = SessionRoutes.number(ctx);
    boolean all = ctx.queryParamMap().containsKey("all");
    List<Question> found = all ? orders.newest(n, MOST) : orders.open(n);
    json(ctx, found.stream().map(QuestionRoutes::view).toList());
  }

  private void answer(Context ctx) throws OrderException {
    int n = SessionRoutes.number(ctx);
    JsonNode in = body(ctx);
    String choice = in.path("choice").asText("").strip();
    if (choice.isEmpty()) {
      throw new OrderException(Kind.BAD, "there is no answer in it", "send {\"choice\": \"once\"}");
    }
    Question q = question(n, ctx.pathParam("id"));
    String name = ctx.queryParam("author");
    String who = name == null || name.isBlank() ? "cli" : name;
    Author by = new Author("cli:" + who, who, Author.Kind.CLI);
    Outcome outcome = give(n, q, choice, in, by);
    switch (outcome) {
      case DONE, PART ->
          json(ctx, view(orders.find(n, q.id()).orElse(q)));
      case UNKNOWN, TOO_LATE ->
          throw new OrderException(
              Kind.BAD,
              "question " + q.id() + " is answered already, or the agent does not ask it any more",
              "vai questions " + n + " shows those that are open");
      case AT_TERMINAL ->
          throw new OrderException(
              Kind.FAILED,
              "this answer to question " + q.id() + " cannot be given from here any more",
              "answer at the terminal: vai attach " + n);
    }
  }

  private Outcome give(int n, Question q, String choice, JsonNode in, Author by)
      throws OrderException {
    if (q.matter() instanceof Question.Choice c && !choice.equalsIgnoreCase("deny")) {
      int part = in.path("part").asInt(1) - 1;
      if (part < 0 || part >= c.items().size()) {
        throw new OrderException(
            Kind.BAD,
            "question " + q.id() + " has no part " + (part + 1),
            "its parts are 1 to " + c.items().size());
      }
      return orders.answerPart(
          n, q.id(), part, AnswerWords.choice(c.items().get(part), choice), by);
    }
    List<String> values = new ArrayList<>();
    in.path("values").forEach(each -> values.add(each.asText()));
    String reason = in.path("reason").asText("").isBlank() ? null : in.path("reason").asText();
    return orders.answer(n, q.id(), AnswerWords.read(q, choice, reason, values), by);
  }

  private Question question(int n, String id) throws OrderException {
    if (id.equals("next")) {
      return orders.open(n).stream()
          .findFirst()
          .orElseThrow(
              () ->
                  new OrderException(
                      Kind.UNKNOWN,
                      "the agent of session " + n + " asks nothing",
                      "vai questions " + n + " --all shows what it has asked"));
    }
    boolean number = id.matches("\\d{1,18}");
    return (number ? orders.find(n, Long.parseLong(id)) : Optional.<Question>empty())
        .orElseThrow(
            () ->
                new OrderException(
                    Kind.UNKNOWN,
                    "session " + n + " has no question " + id,
                    "vai questions " + n + " shows those that are open"));
  }

  private static Map<String, Object> view(Question q) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", q.id());
    out.put("session", q.session());
    out.put("kind", q.matter().kind());
    out.put("state", q.state().word());
    out.put("askedBy", q.agentId() == null ? "main" : q.agentType());
    out.put("directory", q.directory());
    out.put("question", q.matter());
    out.put("choices", AnswerWords.offered(q));
    out.put("at", q.at());
    out.put("answer", q.answer() == null ? null : AnswerText.json(q.answer()));
    out.put("by", q.by() == null ? null : q.by().label());
    out.put("endedAt", q.endedAt());
    return out;
  }

  private static JsonNode body(Context ctx) throws OrderException {
    try {
      return Json.parse(ctx.body());
    } catch (BadJsonException e) {
      throw new OrderException(
          Kind.BAD, String.valueOf(e.getMessage()), "send {\"choice\": \"once\"}");
    }
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
