package io.github.claudebridge.gateway;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import net.dv8tion.jda.api.JDA;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Discord: logs in, stays logged in, and says how it stands. Short losses are
 * resumed by JDA; a login that fails for a passing reason is tried again here, one that a person
 * has to mend is not.
 */
public final class DiscordGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DiscordGateway.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final GatewayOptions options;
  private final GatewayParts parts;
  private final Lanes lanes = new Lanes();
  private final MessageListener listener;
  private final InteractionListener interactions;
  private final DiscordChat chat;
  private final RestWatch rest = new RestWatch();
  private final List<Interceptor> wire = List.of(new RestPace(), rest);
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
    MessageIntake intake = new MessageIntake(
            parts.hearing(), parts.door(), lanes, new StoreWarning(channels, parts.words()));
    History history = new History(channels, lanes);
    CatchUp catchUp = new CatchUp(history, intake, lanes, parts, options.catchUpMaxAge());
    MissedChanges missed = new MissedChanges(history, intake, parts.changes());
    this.listener = new MessageListener(options.guild(), parts, intake, catchUp, missed, lanes);
    this.interactions =
        new InteractionListener(
            parts.orders(), new SlashCommands(options.guild(), parts.words()));
    this.chat = new DiscordChat(channels, parts.marks());
    onState(
        now -> {
          if (now instanceof GatewayState.Ready) {
            chat.back();
          }
        });
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

  /** Tells a watcher of the HTTP status of every answer of Discord's; it must return at once. */
  public void onRest(IntConsumer watcher) {
    rest.add(watcher);
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
      if (thread != null && !thread.join(STOP_TIMEOUT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    move(new GatewayState.Off("stopped"));
  }

  private void stayConnected() {
    if (options.token() == null || options.token().isBlank()) {
      move(new GatewayState.Off("there is no bot token: put DISCORD_BOT_TOKEN into .env"));
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
    Login life =
        new Login(options, parts, listener, interactions, this::move, connection::set, wire);
    return life.run(token, stop);
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
}
