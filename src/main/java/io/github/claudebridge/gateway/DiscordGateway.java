package io.github.claudebridge.gateway;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionDisconnectEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.CloseCode;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Discord: logs in, stays logged in, and says how it stands. Short losses are
 * resumed by JDA; a login that fails for a passing reason is tried again here, one that a person has
 * to mend is not.
 */
public final class DiscordGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DiscordGateway.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration IO_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(80);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_RECONNECT_SECONDS = 120;
  private static final String INTENT_MEND =
      "open discord.com/developers/applications, your application, Bot, and switch on «Message"
          + " Content Intent»; then restart";
  private static final String TOKEN_MEND =
      "copy a new one at discord.com/developers/applications, your application, Bot, «Reset Token»,"
          + " into .env; then restart";

  private final GatewayOptions options;
  private final GatewayParts parts;
  private final Lanes lanes = new Lanes();
  private final MessageListener listener;
  private final DiscordChat chat;
  private final AtomicReference<@Nullable JDA> connection = new AtomicReference<>();
  private final AtomicReference<GatewayState> state =
      new AtomicReference<>(new GatewayState.Off("not started"));
  private final List<Consumer<GatewayState>> watchers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<GatewayState> stop = new CompletableFuture<>();
  private final AtomicReference<@Nullable Thread> login = new AtomicReference<>();

  public DiscordGateway(GatewayOptions options, GatewayParts parts) {
    this.options = options;
    this.parts = parts;
    ChannelFinder channels = new ChannelFinder(connection::get, options.guild());
    MessageIntake intake = new MessageIntake(parts.hearing(), parts.door(), lanes);
    CatchUp catchUp = new CatchUp(channels, intake, lanes, parts, options.catchUpMaxAge());
    this.listener = new MessageListener(options.guild(), parts, intake, catchUp, lanes);
    this.chat = new DiscordChat(channels);
  }

  /** Discord as a place where posts go; usable, with passing failures, also while not connected. */
  public DiscordChat chat() {
    return chat;
  }

  /** How the connection stands. */
  public GatewayState state() {
    return state.get();
  }

  /** Tells a watcher of every change of the state; it must return soon. */
  public void onState(Consumer<GatewayState> watcher) {
    watchers.add(watcher);
  }

  /** Begins to connect and returns at once; {@link #state} tells how it goes. */
  public void start() {
    Thread thread = Thread.ofVirtual().name("discord-login").unstarted(this::stayConnected);
    if (login.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  /** Disconnects; messages at hand are still stored, the others are caught up at the next start. */
  @Override
  public void close() {
    stop.complete(new GatewayState.Off("stopped"));
    lanes.close();
    Thread thread = login.get();
    try {
      if (thread != null && !thread.join(STOP_TIMEOUT.plusSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    move(new GatewayState.Off("stopped"));
  }

  private void stayConnected() {
    if (options.token() == null || options.token().isBlank()) {
      move(new GatewayState.Off("there is no bot token: put DISCORD_TOKEN into .env"));
      return;
    }
    try {
      int failures = 0;
      do {
        Instant started = parts.clock().instant();
        GatewayState end = oneLogin(options.token());
        if (stop.isDone()) {
          return;
        }
        move(end);
        if (end instanceof GatewayState.Refused) {
          return;
        }
        Duration lasted = Duration.between(started, parts.clock().instant());
        failures = lasted.compareTo(Duration.ofMinutes(10)) > 0 ? 0 : failures + 1;
      } while (!stopsWithin(pause(failures)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopsWithin(Duration time) throws InterruptedException {
    try {
      stop.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      log.trace("next try", e);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("stop never fails", e);
    }
  }

  private Duration pause(int failures) {
    try {
      Optional<Instant> next = parts.budget().nextAllowed();
      if (next.isPresent()) {
        return Duration.between(parts.clock().instant(), next.get()).plusSeconds(1);
      }
    } catch (IOException e) {
      log.warn("the count of logins to Discord cannot be read", e);
    }
    return parts.budget().jittered(failures);
  }

  /** Logs in and returns how it ended, once it has. */
  private GatewayState oneLogin(String token) throws InterruptedException {
    try {
      Optional<Instant> next = parts.budget().nextAllowed();
      if (next.isPresent()) {
        return down(MeteredSessions.spent(parts.budget(), next.get()));
      }
    } catch (IOException e) {
      return down("the count of logins cannot be read: " + e.getMessage());
    }
    move(new GatewayState.Connecting());
    Life life = new Life();
    MeteredSessions sessions =
        new MeteredSessions(
            options.gatewayUrl() == null ? null : options.gatewayUrl().toString(),
            parts.budget(),
            life);
    try {
      JDA jda = build(token, life, sessions);
      connection.set(jda);
      return awaitEnd(jda, life, sessions);
    } catch (InvalidTokenException | IllegalArgumentException e) {
      log.debug("Discord refuses the token", e);
      return new GatewayState.Refused("Discord does not take the bot's token", TOKEN_MEND);
    } catch (RuntimeException e) {
      // JDA says it with several types that a login did not get through.
      return down(String.valueOf(Trouble.of(e).getMessage()));
    } finally {
      sessions.end();
      connection.set(null);
    }
  }

  private GatewayState awaitEnd(JDA jda, Life life, MeteredSessions sessions)
      throws InterruptedException {
    try {
      return life.end.applyToEither(stop, end -> end).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a login's end never fails", e);
    } finally {
      sessions.end();
      shut(jda);
    }
  }

  private static void shut(JDA jda) throws InterruptedException {
    jda.shutdown();
    if (!jda.awaitShutdown(STOP_TIMEOUT)) {
      jda.shutdownNow();
    }
  }

  private JDA build(String token, Life life, MeteredSessions sessions) {
    return JDABuilder.createLight(
            token, EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.MESSAGE_CONTENT))
        .setRestConfig(new RestConfig().setBaseUrl(options.restBase()))
        .setSessionController(sessions)
        .setHttpClientBuilder(
            new OkHttpClient.Builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(IO_TIMEOUT)
                .writeTimeout(IO_TIMEOUT)
                .callTimeout(CALL_TIMEOUT))
        .setMaxReconnectDelay(MAX_RECONNECT_SECONDS)
        .setEnableShutdownHook(false)
        // The listeners only put work into lanes; the thread of the gateway keeps its order.
        .addEventListeners(life, listener)
        .build();
  }

  private GatewayState down(String reason) {
    return new GatewayState.Down(reason, parts.clock().instant());
  }

  private void move(GatewayState next) {
    GatewayState before = state.getAndSet(next);
    if (before.equals(next)) {
      return;
    }
    switch (next) {
      case GatewayState.Off off -> log.info("Discord is off: {}", off.reason());
      case GatewayState.Connecting connecting -> log.info("connecting to Discord");
      case GatewayState.Ready ready ->
          log.info("connected to Discord as {} in {}", ready.botName(), ready.guilds());
      case GatewayState.Down down -> log.warn("Discord is down: {}", down.reason());
      case GatewayState.Refused refused ->
          log.error("Discord refuses the bot: {}; {}", refused.reason(), refused.mend());
    }
    for (Consumer<GatewayState> watcher : watchers) {
      try {
        watcher.accept(next);
      } catch (RuntimeException e) {
        log.warn("a watcher of the gateway failed", e);
      }
    }
  }

  /** One JDA from its build to its end. */
  private final class Life extends ListenerAdapter implements MeteredSessions.Watcher {
    private final CompletableFuture<GatewayState> end = new CompletableFuture<>();

    @Override
    public void opening() {
      listener.sessionOpens();
    }

    @Override
    public void refused(String reason) {
      end.complete(down(reason));
    }

    @Override
    public void onReady(ReadyEvent event) {
      ready(event.getJDA());
      listener.sessionReady();
    }

    @Override
    public void onSessionRecreate(SessionRecreateEvent event) {
      ready(event.getJDA());
      listener.sessionReady();
    }

    @Override
    public void onSessionResume(SessionResumeEvent event) {
      ready(event.getJDA());
    }

    @Override
    public void onSessionDisconnect(SessionDisconnectEvent event) {
      CloseCode code = event.getCloseCode();
      move(down("the connection was lost" + (code == null ? "" : ": " + code.getMeaning())));
    }

    @Override
    public void onShutdown(ShutdownEvent event) {
      CloseCode code = event.getCloseCode();
      if (code == CloseCode.DISALLOWED_INTENTS) {
        end.complete(
            new GatewayState.Refused("the bot may not read what messages say", INTENT_MEND));
      } else if (code == CloseCode.AUTHENTICATION_FAILED) {
        end.complete(
            new GatewayState.Refused("Discord does not take the bot's token", TOKEN_MEND));
      } else {
        end.complete(
            down("the connection ended" + (code == null ? "" : ": " + code.getMeaning())));
      }
    }

    private void ready(JDA jda) {
      connection.set(jda);
      List<String> guilds = jda.getGuilds().stream().map(Guild::getName).toList();
      move(new GatewayState.Ready(jda.getSelfUser().getName(), guilds));
      String chosen = options.guild();
      if (chosen == null) {
        log.warn("no Discord server is chosen, so nothing is heard: set discord.guild");
      } else if (jda.getGuildById(chosen) == null) {
        log.warn("the bot is not in the chosen Discord server {}: invite it", chosen);
      }
    }
  }
}
