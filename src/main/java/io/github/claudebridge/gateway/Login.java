package io.github.claudebridge.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.events.guild.update.GuildUpdateLocaleEvent;
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
import net.dv8tion.jda.api.utils.messages.MessageRequest;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of JDA, from its login to its end, and what its end means. */
final class Login extends ListenerAdapter implements MeteredSessions.Watcher {
  private static final Logger log = LoggerFactory.getLogger(Login.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration IO_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_RECONNECT_SECONDS = 120;
  private static final String INTENT_MEND =
      "open discord.com/developers/applications, your application, Bot, and switch on «Message"
          + " Content Intent»; then restart";
  private static final String TOKEN_MEND =
      "copy a new one at discord.com/developers/applications, your application, Bot, «Reset Token»,"
          + " into .env; then restart";

  private final GatewayOptions options;
  private final GatewayParts parts;
  private final MessageListener listener;
  private final InteractionListener interactions;
  private final Consumer<GatewayState> states;
  private final Consumer<@Nullable JDA> connection;
  private final List<Interceptor> wire;
  private final CompletableFuture<GatewayState> end = new CompletableFuture<>();

  /**
   * A login to be.
   *
   * @param states told how the connection stands while it lives
   * @param connection told of JDA as soon as it can make calls, and of null when it is over
   * @param wire what each request passes on its way out, in this order
   */
  Login(
      GatewayOptions options,
      GatewayParts parts,
      MessageListener listener,
      InteractionListener interactions,
      Consumer<GatewayState> states,
      Consumer<@Nullable JDA> connection,
      List<Interceptor> wire) {
    this.options = options;
    this.parts = parts;
    this.listener = listener;
    this.interactions = interactions;
    this.states = states;
    this.connection = connection;
    this.wire = wire;
  }

  /** Logs in and returns how it ended, once it has; it ends at the latest when told to stop. */
  GatewayState run(String token, CompletableFuture<GatewayState> stop)
      throws InterruptedException {
    URI gateway = options.gatewayUrl();
    MeteredSessions sessions =
        new MeteredSessions(gateway == null ? null : gateway.toString(), parts.budget(), this);
    try {
      JDA jda = build(token, sessions);
      connection.accept(jda);
      return awaitEnd(jda, stop, sessions);
    } catch (InvalidTokenException | IllegalArgumentException e) {
      log.debug("Discord refuses the token", e);
      return new GatewayState.Refused("Discord does not take the bot's token", TOKEN_MEND);
    } catch (RuntimeException e) {
      // JDA says it with several types that a login did not get through.
      return down(String.valueOf(Trouble.of(e).getMessage()));
    } finally {
      sessions.end();
      connection.accept(null);
    }
  }

  private GatewayState awaitEnd(
      JDA jda, CompletableFuture<GatewayState> stop, MeteredSessions sessions)
      throws InterruptedException {
    try {
      return end.applyToEither(stop, how -> how).get();
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

  private JDA build(String token, MeteredSessions sessions) {
    // Nobody is ever pinged whom a post does not name, whatever is posted, edited or answered
    // where.
    MessageRequest.setDefaultMentions(EnumSet.noneOf(MentionType.class));
    MessageRequest.setDefaultMentionRepliedUser(false);
    return JDABuilder.createLight(
            token, EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.MESSAGE_CONTENT))
        .setRestConfig(new RestConfig().setBaseUrl(options.restBase()))
        .setSessionController(sessions)
        .setHttpClientBuilder(client())
        .setMaxReconnectDelay(MAX_RECONNECT_SECONDS)
        .setEnableShutdownHook(false)
        // JDA forgets a route whose call finds no thread; virtual ones need none of the system.
        .setRateLimitElastic(virtual("discord-rest-"), true)
        // Not ended with JDA: what is under way then is still to be told that it came to nothing.
        .setCallbackPool(virtual("discord-answer-"), false)
        .setRateLimitScheduler(scheduler(), true)
        // The listeners only put work into lanes; the thread of the gateway keeps its order.
        .addEventListeners(
            this, listener, interactions, new QuestionListener(parts.answering()))
        .build();
  }

  /**
   * Calls that need no thread but their own. OkHttp has threads besides for racing the addresses of
   * a host and for reading HTTP/2, and once one of them could not be started it starts none any
   * more (5.4.0): every new connection would hang for good.
   */
  private OkHttpClient.Builder client() {
    var client =
        new OkHttpClient.Builder()
            .fastFallback(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(IO_TIMEOUT)
            .writeTimeout(IO_TIMEOUT)
            .callTimeout(CALL_TIMEOUT)
            .addInterceptor(new CallErrors());
    wire.forEach(client::addNetworkInterceptor);
    return client;
  }

  private static ExecutorService virtual(String name) {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 1).factory());
  }

  /** One thread, there from the beginning; its work is only to hand calls over when it is time. */
  private static ScheduledExecutorService scheduler() {
    var one =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("discord-pace").factory());
    one.prestartAllCoreThreads();
    return one;
  }

  private GatewayState down(String reason) {
    return new GatewayState.Down(reason, parts.clock().instant());
  }

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
  public void onGuildUpdateLocale(GuildUpdateLocaleEvent event) {
    if (event.getGuild().getId().equals(options.guild())) {
      parts.words().speak(event.getNewValue().toLocale());
    }
  }

  @Override
  public void onSessionDisconnect(SessionDisconnectEvent event) {
    CloseCode code = event.getCloseCode();
    states.accept(down("the connection was lost" + (code == null ? "" : ": " + code.getMeaning())));
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
    connection.accept(jda);
    List<String> guilds = jda.getGuilds().stream().map(Guild::getName).toList();
    states.accept(new GatewayState.Ready(jda.getSelfUser().getName(), guilds));
    String chosen = options.guild();
    Guild guild = chosen == null ? null : jda.getGuildById(chosen);
    if (guild != null) {
      parts.words().speak(guild.getLocale().toLocale());
    }
    if (chosen == null) {
      log.warn("no Discord server is chosen, so nothing is heard: set discord.guild");
    } else if (guild == null) {
      log.warn("the bot is not in the chosen Discord server {}: invite it", chosen);
    }
  }
}
