package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A fake Discord on loopback that the real JDA logs in to: REST, gateway and file server, with
 * Discord's limits and windows, and faults on demand. Safe for use by several threads.
 */
public final class DiscordTwin implements AutoCloseable {
  private final String token = "twin.token." + Long.toString(System.nanoTime(), 36);
  private final Snowflakes ids = new Snowflakes(InstantSource.system());
  private final World world = new World(ids);
  private final Faults faults = new Faults();
  private final Cdn cdn = new Cdn();
  private final RateLimits limits = new RateLimits(InstantSource.system());
  private final Gateway gateway = new Gateway(world, faults, token, this::gatewayUrl);
  private final RestServer rest = new RestServer(token, limits, faults);
  private final Messages messages = new Messages(world, ids, gateway, cdn);
  private final MessageRoutes messageRoutes = new MessageRoutes(world, messages, rest);
  private final CommandRoutes commands = new CommandRoutes(world, ids, rest);
  private final InteractionRoutes answers = new InteractionRoutes(world, ids, messages, rest);
  private final Interactions interactions =
      new Interactions(world, ids, messages, gateway, commands, answers);
  private final Wire wire;

  private DiscordTwin() {
    var channels = new ChannelRoutes(world, ids, messages, gateway, rest, limits);
    var account = new AccountRoutes(world, gateway, rest, this::gatewayUrl);
    wire =
        new Wire(
            routes -> {
              rest.install(routes);
              gateway.install(routes);
              account.install(routes);
              channels.install(routes);
              messageRoutes.install(routes);
              commands.install(routes);
              answers.install(routes);
            });
  }

  /** Starts a twin with no servers in it, on a free port. */
  public static DiscordTwin start() {
    return new DiscordTwin();
  }

  /** The base of REST calls, with version and closing slash. */
  public String restUrl() {
    return "http://127.0.0.1:" + wire.port() + RestServer.ROOT + "/";
  }

  /** The address of the websocket. */
  public String gatewayUrl() {
    return "ws://127.0.0.1:" + wire.port() + "/gateway";
  }

  /** Where attachments are downloaded from. */
  public String cdnUrl() {
    return cdn.url();
  }

  /** The only bot token that this twin takes. */
  public String token() {
    return token;
  }

  /** The user id of the bot, which is its application id, too. */
  public String botUser() {
    return world.botId();
  }

  /** Adds a server with the bot, the owner and everybody known as members. */
  public DiscordTwin guild(String id, String name) {
    synchronized (world) {
      world.guild(id, name);
      gateway.dispatch("GUILD_CREATE", Gateway.GUILDS, world.fullGuild(id));
    }
    return this;
  }

  /** Gives a server another preferred language, such as {@code ja}. */
  public void language(String guildId, String tag) {
    synchronized (world) {
      world.language(guildId, tag);
      gateway.dispatch("GUILD_UPDATE", Gateway.GUILDS, world.guild(guildId));
    }
  }

  /** Adds a text channel. */
  public DiscordTwin channel(String guildId, String id, String name) {
    synchronized (world) {
      gateway.dispatch("CHANNEL_CREATE", Gateway.GUILDS, world.textChannel(guildId, id, name));
    }
    return this;
  }

  /** Adds a person with these roles, by name, to all servers. */
  public DiscordTwin user(String id, String name, String... roles) {
    synchronized (world) {
      Map<String, Set<String>> before = world.roleNames();
      world.user(id, name, List.of(roles), false);
      for (String guild : world.guildIds()) {
        for (ObjectNode role : world.rolesSince(guild, before)) {
          ObjectNode event = Nodes.object().put("guild_id", guild);
          event.set("role", role);
          gateway.dispatch("GUILD_ROLE_CREATE", Gateway.GUILDS, event);
        }
        ObjectNode member = world.member(guild, id, true).put("guild_id", guild);
        gateway.dispatch("GUILD_MEMBER_ADD", Gateway.GUILD_MEMBERS, member);
      }
    }
    return this;
  }

  /** The id of a role in a server by its name. */
  public String role(String guildId, String name) {
    synchronized (world) {
      return world.roleId(guildId, name);
    }
  }

  /** Takes permissions (bits of {@link Permissions}) from the bot in a channel. */
  public void deny(String channelId, long bits) {
    synchronized (world) {
      gateway.dispatch("CHANNEL_UPDATE", Gateway.GUILDS, world.deny(channelId, bits));
    }
  }

  /** From now on the history of channels is told to be empty; single messages can be had. */
  public void hideHistory() {
    messageRoutes.hideHistory();
  }

  /** The direct channel of a person and the bot; its id. */
  public String direct(String userId) {
    synchronized (world) {
      return world.directChannel(userId).get("id").asText();
    }
  }

