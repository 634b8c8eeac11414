package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people press, choose, fill in and command. */
final class Interactions {
  private static final int BUTTON = 2;
  private static final int COMMAND = 2;
  private static final int COMPONENT = 3;
  private static final int AUTOCOMPLETE = 4;
  private static final int FORM = 5;
  private static final Set<Integer> INPUTS = Set.of(3, 4, 5, 6, 7, 8);

  private final World world;
  private final Snowflakes ids;
  private final Messages messages;
  private final Gateway gateway;
  private final CommandRoutes commands;
  private final InteractionRoutes routes;

  Interactions(
      World world,
      Snowflakes ids,
      Messages messages,
      Gateway gateway,
      CommandRoutes commands,
      InteractionRoutes routes) {
    this.world = world;
    this.ids = ids;
    this.messages = messages;
    this.gateway = gateway;
    this.commands = commands;
    this.routes = routes;
  }

  TwinInteraction component(String messageId, String userId, String customId, List<String> values) {
    synchronized (world) {
      StoredMessage message = messages.get(messageId);
      JsonNode component = component(message.json().path("components"), customId);
      if (component == null || component.path("disabled").asBoolean()) {
        throw new IllegalArgumentException(
            "message %s has no component «%s» that can be used: %s"
                .formatted(messageId, customId, message.json().path("components")));
      }
      ObjectNode data =
          Nodes.object().put("custom_id", customId).put("id", component.path("id").asInt());
      data.put("component_type", component.path("type").asInt());
      if (component.path("type").asInt() != BUTTON) {
        ArrayNode chosen = data.putArray("values");
        values.forEach(chosen::add);
      }
      return fire(COMPONENT, message.channelId(), userId, data, message);
    }
  }

  private static @Nullable JsonNode component(JsonNode parts, String customId) {
    for (JsonNode part : parts) {
      if (part.path("custom_id").asText().equals(customId)) {
        return part;
      }
      JsonNode below = component(part.path("components"), customId);
      if (below == null && part.has("accessory")) {
        below = component(Nodes.array().add(part.get("accessory")), customId);
      }
      if (below == null && part.has("component")) {
        below = component(Nodes.array().add(part.get("component")), customId);
      }
      if (below != null) {
        return below;
      }
    }
    return null;
  }

  /** Fills in the form that the bot opened in answer to an interaction. */
  TwinInteraction submit(TwinInteraction opened, String userId, Map<String, String> values) {
    synchronized (world) {
      JsonNode modal = opened.modal();
      if (modal == null) {
        throw new IllegalArgumentException("the bot opened no form: " + opened.callbacks());
      }
      for (String input : values.keySet()) {
        if (component(modal.path("components"), input) == null) {
          throw new IllegalArgumentException("the form has no input «" + input + "»: " + modal);
        }
      }
      ObjectNode data = Nodes.object().put("custom_id", modal.path("custom_id").asText());
      ArrayNode filled = modal.path("components").deepCopy();
      filled.forEach(part -> fill(part, values));
      data.set("components", Messages.numbered(filled, new int[1]));
      return fire(FORM, opened.channelId(), userId, data, opened.source());
    }
  }

  private static void fill(JsonNode part, Map<String, String> values) {
    if (part.has("component")) {
      fill(part.get("component"), values);
    }
    part.path("components").forEach(each -> fill(each, values));
    if (part instanceof ObjectNode input && INPUTS.contains(part.path("type").asInt())) {
      String value = values.getOrDefault(part.path("custom_id").asText(), "");
      if (part.path("type").asInt() == 4) {
        input.put("value", value);
      } else {
        ArrayNode chosen = input.putArray("values");
        if (!value.isEmpty()) {
          chosen.add(value);
        }
      }
      input.retain("type", "id", "custom_id", "value", "values");
      input.put("id", input.path("id").asInt(50));
    }
  }

