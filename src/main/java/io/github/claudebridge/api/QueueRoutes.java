package io.github.claudebridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.session.MessageQueue.Outcome;
import io.github.claudebridge.session.MessageStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the command line asks about the queue of a session; {@code ?author=} says who asks. */
public final class QueueRoutes {
  private final QueueOrders orders;
  private final MessageStore messages;
  private final Views views;

  public QueueRoutes(QueueOrders orders, MessageStore messages) {
    this.orders = orders;
    this.messages = messages;
    this.views = new Views(messages);
  }

  /** One order about one message. */
  private interface Order {
    Outcome give(int session, String id, Author by) throws OrderException;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/v1/sessions/{n}/queue", this::list);
    routes.delete("/v1/sessions/{n}/queue", this::clear);
    routes.post("/v1/sessions/{n}/queue/{id}/retry", ctx -> one(ctx, orders::retry));
    routes.post("/v1/sessions/{n}/queue/{id}/skip", ctx -> one(ctx, orders::skip));
    routes.post("/v1/sessions/{n}/queue/{id}/front", ctx -> one(ctx, orders::front));
    routes.post("/v1/sessions/{n}/queue/{id}/now", ctx -> one(ctx, orders::now));
    routes.delete("/v1/sessions/{n}/queue/{id}", ctx -> one(ctx, orders::delete));
    routes.patch("/v1/sessions/{n}/queue/{id}", this::edit);
    routes.post("/v1/sessions/{n}/interrupt", this::interrupt);
  }

  private void list(Context ctx) throws OrderException {
    List<Delivery> waiting = orders.waiting(number(ctx));
    json(ctx, waiting.stream().map(views::of).toList());
  }

  private void clear(Context ctx) throws OrderException {
    json(ctx, Map.of("deleted", orders.clear(number(ctx), by(ctx))));
  }

  private void edit(Context ctx) throws OrderException {
    String text = text(ctx);
    one(ctx, (n, id, by) -> orders.edit(n, id, text, by));
  }

  private void interrupt(Context ctx) throws OrderException {
    String result =
        orders.interrupt(number(ctx), by(ctx)).name().toLowerCase(Locale.ROOT).replace('_', '-');
    json(
        ctx, Map.of("result", result, "queued", messages.queued(number(ctx))));
  }

  private void one(Context ctx, Order order) throws OrderException {
    String id = ctx.pathParam("id");
    switch (order.give(number(ctx), id, by(ctx))) {
      case DONE -> json(ctx, views.of(messages.find(id).orElseThrow()));
      case UNKNOWN ->
          throw new OrderException(
              Kind.UNKNOWN,
              "session " + number(ctx) + " has no message " + id,
              "vai queue and vai messages show those there are");
      case TOO_LATE ->
          throw new OrderException(
              Kind.BAD,
              "message "
                  + id
                  + " is "
                  + messages.find(id).map(d -> d.rung().word()).orElse("gone")
                  + ", and that is not possible any more",
              "somebody was first, or it is on its way: look with vai messages " + number(ctx));
      case NOT_YOURS ->
          throw new OrderException(
              Kind.BAD, "message " + id + " is somebody else's", "ask its author to change it");
    }
  }

  private static String text(Context ctx) throws OrderException {
    try {
      JsonNode text = Json.parse(ctx.body()).path("text");
      if (text.isTextual()) {
        return text.asText();
      }
      throw new OrderException(Kind.BAD, "there is no text in it", "send {\"text\": \"...\"}");
    } catch (BadJsonException e) {
      throw new OrderException(
          Kind.BAD, String.valueOf(e.getMessage()), "send {\"text\": \"...\"}");
    }
  }

  static Author by(Context ctx) {
    String given = ctx.queryParam("author");
    String name = given == null || given.isBlank() ? "cli" : given;
    return new Author("cli:" + name, name, Author.Kind.CLI);
  }

  private static int number(Context ctx) throws OrderException {
    return SessionRoutes.number(ctx);
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
