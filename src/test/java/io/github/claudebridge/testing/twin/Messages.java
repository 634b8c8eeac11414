package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Every message by id, and the events that tell of it. Guarded by the world's monitor. */
final class Messages {
  static final int EPHEMERAL = 1 << 6;
  static final int THINKING = 1 << 7;
  private static final Duration NONCE_LIFE = Duration.ofMinutes(5);
  private static final Pattern MENTION = Pattern.compile("<@!?(\\d+)>");
  private static final List<String> EDITABLE = List.of("content", "embeds", "components", "flags");

  private record Nonce(String messageId, Instant at) {}

  private final World world;
  private final Snowflakes ids;
  private final Gateway gateway;
  private final Cdn cdn;
  private final Map<String, StoredMessage> byId = new LinkedHashMap<>();
  private final Map<String, Nonce> nonces = new HashMap<>();

  Messages(World world, Snowflakes ids, Gateway gateway, Cdn cdn) {
    this.world = world;
    this.ids = ids;
    this.gateway = gateway;
    this.cdn = cdn;
  }

  /** Stores a message and announces it, unless it is ephemeral or a known nonce. */
  StoredMessage post(String channelId, ObjectNode author, JsonNode body, List<TwinFile> files) {
    synchronized (world) {
      ObjectNode channel = world.channel(channelId);
      String key = channelId + ' ' + author.get("id").asText() + ' ' + body.path("nonce").asText();
      Nonce known = nonces.get(key);
      if (body.path("enforce_nonce").asBoolean()
          && known != null
          && known.at().plus(NONCE_LIFE).isAfter(ids.now())
          && byId.containsKey(known.messageId())) {
        return byId.get(known.messageId());
      }
      StoredMessage message = new StoredMessage(render(channel, author, body, files), files);
      byId.put(message.id(), message);
      if (body.hasNonNull("nonce")) {
        nonces.put(key, new Nonce(message.id(), ids.now()));
      }
      if (!message.ephemeral()) {
        channel.put("last_message_id", message.id());
        announce("MESSAGE_CREATE", message);
      }
      world.notifyAll();
      return message;
    }
  }

  /** Announces a message once more, however old it is. */
  void tellAgain(StoredMessage message) {
    synchronized (world) {
      announce("MESSAGE_CREATE", message);
    }
  }

  private ObjectNode render(
      ObjectNode channel, ObjectNode author, JsonNode body, List<TwinFile> files) {
    String reply = body.at("/message_reference/message_id").asText();
    ObjectNode json = Nodes.object().put("id", ids.next()).put("channel_id", text(channel, "id"));
    json.put("type", reply.isEmpty() ? 0 : 19).set("author", author);
    json.put("content", body.path("content").asText(""));
    json.put("timestamp", ids.now().toString()).putNull("edited_timestamp").put("tts", false);
    json.put("mention_everyone", false).put("pinned", false);
    json.put("flags", body.path("flags").asInt());
    json.putArray("mention_roles");
    json.set("attachments", attachments(text(channel, "id"), files));
    json.set("embeds", embeds(body));
    json.set("components", numbered(Nodes.list(body, "components").deepCopy(), new int[1]));
    if (body.hasNonNull("nonce")) {
      json.set("nonce", body.get("nonce"));
    }
    if (author.has("webhook")) {
      json.put("webhook_id", text(author, "id"));
    }
    if (!reply.isEmpty()) {
      if (!byId.containsKey(reply)
          && body.at("/message_reference/fail_if_not_exists").asBoolean(true)) {
        throw RestError.form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
      }
      ObjectNode reference = json.putObject("message_reference").put("type", 0);
      reference.put("message_id", reply).put("channel_id", text(channel, "id"));
      if (channel.has("guild_id")) {
        reference.put("guild_id", text(channel, "guild_id"));
      }
    }
    mentions(json);
    return json;
  }

  private ArrayNode attachments(String channelId, List<TwinFile> files) {
    ArrayNode all = Nodes.array();
    for (TwinFile file : files) {
      String id = ids.next();
      String url = cdn.offer(channelId, id, file);
      all.addObject()
          .put("id", id)
          .put("filename", file.name())
          .put("size", file.statedSize())
          .put("url", url)
          .put("proxy_url", url)
          .put("content_type", file.contentType());
    }
    return all;
  }

  private static ArrayNode embeds(JsonNode body) {
    ArrayNode embeds = Nodes.list(body, "embeds").deepCopy();
    embeds.forEach(embed -> ((ObjectNode) embed).put("type", "rich"));
    return embeds;
  }

  // Discord numbers components in its answers; JDA tells them apart by these numbers.
  static ArrayNode numbered(ArrayNode components, int[] last) {
    for (JsonNode each : components) {
      if (each.path("id").asInt() == 0) {
        ((ObjectNode) each).put("id", ++last[0]);
      }
      numbered(Nodes.list(each, "components"), last);
      if (each.get("accessory") instanceof ObjectNode accessory) {
        numbered(Nodes.array().add(accessory), last);
      }
    }
    return components;
  }

  private void mentions(ObjectNode json) {
    ArrayNode mentions = json.putArray("mentions");
    var found = new LinkedHashSet<String>();
    MENTION.matcher(text(json, "content")).results().forEach(match -> found.add(match.group(1)));
    found.stream().filter(world.userIds()::contains).forEach(id -> mentions.add(world.user(id)));
  }