  /** A slash command by its words, such as {@code session list}. */
  TwinInteraction slash(
      String channelId, String userId, String words, Map<String, ?> options, boolean typing) {
    synchronized (world) {
      String guild = world.channel(channelId).path("guild_id").asText();
      String[] path = words.split(" ");
      JsonNode command = commands.find(guild, path[0]);
      if (command == null) {
        throw new IllegalArgumentException(
            "no command «" + path[0] + "» is registered in server " + guild);
      }
      ObjectNode data = Nodes.object().put("id", command.path("id").asText());
      data.put("name", path[0]).put("type", 1);
      if (command.has("guild_id")) {
        data.put("guild_id", guild);
      }
      JsonNode level = command;
      ObjectNode at = data;
      for (int i = 1; i < path.length; i++) {
        level = option(level, path[i]);
        at = at.putArray("options").addObject();
        at.put("name", path[i]).put("type", level.path("type").asInt());
      }
      ArrayNode given = at.putArray("options");
      for (Map.Entry<String, ?> entry : options.entrySet()) {
        JsonNode definition = option(level, entry.getKey());
        ObjectNode option = given.addObject().put("name", entry.getKey());
        option.put("type", definition.path("type").asInt());
        value(option, entry.getValue());
        resolve(guild, data, option);
        if (typing) {
          option.put("focused", definition.path("autocomplete").asBoolean());
        }
      }
      return fire(typing ? AUTOCOMPLETE : COMMAND, channelId, userId, data, null);
    }
  }

  private static JsonNode option(JsonNode level, String name) {
    for (JsonNode option : level.path("options")) {
      if (option.path("name").asText().equals(name)) {
        return option;
      }
    }
    throw new IllegalArgumentException(
        "command «%s» has no option «%s»".formatted(level.path("name").asText(), name));
  }

  private static void value(ObjectNode option, Object value) {
    switch (value) {
      case Boolean flag -> option.put("value", flag);
      case Integer number -> option.put("value", number);
      case Long number -> option.put("value", number);
      case Double number -> option.put("value", number);
      default -> option.put("value", value.toString());
    }
  }

  private void resolve(String guild, ObjectNode data, ObjectNode option) {
    String id = option.path("value").asText();
    switch (option.path("type").asInt()) {
      case 6 -> {
        data.withObject("/resolved/users").set(id, world.user(id));
        data.withObject("/resolved/members").set(id, member(guild, id, false));
      }
      case 7 -> data.withObject("/resolved/channels").set(id, channel(id));
      default -> {
        // Plain values need nothing resolved.
      }
    }
  }

  private ObjectNode member(String guild, String userId, boolean withUser) {
    return world
        .member(guild, userId, withUser)
        .put("permissions", Long.toString(Permissions.EVERYONE));
  }

  private ObjectNode channel(String id) {
    return world.channel(id).deepCopy().put("permissions", Long.toString(Permissions.EVERYONE));
  }

  private TwinInteraction fire(
      int type, String channelId, String userId, ObjectNode data, @Nullable StoredMessage on) {
    String guild = world.channel(channelId).path("guild_id").asText();
    var interaction =
        new TwinInteraction(world, messages, ids.next(), channelId, guild, ids.now(), on);
    routes.expect(interaction);
    ObjectNode event = Nodes.object().put("id", interaction.id()).put("type", type);
    event.put("application_id", world.botId()).put("token", interaction.token());
    event.put("version", 1).put("channel_id", channelId).put("locale", "en-US");
    event.put("app_permissions", Long.toString(Permissions.BOT));
    event.put("attachment_size_limit", MessageLimits.FILE_BYTES);
    event.put("context", guild.isEmpty() ? 1 : 0).putArray("entitlements");
    event.putObject("authorizing_integration_owners").put("0", guild.isEmpty() ? "0" : guild);
    event.set("channel", channel(channelId));
    event.set("data", data);
    if (guild.isEmpty()) {
      event.set("user", world.user(userId));
    } else {
      event.put("guild_id", guild).put("guild_locale", "en-US");
      event.putObject("guild").put("id", guild).put("locale", "en-US").putArray("features");
      event.set("member", member(guild, userId, true));
    }
    if (on != null) {
      event.set("message", messages.view(on));
    }
    gateway.dispatch("INTERACTION_CREATE", 0, event);
    return interaction;
  }
}
