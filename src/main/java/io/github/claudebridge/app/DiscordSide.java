package io.github.claudebridge.app;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.ChatCommands;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.gateway.CatchUpReport;
import io.github.claudebridge.gateway.DiscordGateway;
import io.github.claudebridge.gateway.GateDoor;
import io.github.claudebridge.gateway.GatewayOptions;
import io.github.claudebridge.gateway.GatewayParts;
import io.github.claudebridge.gateway.GatewayState;
import io.github.claudebridge.gateway.IdentifyBudget;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.reply.LatePosts;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.MessageStore;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridge's side towards Discord: open where there is a token, and plainly off where not. */
final class DiscordSide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DiscordSide.class);

  private final Settings.Access access;
  private final boolean hasToken;
  private final DiscordGateway gateway;

  /** What it works on. */
  record Parts(
      Gate gate,
      AuditLog audit,
      Router router,
      MessageStore messages,
      QueueOrders queue,
      ChatCommands commands,
      Answering answering,
      Outbox outbox,
      Words words) {}

  DiscordSide(Bridge.Start start, Parts parts) {
    Settings.Discord discord = start.settings().discord();
    this.access = start.settings().access();
    this.hasToken = start.token() != null;
    this.gateway =
        new DiscordGateway(
            new GatewayOptions(
                start.token() == null ? null : start.token().reveal(),
                discord.guild(),
                discord.restUrl(),
                discord.gatewayUrl(),
                discord.catchUpMaxAge()),
            new GatewayParts(
                parts.router(),
                new GateDoor(parts.gate(), parts.audit()),
                parts.messages()::startChannelAt,
                new ChatChanges(parts.messages(), parts.queue()),
                new StoredMarks(parts.messages().marks()),
                new Missed(
                    parts.outbox(),
                    parts.words(),
                    channel ->
                        parts
                            .router()
                            .sessionOf(channel)
                            .map(s -> s.binding().session())
                            .orElse(0)),
                parts.commands(),
                parts.answering(),
                parts.words(),
                new IdentifyBudget(
                    start.layout().run().resolve("identifies"),
                    discord.identifyBudget(),
                    start.clock(),
                    new SecureRandom()::nextDouble),
                start.clock()));
    parts.outbox().through(gateway.chat());
  }

  /** Tells of every move of the connection, and of the status of every answer. */
  void watched(Consumer<GatewayState> states, IntConsumer answers) {
    gateway.onState(states);
    gateway.onRest(answers);
  }

  void open() {
    if (hasToken && heardNobody()) {
      log.warn(
          "nobody is heard: access.users and access.roles are empty; add your Discord id to"
              + " config/bridge.yaml, or run vai setup");
    }
    gateway.start();
  }

  private boolean heardNobody() {
    return access.users().isEmpty() && access.roles().isEmpty() && access.bots().isEmpty();
  }

  /** How it is, for the API. */
  Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    GatewayState state = gateway.state();
    health.put("state", word(state));
    health.put("detail", detail(state));
    return health;
  }

  /** How it is, in a few words. */
  String words() {
    GatewayState state = gateway.state();
    String detail = detail(state);
    return detail.isEmpty() ? word(state) : word(state) + " (" + detail + ")";
  }

  private static String word(GatewayState state) {
    return switch (state) {
      case GatewayState.Off s -> "off";
      case GatewayState.Connecting s -> "connecting";
      case GatewayState.Ready s -> "ready";
      case GatewayState.Down s -> "down";
      case GatewayState.Refused s -> "refused";
    };
  }

  private String detail(GatewayState state) {
    return switch (state) {
      case GatewayState.Off s -> s.reason();
      case GatewayState.Connecting s -> "";
      case GatewayState.Ready s ->
          s.botName()
              + (heardNobody() ? "; nobody is heard: access.users and access.roles are empty" : "");
      case GatewayState.Down s -> s.reason();
      case GatewayState.Refused s -> s.reason() + "; " + s.mend();
    };
  }

  /** Tells the channel what was not caught up. */
  private record Missed(Outbox outbox, Words words, ToIntFunction<String> sessionOf)
      implements CatchUpReport {
    @Override
    public void tooOld(String channel, List<Message> late, boolean more) {
      outbox.add(LatePosts.of(channel, sessionOf.applyAsInt(channel), late, more, words));
    }

    @Override
    public void unreadable(String channel, String reason) {
      log.warn("the history of channel {} cannot be read: {}", channel, reason);
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
