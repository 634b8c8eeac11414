package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** REST: the slash commands of the bot, per server and global. */
final class CommandRoutes {
  private static final String GLOBAL = RestServer.ROOT + "/applications/{app}/commands";
  private static final String GUILD =
      RestServer.ROOT + "/applications/{app}/guilds/{guild}/commands";
  private static final int MOST = 100;
  private static final int MOST_CHARACTERS = 8000;

  private final World world;
  private final Snowflakes ids;
  private final RestServer rest;
  private final Map<String, ArrayNode> byGuild = new LinkedHashMap<>();

  CommandRoutes(World world, Snowflakes ids, RestServer rest) {
    this.world = world;
    this.ids = ids;
    this.rest = rest;
  }

  void install(RoutesConfig routes) {
    for (String path : new String[] {GLOBAL, GUILD}) {
      routes.get(path, ctx -> RestServer.answer(ctx, of(guild(ctx))));
      routes.put(path, this::overwrite);
      routes.post(path, this::add);
      routes.delete(path + "/{command}", this::remove);
    }
  }

  private static String guild(Context ctx) {
    return ctx.pathParamMap().getOrDefault("guild", "");
  }

  /** The commands of a server; of none for an empty id. */
  ArrayNode of(String guildId) {
    synchronized (world) {
      return byGuild.computeIfAbsent(guildId, first -> Nodes.array());
    }
  }

  /** A command that people of this server see. */
  @Nullable JsonNode find(String guildId, String name) {
    for (String place : new String[] {guildId, ""}) {
      for (JsonNode command : of(place)) {
        if (command.path("name").asText().equals(name)) {
          return command;
        }
      }
    }
    return null;
  }

  private void overwrite(Context ctx) {
    JsonNode wished = rest.body(ctx).json();
    rest.check(ctx, () -> check(wished));
    synchronized (world) {
      ArrayNode commands = of(guild(ctx));
      commands.removeAll();
      wished.forEach(each -> commands.add(register(ctx, each)));
      RestServer.answer(ctx, commands);
    }
  }

  private void add(Context ctx) {
    JsonNode wished = rest.body(ctx).json();
    rest.check(ctx, () -> check(Nodes.array().add(wished)));
    synchronized (world) {
      ObjectNode command = register(ctx, wished);
      of(guild(ctx)).add(command);
      RestServer.answer(ctx.status(201), command);
    }
  }

  private void remove(Context ctx) {
    synchronized (world) {
      ArrayNode commands = of(guild(ctx));
      for (int i = commands.size() - 1; i >= 0; i--) {
        if (commands.get(i).path("id").asText().equals(ctx.pathParam("command"))) {
          commands.remove(i);
        }
      }
      ctx.status(204);
    }
  }

  private ObjectNode register(Context ctx, JsonNode wished) {
    ObjectNode command = wished.deepCopy();
    command.put("id", ids.next()).put("application_id", world.botId()).put("version", ids.next());
    command.put("type", wished.path("type").asInt(1));
    if (!guild(ctx).isEmpty()) {
      command.put("guild_id", guild(ctx));
    }
    return command;
  }

  private static void check(JsonNode commands) {
    if (commands.size() > MOST) {
      throw new RestError(400, 30032, "Maximum number of application commands reached (100)");
    }
    var names = new HashSet<String>();
    for (JsonNode command : commands) {
      String name = command.path("name").asText();
      if (!name.equals(name.toLowerCase(Locale.ROOT))) {
        throw RestError.form("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
      }
      if (!names.add(command.path("type").asInt(1) + name)) {
        throw RestError.form(
            "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique: " + name);
      }
      if (characters(command) > MOST_CHARACTERS) {
        throw RestError.form(
            "", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
      }
    }
  }

  private static int characters(JsonNode node) {
    int sum = node.path("name").asText().length() + node.path("description").asText().length();
    sum += node.path("value").asText().length();
    for (JsonNode option : node.path("options")) {
      sum += characters(option);
    }
    for (JsonNode choice : node.path("choices")) {
      sum += characters(choice);
    }
    return sum;
  }
}