  void edit(StoredMessage message, JsonNode body, List<TwinFile> files) {
    synchronized (world) {
      for (String field : EDITABLE) {
        if (body.has(field)) {
          message.json().set(field, body.get(field).deepCopy());
        }
      }
      if (message.json().path("content").isNull()) {
        message.json().put("content", "");
      }
      numbered(message.json().withArray("components"), new int[] {100});
      message.json().set("embeds", embeds(message.json()));
      if (body.has("attachments")) {
        keepOnly(message, body.get("attachments"));
      }
      message.files().addAll(files);
      message.json().withArray("attachments").addAll(attachments(message.channelId(), files));
      mentions(message.json());
      message.json().put("edited_timestamp", ids.now().toString());
      message.countEdit();
      if (!message.ephemeral()) {
        announce("MESSAGE_UPDATE", message);
      }
      world.notifyAll();
    }
  }

  // An edit names the attachments that stay; the others go.
  private static void keepOnly(StoredMessage message, JsonNode wanted) {
    ArrayNode there = message.json().withArray("attachments");
    for (int i = there.size() - 1; i >= 0; i--) {
      String id = text(there.get(i), "id");
      boolean stays = false;
      for (JsonNode each : wanted) {
        stays |= text(each, "id").equals(id);
      }
      if (!stays) {
        there.remove(i);
        message.files().remove(i);
      }
    }
  }

  void delete(StoredMessage message) {
    synchronized (world) {
      byId.remove(message.id());
      ObjectNode event = Nodes.object().put("id", message.id());
      event.put("channel_id", message.channelId());
      addGuild(event, message.channelId());
      gateway.dispatch("MESSAGE_DELETE", intent(message.channelId(), false), event);
    }
  }

  void react(StoredMessage message, String emoji, String userId, boolean add) {
    synchronized (world) {
      var known = message.reactions();
      if (add && !known.containsKey(emoji) && known.size() >= 20) {
        throw new RestError(400, 30010, "Maximum number of reactions reached (20)");
      }
      if (add) {
        known.computeIfAbsent(emoji, first -> new LinkedHashSet<>()).add(userId);
      } else if (known.containsKey(emoji)) {
        known.get(emoji).remove(userId);
        known.values().removeIf(Set::isEmpty);
      }
      ObjectNode event = Nodes.object().put("user_id", userId).put("message_id", message.id());
      event.put("channel_id", message.channelId()).put("burst", false).put("type", 0);
      event.set("emoji", emoji(emoji));
      String guild = addGuild(event, message.channelId());
      if (add && !guild.isEmpty()) {
        event.set("member", world.member(guild, userId, true));
        event.put("message_author_id", message.authorId());
      }
      String type = add ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE";
      gateway.dispatch(type, intent(message.channelId(), true), event);
    }
  }

  private static ObjectNode emoji(String emoji) {
    int colon = emoji.indexOf(':');
    ObjectNode json = Nodes.object();
    return colon < 0
        ? json.putNull("id").put("name", emoji)
        : json.put("id", emoji.substring(colon + 1)).put("name", emoji.substring(0, colon));
  }

  private void announce(String type, StoredMessage message) {
    ObjectNode event = view(message);
    String guild = addGuild(event, message.channelId());
    if (!guild.isEmpty() && !message.json().has("webhook_id")) {
      event.set("member", world.member(guild, message.authorId(), false));
    }
    gateway.dispatch(type, intent(message.channelId(), false), event);
  }

  /** The message as REST answers it. */
  ObjectNode view(StoredMessage message) {
    ObjectNode view = message.json().deepCopy();
    ArrayNode reactions = view.putArray("reactions");
    message
        .reactions()
        .forEach(
            (emoji, users) -> {
              boolean own = users.contains(world.botId());
              ObjectNode one = reactions.addObject().put("count", users.size()).put("me", own);
              one.put("me_burst", false).set("emoji", emoji(emoji));
              one.putObject("count_details").put("normal", users.size()).put("burst", 0);
              one.putArray("burst_colors");
            });
    StoredMessage referenced = byId.get(view.at("/message_reference/message_id").asText());
    if (referenced != null) {
      view.set("referenced_message", referenced.json().deepCopy());
    }
    return view;
  }

  StoredMessage get(String id) {
    synchronized (world) {
      StoredMessage found = byId.get(id);
      if (found == null) {
        throw RestError.unknown(10008, "Message");
      }
      return found;
    }
  }

  /** The message, if it is in this channel and everybody sees it. */
  StoredMessage get(String channelId, String id) {
    StoredMessage found = get(id);
    if (!found.channelId().equals(channelId) || found.ephemeral()) {
      throw RestError.unknown(10008, "Message");
    }
    return found;
  }

  /** A channel's messages, oldest first, without ephemeral ones. */
  List<StoredMessage> in(String channelId) {
    synchronized (world) {
      var found = new ArrayList<StoredMessage>();
      for (StoredMessage message : byId.values()) {
        if (message.channelId().equals(channelId) && !message.ephemeral()) {
          found.add(message);
        }
      }
      return found;
    }
  }

  private String addGuild(ObjectNode event, String channelId) {
    String guild = world.channel(channelId).path("guild_id").asText();
    if (!guild.isEmpty()) {
      event.put("guild_id", guild);
    }
    return guild;
  }

  private long intent(String channelId, boolean reaction) {
    boolean guild = world.channel(channelId).has("guild_id");
    if (reaction) {
      return guild ? Gateway.GUILD_REACTIONS : Gateway.DIRECT_REACTIONS;
    }
    return guild ? Gateway.GUILD_MESSAGES : Gateway.DIRECT_MESSAGES;
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText();
  }
}
