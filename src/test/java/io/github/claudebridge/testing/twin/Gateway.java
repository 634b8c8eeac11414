package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The websocket side: logins, heartbeats, events and their replay. */
final class Gateway {
  static final long GUILDS = 1;
  static final long GUILD_MEMBERS = 1 << 1;
  static final long GUILD_MESSAGES = 1 << 9;
  static final long GUILD_REACTIONS = 1 << 10;
  static final long DIRECT_MESSAGES = 1 << 12;
  static final long DIRECT_REACTIONS = 1 << 13;
  static final long MESSAGE_CONTENT = 1 << 15;
  private static final int MAX_FRAMES = 120;

  private final World world;
  private final Faults faults;
  private final String token;
  private final Supplier<String> address;
  private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();
  private final Set<GatewaySocket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<String, GatewaySocket> byWire = new ConcurrentHashMap<>();
  private final AtomicInteger identifies = new AtomicInteger();
  private final AtomicInteger resumes = new AtomicInteger();
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
  private volatile long allowedIntents = -1;
  private volatile Duration heartbeat = Duration.ofMillis(41_250);

  Gateway(World world, Faults faults, String token, Supplier<String> address) {
    this.world = world;
    this.faults = faults;
    this.token = token;
    this.address = address;
  }

  void install(RoutesConfig routes) {
    routes.ws(
        "/gateway",
        ws -> {
          ws.onConnect(this::connected);
          ws.onMessage(ctx -> received(socket(ctx), ctx.message()));
          ws.onClose(ctx -> closed(ctx, ctx.status()));
          ws.onError(ctx -> closed(ctx, 1006));
        });
  }

  private GatewaySocket socket(WsContext ctx) {
    // Messages may overtake the connect handler: the bot identifies before it is greeted.
    return byWire.computeIfAbsent(
        ctx.sessionId(),
        missing -> {
          boolean zlib = "zlib-stream".equals(ctx.queryParam("compress"));
          var socket = new GatewaySocket(ctx.session, zlib);
          ObjectNode hello = Nodes.object().put("op", 10).putNull("s").putNull("t");
          hello.putObject("d").put("heartbeat_interval", heartbeat.toMillis());
          socket.send(hello);
          sockets.add(socket);
          return socket;
        });
  }

  private void connected(WsContext ctx) {
    socket(ctx);
  }

  private void closed(WsContext ctx, int status) {
    GatewaySocket socket = byWire.remove(ctx.sessionId());
    if (socket == null) {
      return;
    }
    sockets.remove(socket);
    GatewaySession session = socket.session();
    if (session != null) {
      session.detach(socket);
      if (status == 1000 || status == 1001) {
        synchronized (world) {
          sessions.remove(session.id());
        }
      }
    }
  }

  private void received(GatewaySocket socket, String text) {
    if (socket.isFrozen()) {
      return;
    }
    if (socket.countReceived() > MAX_FRAMES) {
      socket.close(4008, "You are being rate limited.");
      return;
    }
    JsonNode frame = Nodes.parse(text);
    JsonNode data = frame.path("d");
    switch (frame.path("op").asInt(-1)) {
      case 1 -> socket.send(Nodes.object().put("op", 11).putNull("d").putNull("s").putNull("t"));
      case 2 -> identify(socket, data);
      case 6 -> resume(socket, data);
      case 8 -> chunk(socket, data);
      case 3, 4, 31 -> {
        // Presence, voice and soundboard requests change nothing here.
      }
      default -> socket.close(4001, "Unknown opcode.");
    }
  }

  private void identify(GatewaySocket socket, JsonNode data) {
    identifies.incrementAndGet();
    long intents = data.path("intents").asLong();
    if (!data.path("token").asText().equals(token)) {
      socket.close(4004, "Authentication failed.");
    } else if ((intents & ~allowedIntents) != 0) {
      socket.close(4014, "Disallowed intent(s).");
    } else if (socket.session() != null) {
      socket.close(4005, "Already authenticated.");
    } else {
      synchronized (world) {
        String id = "twin-session-" + identifies.get();
        var session = new GatewaySession(id, intents, socket);
        socket.join(session);
        session.send("READY", ready(id), false);
        for (String guild : world.guildIds()) {
          session.send("GUILD_CREATE", world.fullGuild(guild), false);
        }
        sessions.put(id, session);
      }
    }
  }

