package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Servers, roles, people and channels, kept as the JSON that Discord sends. Guarded by its own
 * monitor, which also orders what the gateway sends.
 */
final class World {
  static final int TEXT = 0;
  static final int DM = 1;
  static final int PUBLIC_THREAD = 11;
  static final int PRIVATE_THREAD = 12;
  private static final String JOINED = "2024-01-01T00:00:00.000000+00:00";

  private final Snowflakes ids;
  private final String botId;
  private final String ownerId;
  private final Map<String, String> languages = new LinkedHashMap<>();
  private final Map<String, String> guildNames = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> roleIds = new LinkedHashMap<>();
  private final Map<String, ObjectNode> users = new LinkedHashMap<>();
  private final Map<String, Set<String>> rolesOf = new LinkedHashMap<>();
  private final Map<String, ObjectNode> channels = new LinkedHashMap<>();

  World(Snowflakes ids) {
    this.ids = ids;
    botId = ids.next();
    ownerId = ids.next();
    user(botId, "bridge", List.of("bridge"), true);
    user(ownerId, "owner", List.of(), false);
  }

  String botId() {
    return botId;
  }

  void guild(String id, String name) {
    guildNames.put(id, name);
    roleIds.put(id, new LinkedHashMap<>());
    rolesOf.values().forEach(names -> names.forEach(each -> roleId(id, each)));
  }

  Collection<String> guildIds() {
    return List.copyOf(guildNames.keySet());
  }

  ObjectNode user(String id, String name, Collection<String> roles, boolean bot) {
    ObjectNode user = Nodes.object().put("id", id).put("username", name).put("discriminator", "0");
    user.put("global_name", name).putNull("avatar").put("bot", bot).put("system", false);
    user.put("public_flags", 0);
    users.put(id, user);
    rolesOf.put(id, new LinkedHashSet<>(roles));
    guildNames.keySet().forEach(guild -> roles.forEach(role -> roleId(guild, role)));
    return user;
  }

  ObjectNode user(String id) {
    ObjectNode found = users.get(id);
    if (found == null) {
      throw RestError.unknown(10013, "User");
    }
    return found.deepCopy();
  }

  Collection<String> userIds() {
    return List.copyOf(users.keySet());
  }

  /** The id of a role by its name; it is made where it is missing. */
  String roleId(String guildId, String name) {
    return roleIds.get(guildId).computeIfAbsent(name, missing -> ids.next());
  }

  /** The names of the roles there are, by server. */
  Map<String, Set<String>> roleNames() {
    var names = new LinkedHashMap<String, Set<String>>();
    roleIds.forEach((guild, roles) -> names.put(guild, Set.copyOf(roles.keySet())));
    return names;
  }

  /** The roles of a server that were not there before. */
  List<ObjectNode> rolesSince(String guildId, Map<String, Set<String>> before) {
    var added = new ArrayList<ObjectNode>();
    for (JsonNode role : roles(guildId)) {
      String name = role.get("name").asText();
      if (!name.equals("@everyone") && !before.get(guildId).contains(name)) {
        added.add((ObjectNode) role);
      }
    }
    return added;
  }

  ObjectNode member(String guildId, String userId, boolean withUser) {
    ObjectNode member = Nodes.object();
    if (withUser) {
      member.set("user", user(userId));
    }
    ArrayNode roles = member.putNull("nick").putNull("avatar").putArray("roles");
    rolesOf.getOrDefault(userId, Set.of()).forEach(role -> roles.add(roleId(guildId, role)));
    member.put("joined_at", JOINED).putNull("premium_since").put("deaf", false);
    member.put("mute", false).put("flags", 0).put("pending", false);
    return member.putNull("communication_disabled_until");
  }

  ArrayNode members(String guildId) {
    ArrayNode all = Nodes.array();
    users.values().stream()
        .filter(user -> !user.has("webhook"))
        .forEach(user -> all.add(member(guildId, user.get("id").asText(), true)));
    return all;
  }

  ArrayNode roles(String guildId) {
    ArrayNode all = Nodes.array();
    all.add(role(guildId, "@everyone", 0, Permissions.EVERYONE));
    roleIds
        .get(guildId)
        .forEach(
            (name, id) -> {
              boolean own = name.equals("bridge");
              long bits = own ? Permissions.BOT : Permissions.EVERYONE;
              ObjectNode role = role(id, name, all.size(), bits).put("managed", own);
              if (own) {
                role.putObject("tags").put("bot_id", botId);
              }
              all.add(role);
            });
    return all;
  }

  private static ObjectNode role(String id, String name, int position, long permissions) {
    ObjectNode role = Nodes.object().put("id", id).put("name", name).put("color", 0);
    role.putObject("colors").put("primary_color", 0).putNull("secondary_color");
    role.put("hoist", false).put("position", position).put("managed", false);
    role.put("permissions", Long.toString(permissions)).put("mentionable", true);
    return role.put("flags", 0).putNull("icon").putNull("unicode_emoji");
  }

  void language(String guildId, String tag) {
    languages.put(guildId, tag);
  }

