package io.github.claudebridge.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks Discord about a bot token, for setup and doctor. By REST alone: a gateway login would cost
 * one of the day's logins and end nothing that runs.
 */
public final class TokenCheck implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_ANSWER = 8 * 1024 * 1024;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final Pattern ID = Pattern.compile("\\d{1,20}");
  private static final int TEXT = 0;

  // The second is what bots in fewer than 100 servers get (Discord: application flags).
  private static final long MESSAGE_CONTENT = 1L << 18 | 1L << 19;
  private static final long MEMBERS = 1L << 14 | 1L << 15;
  private static final long PRESENCE = 1L << 12 | 1L << 13;

  private final String token;
  private final String base;
  private final HttpClient http;

  /**
   * A check of one token.
   *
   * @param restUrl where the REST API is, or null for Discord itself
   * @throws TokenCheckException if it cannot be a token at all
   */
  public TokenCheck(String token, @Nullable URI restUrl) throws TokenCheckException {
    if (!TOKEN.matcher(token).matches()) {
      throw new TokenCheckException(
          "the bot token has characters that no token has: copy it again, without quotes, spaces"
              + " or «Bot » before it",
          null);
    }
    this.token = token;
    this.base = GatewayOptions.restBase(restUrl);
    this.http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  }

  /** A server or channel: its id and what it is called. */
  public record Place(String id, String name) {}

  /**
   * The bot behind a token.
   *
   * @param id its user id
   * @param name what it is called
   * @param clientId its application's id, for the invitation
   * @param messageContent whether it may read messages; the bridge cannot do without
   * @param serverMembers whether the intent for members is on; the bridge does not need it
   * @param presence whether the intent for presence is on; the bridge does not need it
   * @param guilds the servers it is in, at most 200
   */
  public record Bot(
      String id,
      String name,
      String clientId,
      boolean messageContent,
      boolean serverMembers,
      boolean presence,
      List<Place> guilds) {
    public Bot {
      guilds = List.copyOf(guilds);
    }
  }

  /** Who the bot is, what it may read and where it is. */
  public Bot bot() throws TokenCheckException, InterruptedException {
    JsonNode self = get("users/@me");
    JsonNode application = get("applications/@me");
    long flags = application.path("flags").asLong();
    return new Bot(
        self.path("id").asText(),
        self.path("username").asText(),
        application.path("id").asText(),
        (flags & MESSAGE_CONTENT) != 0,
        (flags & MEMBERS) != 0,
        (flags & PRESENCE) != 0,
        places(get("users/@me/guilds")));
  }

  /** How many gateway logins Discord itself leaves the bot for today. */
  public int loginsLeft() throws TokenCheckException, InterruptedException {
    return get("gateway/bot").path("session_start_limit").path("remaining").asInt();
  }

  /** The text channels of a server, in its own order. */
  public List<Place> textChannels(String guild) throws TokenCheckException, InterruptedException {
    List<JsonNode> texts = new ArrayList<>();
    for (JsonNode channel : get("guilds/" + id(guild) + "/channels")) {
      if (channel.path("type").asInt(-1) == TEXT) {
        texts.add(channel);
      }
    }
    texts.sort(Comparator.comparingInt(each -> each.path("position").asInt()));
    return places(texts);
  }

  /** The names of the permissions that the bot needs and lacks in a channel or thread. */
  public List<String> missingPermissions(String channel)
      throws TokenCheckException, InterruptedException {
    JsonNode found = get("channels/" + id(channel));
    if (found.has("thread_metadata")) {
      found = get("channels/" + id(found.path("parent_id").asText()));
    }
    String guild = id(found.path("guild_id").asText());
    String self = id(get("users/@me").path("id").asText());
    JsonNode member = get("guilds/" + guild + "/members/" + self);
    return BotPermissions.missing(guild, get("guilds/" + guild + "/roles"), member, found);
  }

  /** Where a person invites the bot, with exactly the permissions it needs. */
  public static String inviteUrl(String clientId) {
    return "https://discord.com/oauth2/authorize?client_id="
        + clientId
        + "&scope=bot%20applications.commands&permissions="
        + BotPermissions.bits();
  }

  @Override
  public void close() {
    http.close();
  }

  private static List<Place> places(Iterable<JsonNode> all) {
    List<Place> places = new ArrayList<>();
    for (JsonNode each : all) {
      places.add(new Place(each.path("id").asText(), each.path("name").asText()));
    }
    return places;
  }

  private static String id(String text) throws TokenCheckException {
    if (!ID.matcher(text).matches()) {
      throw new TokenCheckException(
          "«" + text + "» is no Discord id: it has digits only; copy it in developer mode", null);
    }
    return text;
  }

  private JsonNode get(String path) throws TokenCheckException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bot " + token)
            .header("User-Agent", "DiscordBot (https://github.com, 1)")
            .build();
    try {
      HttpResponse<String> answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER));
      return switch (answer.statusCode()) {
        case 200 -> Json.parse(answer.body());
        case 401 ->
            throw new TokenCheckException(
                "Discord does not take the bot token: copy a new one at"
                    + " discord.com/developers/applications, your application, Bot, «Reset Token»",
                null);
        case 403 ->
            throw new TokenCheckException(
                "the bot may not see " + path + ": invite it, or grant it «View Channels» there",
                null);
        case 404 ->
            throw new TokenCheckException(
                "Discord knows no " + path + ": check the id, and that the bot is invited", null);
        case 429 ->
            throw new TokenCheckException("Discord asks to slow down: try again in a minute", null);
        default ->
            throw new TokenCheckException(
                "Discord answered " + path + " with " + answer.statusCode() + ": try again later",
                null);
      };
    } catch (IOException e) {
      throw new TokenCheckException(
          "Discord cannot be reached at " + base + ": " + e + "; check the network and proxy", e);
    } catch (BadJsonException e) {
      throw new TokenCheckException("what answers at " + base + " is not Discord", e);
    }
  }
}