  /** Posts as a person; returns the message id. With no gateway session it is history only. */
  public String say(String channelId, String userId, String text, TwinFile... attachments) {
    synchronized (world) {
      return say(channelId, world.user(userId), text, "", attachments);
    }
  }

  /**
   * When the event of the message that was posted last was given to a socket, by the nano clock.
   */
  public long messageSentAt() {
    return gateway.sentAt("MESSAGE_CREATE");
  }

  /** Posts as a person in reply to a message. */
  public String reply(String channelId, String userId, String text, String toMessageId) {
    synchronized (world) {
      return say(channelId, world.user(userId), text, toMessageId);
    }
  }

  /** Posts as another bot. */
  public String sayAsBot(String channelId, String userId, String name, String text) {
    synchronized (world) {
      return say(channelId, world.user(userId, name, List.of(), true).deepCopy(), text, "");
    }
  }

  /** Posts as a webhook: an author that is no member, and {@code webhook_id} set. */
  public String sayAsWebhook(String channelId, String webhookId, String name, String text) {
    ObjectNode author = Nodes.object().put("id", webhookId).put("username", name).put("bot", true);
    author.put("discriminator", "0000").putNull("avatar").put("webhook", true);
    return say(channelId, author, text, "");
  }

  private String say(
      String channelId, ObjectNode author, String text, String replyTo, TwinFile... files) {
    ObjectNode body = Nodes.object().put("content", text);
    if (!replyTo.isEmpty()) {
      body.putObject("message_reference").put("message_id", replyTo);
    }
    return messages.post(channelId, author, body, List.of(files)).id();
  }

  /** Changes the text of a message, as its author. */
  public void edit(String messageId, String text) {
    messages.edit(messages.get(messageId), Nodes.object().put("content", text), List.of());
  }

  /** Deletes a message, as its author. */
  public void delete(String messageId) {
    messages.delete(messages.get(messageId));
  }

  /** Adds a person's reaction. */
  public void react(String messageId, String userId, String emoji) {
    messages.react(messages.get(messageId), emoji, userId, true);
  }

  /** Takes a person's reaction away. */
  public void unreact(String messageId, String userId, String emoji) {
    messages.react(messages.get(messageId), emoji, userId, false);
  }

  /** What the bot posted in a channel or thread and did not delete, in order. */
  public List<TwinPost> posts(String channelId) {
    synchronized (world) {
      return messages.in(channelId).stream()
          .filter(message -> message.authorId().equals(world.botId()))
          .map(StoredMessage::post)
          .toList();
    }
  }

  /** Waits for a post that fits; fails with what is there instead. */
  public TwinPost awaitPost(String channelId, Predicate<TwinPost> fits, Duration within) {
    Await.demand(
        world,
        within,
        () -> posts(channelId).stream().anyMatch(fits),
        () -> "a post in channel " + channelId + "; there are " + posts(channelId));
    return posts(channelId).stream().filter(fits).findFirst().orElseThrow();
  }

  /** Emoji on a message, and the ids of who put them there. */
  public Map<String, Set<String>> reactions(String messageId) {
    synchronized (world) {
      return Map.copyOf(messages.get(messageId).reactions());
    }
  }

  /** How often the bot showed that it types. */
  public int typingCount(String channelId) {
    return messageRoutes.typingCount(channelId);
  }

  /** The threads under a channel, as Discord shows them: id, name, {@code thread_metadata}. */
  public List<JsonNode> threads(String parentId) {
    synchronized (world) {
      String guild = world.channel(parentId).get("guild_id").asText();
      var found = new ArrayList<JsonNode>(world.channelsOf(guild, true));
      found.removeIf(thread -> !thread.get("parent_id").asText().equals(parentId));
      return found;
    }
  }

  /** The registered slash commands of a server; of none for an empty id. */
  public List<JsonNode> commands(String guildId) {
    synchronized (world) {
      var all = new ArrayList<JsonNode>();
      commands.of(guildId).deepCopy().forEach(all::add);
      return all;
    }
  }

  /** A person presses a button. */
  public TwinInteraction click(String messageId, String userId, String customId) {
    return interactions.component(messageId, userId, customId, List.of());
  }

  /** A person chooses in a select menu. */
  public TwinInteraction select(
      String messageId, String userId, String customId, String... values) {
    return interactions.component(messageId, userId, customId, List.of(values));
  }

  /** A person fills in the form that the bot opened in answer to an earlier interaction. */
  public TwinInteraction submit(TwinInteraction opened, String userId, Map<String, String> values) {
    return interactions.submit(opened, userId, values);
  }