  ObjectNode guild(String id) {
    String name = guildNames.get(id);
    if (name == null) {
      throw RestError.unknown(10004, "Guild");
    }
    ObjectNode guild = Nodes.object().put("id", id).put("name", name).put("owner_id", ownerId);
    for (String none : List.of("icon", "splash", "banner", "description", "afk_channel_id")) {
      guild.putNull(none);
    }
    for (String zero :
        List.of(
            "verification_level",
            "default_message_notifications",
            "mfa_level",
            "nsfw_level",
            "explicit_content_filter",
            "system_channel_flags",
            "premium_tier")) {
      guild.put(zero, 0);
    }
    guild
        .put("afk_timeout", 300)
        .put("preferred_locale", languages.getOrDefault(id, "en-US"))
        .put("max_members", 500_000);
    guild.put("premium_progress_bar_enabled", false).put("premium_subscription_count", 0);
    guild.putArray("emojis");
    guild.putArray("stickers");
    guild.putArray("features");
    guild.set("roles", roles(id));
    return guild;
  }

  /** The body of GUILD_CREATE. */
  ObjectNode fullGuild(String id) {
    ObjectNode guild = guild(id);
    ArrayNode members = members(id);
    guild.put("joined_at", JOINED).put("large", false).put("unavailable", false);
    guild.put("member_count", members.size()).set("members", members);
    guild.putArray("channels").addAll(channelsOf(id, false));
    guild.putArray("threads").addAll(channelsOf(id, true));
    for (String none :
        List.of(
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds")) {
      guild.putArray(none);
    }
    return guild;
  }

  ObjectNode textChannel(String guildId, String id, String name) {
    guild(guildId);
    ObjectNode channel = Nodes.object().put("id", id).put("type", TEXT).put("guild_id", guildId);
    channel.put("name", name).putNull("topic").put("position", channels.size());
    channel.putNull("parent_id").put("nsfw", false).put("rate_limit_per_user", 0);
    channel.putNull("last_message_id").put("flags", 0).putArray("permission_overwrites");
    channels.put(id, channel);
    return channel;
  }

  ObjectNode directChannel(String userId) {
    for (ObjectNode channel : channels.values()) {
      if (channel.at("/recipients/0/id").asText().equals(userId)) {
        return channel;
      }
    }
    ObjectNode channel = Nodes.object().put("id", ids.next()).put("type", DM);
    channel.putNull("last_message_id").put("flags", 0).putArray("recipients").add(user(userId));
    channels.put(channel.get("id").asText(), channel);
    return channel;
  }

  ObjectNode thread(ObjectNode parent, String id, int type, JsonNode wish) {
    String now = ids.now().toString();
    ObjectNode thread = Nodes.object().put("id", id).put("type", type);
    thread.put("guild_id", parent.get("guild_id").asText());
    thread.put("parent_id", parent.get("id").asText()).put("owner_id", botId);
    thread.put("name", wish.path("name").asText()).putNull("last_message_id");
    thread.put("message_count", 0).put("member_count", 1).put("total_message_sent", 0);
    thread.put("rate_limit_per_user", 0).put("flags", 0);
    thread
        .putObject("thread_metadata")
        .put("archived", false)
        .put("locked", false)
        .put("auto_archive_duration", wish.path("auto_archive_duration").asInt(4320))
        .put("archive_timestamp", now)
        .put("create_timestamp", now);
    thread
        .putObject("member")
        .put("id", id)
        .put("user_id", botId)
        .put("join_timestamp", now)
        .put("flags", 0);
    channels.put(id, thread);
    return thread;
  }

  /** The living channel or thread; changes to it stay. */
  ObjectNode channel(String id) {
    ObjectNode found = channels.get(id);
    if (found == null) {
      throw RestError.unknown(10003, "Channel");
    }
    return found;
  }

  void removeChannel(String id) {
    channels.remove(id);
  }

  /** Takes permissions from the bot in one channel. */
  ObjectNode deny(String channelId, long bits) {
    ObjectNode channel = channel(channelId);
    channel
        .putArray("permission_overwrites")
        .addObject()
        .put("id", botId)
        .put("type", 1)
        .put("allow", "0")
        .put("deny", Long.toString(bits));
    return channel;
  }

  /** Refuses what the bot may not do in this channel, or in the parent of this thread. */
  void require(String channelId, long bit) {
    if (!allows(channelId, bit)) {
      throw new RestError(403, 50013, "Missing Permissions");
    }
  }

  /** Whether the bot may do this in this channel, or in the parent of this thread. */
  boolean allows(String channelId, long bit) {
    ObjectNode channel = channel(channelId);
    JsonNode rules = channel;
    if (isThread(channel)) {
      rules = channel(channel.get("parent_id").asText());
    }
    return (rules.at("/permission_overwrites/0/deny").asLong() & bit) == 0;
  }

  List<ObjectNode> channelsOf(String guildId, boolean threads) {
    Stream<ObjectNode> here =
        channels.values().stream()
            .filter(channel -> channel.path("guild_id").asText().equals(guildId))
            .filter(channel -> isThread(channel) == threads);
    return new ArrayList<>(here.map(ObjectNode::deepCopy).toList());
  }

  static boolean isThread(JsonNode channel) {
    int type = channel.path("type").asInt();
    return type == PUBLIC_THREAD || type == PRIVATE_THREAD;
  }
}