  private ObjectNode ready(String sessionId) {
    ObjectNode ready = Nodes.object().put("v", 10).put("session_id", sessionId);
    ready.put("resume_gateway_url", address.get()).put("session_type", "normal");
    ready.set("user", world.user(world.botId()).put("verified", true).put("mfa_enabled", true));
    ready.putObject("application").put("id", world.botId()).put("flags", 1 << 19);
    ready.putArray("private_channels");
    ready.putArray("shard").add(0).add(1);
    ArrayNode guilds = ready.putArray("guilds");
    world.guildIds().forEach(id -> guilds.addObject().put("id", id).put("unavailable", true));
    return ready;
  }

  private void resume(GatewaySocket socket, JsonNode data) {
    synchronized (world) {
      GatewaySession session = sessions.get(data.path("session_id").asText());
      if (!data.path("token").asText().equals(token)) {
        socket.close(4004, "Authentication failed.");
      } else if (session == null) {
        socket.send(invalidSession(false));
      } else {
        resumes.incrementAndGet();
        socket.join(session);
        session.resume(socket, data.path("seq").asInt());
      }
    }
  }

  private void chunk(GatewaySocket socket, JsonNode wish) {
    GatewaySession session = socket.session();
    if (session == null) {
      socket.close(4003, "Not authenticated.");
      return;
    }
    synchronized (world) {
      String guild = wish.path("guild_id").asText();
      String prefix = wish.path("query").asText("");
      String ids = wish.path("user_ids").toString();
      ObjectNode chunk = Nodes.object().put("guild_id", guild).put("chunk_index", 0);
      chunk.put("chunk_count", 1).set("nonce", wish.get("nonce"));
      ArrayNode members = chunk.putArray("members");
      chunk.putArray("not_found");
      for (JsonNode member : world.members(guild)) {
        JsonNode user = member.path("user");
        boolean asked =
            wish.has("user_ids")
                ? ids.contains(user.path("id").asText())
                : user.path("username").asText().startsWith(prefix);
        if (asked) {
          members.add(member);
        }
      }
      session.send("GUILD_MEMBERS_CHUNK", chunk, false);
    }
  }

  /** When an event of a kind was given to a socket last, by the nano clock. */
  long sentAt(String type) {
    return sentAt.get(type);
  }

  /** Sends an event to every session that asked for the intent; 0 means everybody. */
  void dispatch(String type, long intent, ObjectNode data) {
    synchronized (world) {
      boolean twice = faults.takeDuplicate();
      for (GatewaySession session : sessions.values()) {
        if (session.wants(intent)) {
          ObjectNode copy = data.deepCopy();
          if (type.startsWith("MESSAGE_") && !session.wants(MESSAGE_CONTENT)) {
            hideContent(copy);
          }
          sentAt.put(type, session.send(type, copy, twice));
        }
      }
      world.notifyAll();
    }
  }

  // Without the privileged intent a bot reads only what concerns itself.
  private void hideContent(ObjectNode message) {
    boolean direct = !message.has("guild_id");
    boolean own = message.at("/author/id").asText().equals(world.botId());
    boolean mentioned = false;
    for (JsonNode user : message.path("mentions")) {
      mentioned |= user.path("id").asText().equals(world.botId());
    }
    if (message.has("content") && !direct && !own && !mentioned) {
      message.put("content", "");
      List.of("attachments", "embeds", "components").forEach(message::putArray);
    }
  }

  private static ObjectNode invalidSession(boolean resumable) {
    return Nodes.object().put("op", 9).put("d", resumable).putNull("s").putNull("t");
  }

  void askReconnect() {
    sockets.forEach(it -> it.send(Nodes.object().put("op", 7).putNull("d").putNull("s")));
  }

  void invalidate(boolean resumable) {
    if (!resumable) {
      forget();
    }
    sockets.forEach(socket -> socket.send(invalidSession(resumable)));
  }

  void closeAll(int code, String reason) {
    if (code == 4007 || code == 4009) {
      forget();
    }
    sockets.forEach(socket -> socket.close(code, reason));
  }

  void forget() {
    synchronized (world) {
      sessions.clear();
    }
  }

  void drop() {
    sockets.forEach(GatewaySocket::drop);
  }

  void freeze() {
    sockets.forEach(GatewaySocket::freeze);
  }

  void allowIntents(long bits) {
    allowedIntents = bits;
  }

  void heartbeat(Duration interval) {
    heartbeat = interval;
  }

  int identifies() {
    return identifies.get();
  }

  int resumes() {
    return resumes.get();
  }

  boolean isConnected() {
    synchronized (world) {
      return sessions.values().stream().anyMatch(GatewaySession::isConnected);
    }
  }
}
