package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** REST: messages, history, reactions, typing and pins. */
final class MessageRoutes {
  private static final String MESSAGES = RestServer.ROOT + "/channels/{channel}/messages";
  private static final String ONE = MESSAGES + "/{message}";
  private static final String PIN = RestServer.ROOT + "/channels/{channel}/pins/{message}";

  private final World world;
  private final Messages messages;
  private final RestServer rest;
  private final Map<String, Integer> typing = new ConcurrentHashMap<>();
  private volatile boolean hidden;

  MessageRoutes(World world, Messages messages, RestServer rest) {
    this.world = world;
    this.messages = messages;
    this.rest = rest;
  }

  void install(RoutesConfig routes) {
    routes.get(RestServer.ROOT + "/channels/{channel}/messages/pins", this::pins);
    routes.get(MESSAGES, this::history);
    routes.post(MESSAGES, this::post);
    routes.post(MESSAGES + "/bulk-delete", this::bulkDelete);
    routes.get(ONE, this::one);
    routes.patch(ONE, this::edit);
    routes.delete(ONE, this::delete);
    routes.put(ONE + "/reactions/{emoji}/@me", ctx -> react(ctx, true));
    routes.delete(ONE + "/reactions/{emoji}/{user}", ctx -> react(ctx, false));
    routes.delete(ONE + "/reactions", this::clearReactions);
    routes.post(RestServer.ROOT + "/channels/{channel}/typing", this::type);
    routes.put(PIN, ctx -> pin(ctx, true));
    routes.delete(PIN, ctx -> pin(ctx, false));
    routes.put(MESSAGES + "/pins/{message}", ctx -> pin(ctx, true));
    routes.delete(MESSAGES + "/pins/{message}", ctx -> pin(ctx, false));
  }

  private StoredMessage message(Context ctx) {
    return messages.get(ctx.pathParam("channel"), ctx.pathParam("message"));
  }

  private void one(Context ctx) {
    synchronized (world) {
      world.require(ctx.pathParam("channel"), Permissions.READ_HISTORY);
      RestServer.answer(ctx, messages.view(message(ctx)));
    }
  }

  private void post(Context ctx) {
    RestBody body = rest.body(ctx);
    String channel = ctx.pathParam("channel");
    rest.check(ctx, () -> MessageLimits.check(body.json(), body.files()));
    rest.check(ctx, () -> MessageLimits.notEmpty(body.json(), body.files()));
    synchronized (world) {
      boolean thread = World.isThread(world.channel(channel));
      world.require(channel, thread ? Permissions.SEND_IN_THREADS : Permissions.SEND_MESSAGES);
      if (!body.files().isEmpty()) {
        world.require(channel, Permissions.ATTACH_FILES);
      }
      if (world.channel(channel).at("/thread_metadata/locked").asBoolean()) {
        throw new RestError(400, 50083, "Thread is archived");
      }
      StoredMessage posted =
          messages.post(channel, world.user(world.botId()), body.json(), body.files());
      RestServer.answer(ctx, messages.view(posted));
    }
  }

  private void edit(Context ctx) {
    RestBody body = rest.body(ctx);
    rest.check(ctx, () -> MessageLimits.check(body.json(), body.files()));
    synchronized (world) {
      StoredMessage message = message(ctx);
      if (!message.authorId().equals(world.botId())) {
        throw new RestError(403, 50005, "Cannot edit a message authored by another user");
      }
      messages.edit(message, body.json(), body.files());
      RestServer.answer(ctx, messages.view(message));
    }
  }

  private void delete(Context ctx) {
    synchronized (world) {
      StoredMessage message = message(ctx);
      if (!message.authorId().equals(world.botId())) {
        world.require(message.channelId(), Permissions.MANAGE_MESSAGES);
      }
      messages.delete(message);
      ctx.status(204);
    }
  }

  private void bulkDelete(Context ctx) {
    RestBody body = rest.body(ctx);
    for (JsonNode id : body.json().path("messages")) {
      messages.delete(messages.get(ctx.pathParam("channel"), id.asText()));
    }
    ctx.status(204);
  }

  void hideHistory() {
    hidden = true;
  }

  private void history(Context ctx) {
    String channel = ctx.pathParam("channel");
    synchronized (world) {
      world.channel(channel);
      int limit = number(ctx, "limit", 50);
      if (limit < 1 || limit > 100) {
        throw RestError.form("limit", "NUMBER_TYPE_MAX", "int value should be from 1 to 100.");
      }
      // Discord refuses nothing here: who may not read the history is told that it is empty.
      List<StoredMessage> all =
          world.allows(channel, Permissions.READ_HISTORY) && !hidden
              ? messages.in(channel)
              : List.of();
      List<StoredMessage> page = page(ctx, all, limit);
      ArrayNode answer = Nodes.array();
      page.reversed().forEach(message -> answer.add(messages.view(message)));
      RestServer.answer(ctx, answer);
    }
  }

  private static List<StoredMessage> page(Context ctx, List<StoredMessage> all, int limit) {
    String after = ctx.queryParam("after");
    String before = ctx.queryParam("before");
    String around = ctx.queryParam("around");
    int size = all.size();
    if (after != null) {
      int from = older(all, after, true);
      return all.subList(from, Math.min(size, from + limit));
    }
    if (around != null) {
      int from = Math.max(0, older(all, around, false) - limit / 2);
      return all.subList(from, Math.min(size, from + limit));
    }
    int to = before == null ? size : older(all, before, false);
    return all.subList(Math.max(0, to - limit), to);
  }

  /** How many messages are older than this id, or as old. */
  private static int older(List<StoredMessage> all, String id, boolean orEqual) {
    long border = Long.parseUnsignedLong(id) + (orEqual ? 1 : 0);
    return (int)
        all.stream()
            .filter(it -> Long.compareUnsigned(Long.parseUnsignedLong(it.id()), border) < 0)
            .count();
  }

  private static int number(Context ctx, String name, int otherwise) {
    String text = ctx.queryParam(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private void react(Context ctx, boolean add) {
    synchronized (world) {
      StoredMessage message = message(ctx);
      if (add) {
        world.require(message.channelId(), Permissions.ADD_REACTIONS);
      }
      String user =
          add || ctx.pathParam("user").equals("@me") ? world.botId() : ctx.pathParam("user");
      messages.react(message, ctx.pathParam("emoji"), user, add);
      ctx.status(204);
    }
  }

  private void clearReactions(Context ctx) {
    synchronized (world) {
      message(ctx).reactions().clear();
      ctx.status(204);
    }
  }

  private void type(Context ctx) {
    synchronized (world) {
      String channel = world.channel(ctx.pathParam("channel")).get("id").asText();
      world.require(channel, Permissions.SEND_MESSAGES);
      typing.merge(channel, 1, Integer::sum);
      ctx.status(204);
    }
  }

  private void pin(Context ctx, boolean on) {
    synchronized (world) {
      message(ctx).json().put("pinned", on);
      ctx.status(204);
    }
  }

  private void pins(Context ctx) {
    synchronized (world) {
      ArrayNode items = Nodes.array();
      for (StoredMessage message : messages.in(ctx.pathParam("channel"))) {
        if (message.json().path("pinned").asBoolean()) {
          items
              .addObject()
              .put("pinned_at", message.json().get("timestamp").asText())
              .set("message", messages.view(message));
        }
      }
      var page = Nodes.object().put("has_more", false);
      page.set("items", items);
      RestServer.answer(ctx, page);
    }
  }

  int typingCount(String channelId) {
    return typing.getOrDefault(channelId, 0);
  }
}
