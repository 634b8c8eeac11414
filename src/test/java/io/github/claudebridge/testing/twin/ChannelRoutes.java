package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** REST: channels and threads. */
final class ChannelRoutes {
  private static final int HAS_THREAD = 1 << 5;
  private static final String CHANNEL = RestServer.ROOT + "/channels/{channel}";
  private static final List<String> THREAD_STATE =
      List.of("archived", "locked", "auto_archive_duration");

  private final World world;
  private final Snowflakes ids;
  private final Messages messages;
  private final Gateway gateway;
  private final RestServer rest;
  private final RateLimits limits;

  ChannelRoutes(
      World world,
      Snowflakes ids,
      Messages messages,
      Gateway gateway,
      RestServer rest,
      RateLimits limits) {
    this.world = world;
    this.ids = ids;
    this.messages = messages;
    this.gateway = gateway;
    this.rest = rest;
    this.limits = limits;
  }

  void install(RoutesConfig routes) {
    routes.get(CHANNEL, this::get);
    routes.patch(CHANNEL, this::change);
    routes.delete(CHANNEL, this::delete);
    routes.post(RestServer.ROOT + "/guilds/{guild}/channels", this::create);
    routes.post(CHANNEL + "/threads", this::standaloneThread);
    routes.post(CHANNEL + "/messages/{message}/threads", this::threadOfMessage);
    routes.put(CHANNEL + "/thread-members/{user}", ctx -> ctx.status(204));
    routes.delete(CHANNEL + "/thread-members/{user}", ctx -> ctx.status(204));
    routes.get(RestServer.ROOT + "/guilds/{guild}/threads/active", this::activeThreads);
    routes.get(CHANNEL + "/threads/archived/public", this::archivedThreads);
    routes.get(CHANNEL + "/webhooks", ctx -> RestServer.answer(ctx, Nodes.array()));
  }

  private void get(Context ctx) {
    synchronized (world) {
      RestServer.answer(ctx, world.channel(ctx.pathParam("channel")));
    }
  }

  private void create(Context ctx) {
    RestBody body = rest.body(ctx);
    synchronized (world) {
      String name = body.json().path("name").asText();
      ObjectNode channel = world.textChannel(ctx.pathParam("guild"), ids.next(), name);
      List.of("topic", "parent_id").forEach(field -> copy(body.json(), channel, field));
      gateway.dispatch("CHANNEL_CREATE", Gateway.GUILDS, channel);
      RestServer.answer(ctx.status(201), channel);
    }
  }

  private void change(Context ctx) {
    JsonNode body = rest.body(ctx).json();
    synchronized (world) {
      ObjectNode channel = world.channel(ctx.pathParam("channel"));
      boolean thread = World.isThread(channel);
      world.require(
          ctx.pathParam("channel"),
          thread ? Permissions.MANAGE_THREADS : Permissions.MANAGE_CHANNELS);
      if (body.has("name") || body.has("topic")) {
        rest.heed(ctx, limits.countRename(channel.get("id").asText()));
      }
      for (String field : List.of("name", "topic", "parent_id", "rate_limit_per_user")) {
        copy(body, channel, field);
      }
      if (thread) {
        THREAD_STATE.forEach(
            field -> copy(body, (ObjectNode) channel.get("thread_metadata"), field));
      }
      gateway.dispatch(thread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", Gateway.GUILDS, channel);
      RestServer.answer(ctx, channel);
    }
  }

  private static void copy(JsonNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field));
    }
  }

  private void delete(Context ctx) {
    synchronized (world) {
      ObjectNode channel = world.channel(ctx.pathParam("channel"));
      world.removeChannel(ctx.pathParam("channel"));
      String type = World.isThread(channel) ? "THREAD_DELETE" : "CHANNEL_DELETE";
      gateway.dispatch(type, Gateway.GUILDS, channel);
      RestServer.answer(ctx, channel);
    }
  }

  private void standaloneThread(Context ctx) {
    JsonNode body = rest.body(ctx).json();
    synchronized (world) {
      int type = body.path("type").asInt(World.PRIVATE_THREAD);
      RestServer.answer(ctx.status(201), open(ctx, ids.next(), type, body));
    }
  }

  private void threadOfMessage(Context ctx) {
    JsonNode body = rest.body(ctx).json();
    synchronized (world) {
      StoredMessage message = messages.get(ctx.pathParam("channel"), ctx.pathParam("message"));
      if ((message.flags() & HAS_THREAD) != 0) {
        throw new RestError(400, 160004, "A thread has already been created for this message");
      }
      ObjectNode thread = open(ctx, message.id(), World.PUBLIC_THREAD, body);
      message.json().put("flags", message.flags() | HAS_THREAD).set("thread", thread.deepCopy());
      RestServer.answer(ctx.status(201), thread);
    }
  }

  private ObjectNode open(Context ctx, String id, int type, JsonNode body) {
    ObjectNode parent = world.channel(ctx.pathParam("channel"));
    if (parent.path("type").asInt() != World.TEXT) {
      throw new RestError(400, 50024, "Cannot execute action on this channel type");
    }
    world.require(
        ctx.pathParam("channel"),
        type == World.PUBLIC_THREAD
            ? Permissions.CREATE_THREADS
            : Permissions.CREATE_PRIVATE_THREADS);
    ObjectNode thread = world.thread(parent, id, type, body);
    gateway.dispatch("THREAD_CREATE", Gateway.GUILDS, thread.deepCopy().put("newly_created", true));
    return thread;
  }

  private void activeThreads(Context ctx) {
    synchronized (world) {
      ArrayNode threads = Nodes.array();
      world.channelsOf(ctx.pathParam("guild"), true).stream()
          .filter(thread -> !thread.at("/thread_metadata/archived").asBoolean())
          .forEach(threads::add);
      threadPage(ctx, threads);
    }
  }

  private void archivedThreads(Context ctx) {
    synchronized (world) {
      ObjectNode parent = world.channel(ctx.pathParam("channel"));
      ArrayNode threads = Nodes.array();
      world.channelsOf(parent.get("guild_id").asText(), true).stream()
          .filter(thread -> thread.at("/thread_metadata/archived").asBoolean())
          .filter(thread -> thread.get("parent_id").equals(parent.get("id")))
          .forEach(threads::add);
      threadPage(ctx, threads);
    }
  }

  private static void threadPage(Context ctx, ArrayNode threads) {
    ObjectNode page = Nodes.object().put("has_more", false);
    page.set("threads", threads);
    page.putArray("members");
    RestServer.answer(ctx, page);
  }
}
