package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** REST: the bot itself, servers, members and people. */
final class AccountRoutes {
  private static final String GUILD = RestServer.ROOT + "/guilds/{guild}";

  private final World world;
  private final Gateway gateway;
  private final RestServer rest;
  private final Supplier<String> gatewayUrl;

  AccountRoutes(World world, Gateway gateway, RestServer rest, Supplier<String> gatewayUrl) {
    this.world = world;
    this.gateway = gateway;
    this.rest = rest;
    this.gatewayUrl = gatewayUrl;
  }

  void install(RoutesConfig routes) {
    routes.get(RestServer.ROOT + "/gateway/bot", this::gatewayBot);
    routes.get(RestServer.ROOT + "/users/@me", ctx -> user(ctx, world.botId()));
    routes.get(RestServer.ROOT + "/users/@me/guilds", this::guilds);
    routes.get(RestServer.ROOT + "/users/{user}", ctx -> user(ctx, ctx.pathParam("user")));
    routes.post(RestServer.ROOT + "/users/@me/channels", this::direct);
    routes.get(RestServer.ROOT + "/applications/@me", this::application);
    routes.get(RestServer.ROOT + "/oauth2/applications/@me", this::application);
    routes.get(GUILD, this::guild);
    routes.get(GUILD + "/channels", this::channels);
    routes.get(GUILD + "/roles", this::roles);
    routes.get(GUILD + "/members", this::members);
    routes.get(GUILD + "/members/{user}", this::member);
  }

  private void gatewayBot(Context ctx) {
    ObjectNode answer = Nodes.object().put("url", gatewayUrl.get()).put("shards", 1);
    answer
        .putObject("session_start_limit")
        .put("total", 1000)
        .put("remaining", 1000 - gateway.identifies())
        .put("reset_after", 86_400_000)
        .put("max_concurrency", 1);
    RestServer.answer(ctx, answer);
  }

  private void user(Context ctx, String id) {
    synchronized (world) {
      RestServer.answer(ctx, world.user(id).put("verified", true).put("mfa_enabled", true));
    }
  }

  private void guilds(Context ctx) {
    synchronized (world) {
      ArrayNode all = Nodes.array();
      for (String id : world.guildIds()) {
        ObjectNode guild = world.guild(id).retain("id", "name", "icon", "features");
        all.add(guild.put("owner", false).put("permissions", "0"));
      }
      RestServer.answer(ctx, all);
    }
  }

  private void direct(Context ctx) {
    JsonNode body = rest.body(ctx).json();
    synchronized (world) {
      RestServer.answer(ctx, world.directChannel(body.path("recipient_id").asText()));
    }
  }

  private void application(Context ctx) {
    synchronized (world) {
      ObjectNode application = Nodes.object().put("id", world.botId()).put("name", "bridge");
      application.putNull("icon").put("description", "").put("summary", "");
      application.put("bot_public", false).put("bot_require_code_grant", false);
      application.put("verify_key", "0".repeat(64)).put("flags", 1 << 19).putNull("team");
      application.set("owner", world.user(world.botId()));
      application.putArray("tags");
      RestServer.answer(ctx, application);
    }
  }

  private void guild(Context ctx) {
    synchronized (world) {
      RestServer.answer(ctx, world.guild(ctx.pathParam("guild")));
    }
  }

  private void channels(Context ctx) {
    synchronized (world) {
      ArrayNode all = Nodes.array();
      RestServer.answer(ctx, all.addAll(world.channelsOf(ctx.pathParam("guild"), false)));
    }
  }

  private void roles(Context ctx) {
    synchronized (world) {
      RestServer.answer(ctx, world.roles(ctx.pathParam("guild")));
    }
  }

  private void members(Context ctx) {
    synchronized (world) {
      RestServer.answer(ctx, world.members(ctx.pathParam("guild")));
    }
  }

  private void member(Context ctx) {
    synchronized (world) {
      world.guild(ctx.pathParam("guild"));
      RestServer.answer(ctx, world.member(ctx.pathParam("guild"), ctx.pathParam("user"), true));
    }
  }
}