  /** A person gives a registered slash command, such as {@code "session list"}. */
  public TwinInteraction slash(
      String channelId, String userId, String words, Map<String, ?> options) {
    return interactions.slash(channelId, userId, words, options, false);
  }

  /** A person types in an option with suggestions; the callback holds the choices. */
  public TwinInteraction autocomplete(
      String channelId, String userId, String words, Map<String, ?> options) {
    return interactions.slash(channelId, userId, words, options, true);
  }

  /** The time for a first answer to an interaction; 3 seconds unless set. */
  public void interactionDeadline(Duration deadline) {
    answers.deadline(deadline);
  }

  /** What the bot sent that Discord would not take, and routes that the twin lacks. */
  public List<Violation> violations() {
    return rest.violations();
  }

  /** Requests answered with status 429. */
  public List<String> rateLimited() {
    return limits.breaches();
  }

  /** Scales every window: 0.1 makes 5 posts in 5 seconds to 5 in half a second. */
  public void rateWindows(double scale) {
    limits.scale(scale);
  }

  /** All REST requests so far: method and path. */
  public List<String> requests() {
    return rest.requests();
  }

  /** The bodies of the REST requests so far, interactions' included. */
  public List<Sent> bodies() {
    return rest.bodies();
  }

  /** Forgets the requests and bodies so far, which would fill the memory in a run of hours. */
  public void forgetRequests() {
    rest.forgetRequests();
  }

  /** Lets edits of messages share the window of posts. */
  public void editsArePosts() {
    limits.editsArePosts();
  }

  /** Downloads from the file server, failed ones too. */
  public int downloads() {
    return cdn.downloads();
  }

  /** How often the bot sent IDENTIFY. */
  public int identifies() {
    return gateway.identifies();
  }

  /** How often the bot resumed a session. */
  public int resumes() {
    return gateway.resumes();
  }

  /** Whether a session has a socket now. */
  public boolean isConnected() {
    return gateway.isConnected();
  }

  /** Waits until a session has a socket, or until none has. */
  public void awaitConnected(boolean connected, Duration within) {
    Await.demand(world, within, () -> isConnected() == connected, () -> "connected = " + connected);
  }

  /** Closes with 4014 those who ask for other intents; bits as in IDENTIFY. */
  public void allowIntents(long bits) {
    gateway.allowIntents(bits);
  }

  /** The heartbeat interval of later connections; 41.25 seconds unless set. */
  public void heartbeat(Duration interval) {
    gateway.heartbeat(interval);
  }

  /** Cuts all websockets with no closing frame; sessions can be resumed. */
  public void dropSockets() {
    gateway.drop();
  }

  /** Asks for a reconnect, as before a deployment. */
  public void op7() {
    gateway.askReconnect();
  }

  /** Says that the session is invalid. */
  public void op9(boolean resumable) {
    gateway.invalidate(resumable);
  }

  /** Closes all websockets with this code. */
  public void closeWith(int code) {
    gateway.closeAll(code, "closed on demand");
  }

  /** Forgets all sessions and cuts their sockets: RESUME is refused, and events in between lost. */
  public void forgetSessions() {
    gateway.forget();
    gateway.drop();
  }

  /** The open websockets go dead: no event, no heartbeat answer, no close. */
  public void halfOpen() {
    gateway.freeze();
  }

  /** The next n REST requests are answered with this status and not carried out. */
  public void rest5xx(int n, int status) {
    faults.errors(n, status);
  }

  /** The next n REST requests are carried out, and answered late. */
  public void restSlow(Duration by, int n) {
    faults.slow(by, n);
  }

  /** The next n calls that have a window of their own are answered with status 429. */
  public void limitNext(int n, Duration retryAfter) {
    limits.refuseNext(n, retryAfter);
  }

  /** The event of a message is sent once more, after those of newer ones. */
  public void tellAgain(String messageId) {
    messages.tellAgain(messages.get(messageId));
  }

  /** The next event is sent twice. */
  public void duplicateNextEvent() {
    faults.duplicateNextEvent();
  }

  /** The next POST, but typing, is carried out, and its connection cut before the answer. */
  public void loseNextReply() {
    faults.loseNextReply();
  }

  /** Refuses connections and cuts those there are, or takes them again. */
  public void offline(boolean off) {
    if (off) {
      wire.shut();
    } else {
      wire.open();
    }
  }

  /** Goes offline for a while; the future ends when it is back. */
  public CompletableFuture<Void> offline(Duration during) {
    wire.shut();
    return CompletableFuture.runAsync(
        wire::open, CompletableFuture.delayedExecutor(during.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    wire.close();
    cdn.close();
  }
}
