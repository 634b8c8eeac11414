package io.github.claudebridge.command;

import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The orders about sessions: add, remove, start, stop, restart, recover. All take effect at once.
 */
public final class SessionOrders {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final BindingStore bindings;
  private final SessionManager sessions;
  private final ConversationStore conversations;
  private final SessionFiles files;
  private final Room room;

  /** Says whether there is room for one more agent. */
  @FunctionalInterface
  public interface Room {
    /**
     * Looks whether the agent of a session can be started.
     *
     * @throws OrderException with the numbers and the mend, if it cannot
     */
    void check(Binding binding) throws OrderException;
  }

  public SessionOrders(
      Settings settings,
      BindingStore bindings,
      SessionManager sessions,
      ConversationStore conversations,
      SessionFiles files,
      Room room) {
    this.settings = settings;
    this.bindings = bindings;
    this.sessions = sessions;
    this.conversations = conversations;
    this.files = files;
    this.room = room;
  }

  /** What somebody asks for in a new session; what is null is taken from the settings. */
  public record Wanted(
      @Nullable String channel,
      @Nullable String name,
      @Nullable String directory,
      @Nullable String agent,
      @Nullable String model,
      @Nullable String permissionMode) {}

  /** Binds a channel to a new session, and starts it. */
  public Session add(Wanted wanted) throws OrderException {
    int number = bindings.nextNumber();
    boolean local = wanted.channel() == null || wanted.channel().strip().equals("local");
    String channel = local ? "local-" + number : wanted.channel().strip();
    if (!channel.matches("\\d{1,20}|local-\\d{1,3}")) {
      throw new OrderException(
          Kind.BAD,
          "channel '" + channel + "' is neither a Discord channel id nor local-N",
          "copy the id in Discord (developer mode, right click on the channel), or leave it out");
    }
    if (bindings.of(channel).isPresent()) {
      throw new OrderException(
          Kind.BAD,
          "channel " + channel + " talks to session " + bindings.of(channel).get().session(),
          "remove that session first, or choose another channel");
    }
    String agent = wanted.agent() == null ? settings.sessions().agent() : wanted.agent();
    if (!settings.agents().containsKey(agent)) {
      throw new OrderException(
          Kind.BAD,
          "agent '" + agent + "' is not known",
          "choose one of " + settings.agents().keySet() + ", or describe it under agents in the"
              + " settings");
    }
    conversations.forget(number); // of whoever had the number, if that was removed by hand
    Binding binding =
        new Binding(
            number,
            channel,
            wanted.name() == null ? "session-" + number : wanted.name(),
            directory(wanted.directory()),
            agent,
            wanted.model(),
            wanted.permissionMode());
    try {
      bindings.add(binding);
    } catch (IOException | IllegalArgumentException e) {
      throw new OrderException(
          Kind.FAILED, "session " + number + " was not added: " + e.getMessage(), "mend that");
    }
    sessions.follow(bindings.current());
    return start(number);
  }

  private Path directory(@Nullable String wanted) throws OrderException {
    Path directory;
    try {
      directory = wanted == null ? settings.sessions().directory() : Path.of(wanted);
    } catch (InvalidPathException e) {
      throw new OrderException(
          Kind.BAD, "the directory is no path: " + e.getReason(), "give an existing one");
    }
    if (!directory.isAbsolute() || !Files.isDirectory(directory)) {
      throw new OrderException(
          Kind.BAD,
          "directory '" + directory + "' is not an existing directory with an absolute path",
          "create it, or give another one");
    }
    return directory;
  }

  /** Ends a session and its agent, and unbinds its channel; its files are kept unless purged. */
  public void remove(int number, boolean purge) throws OrderException {
    Session session = session(number);
    await(session.stop(), "stop session " + number);
    try {
      bindings.remove(number);
    } catch (IOException e) {
      throw new OrderException(
          Kind.FAILED, "session " + number + " was not removed: " + e.getMessage(), "try again");
    }
    sessions.follow(bindings.current());
    conversations.forget(number);
    if (purge) {
      conversations.purge(number);
      try {
        files.purge(number);
      } catch (IOException e) {
        throw new OrderException(
            Kind.FAILED,
            "session " + number + " is removed, but not all of its files: " + e.getMessage(),
            "remove them by hand");
      }
    }
  }

  /** Starts a session's agent, or takes over the one that runs; does nothing if it runs. */
  public Session start(int number) throws OrderException {
    Session session = session(number);
    if (session.state() == SessionState.STOPPED || session.state() == SessionState.LOST) {
      room.check(session.binding());
    }
    SessionState state = await(session.start(), "start session " + number);
    if (state == SessionState.LOST) {
      throw new OrderException(
          Kind.FAILED,
          "session " + number + " did not start: " + session.detail(),
          "mend that, then: vai recover " + number);
    }
    return session;
  }

  /** Ends a session's agent cleanly; its messages stay in the queue. */
  public Session stop(int number) throws OrderException {
    Session session = session(number);
    await(session.stop(), "stop session " + number);
    return session;
  }

  /** Ends a session's agent and starts it again with the same conversation. */
  public Session restart(int number) throws OrderException {
    stop(number);
    return start(number);
  }

  /** Brings a session back: starts it if it is gone, restarts it if it is not. */
  public Session recover(int number) throws OrderException {
    SessionState state = session(number).state();
    return state == SessionState.LOST || state == SessionState.STOPPED
        ? start(number)
        : restart(number);
  }

  /** The session with a number. */
  public Session session(int number) throws OrderException {
    return sessions
        .session(number)
        .orElseThrow(
            () ->
                new OrderException(
                    Kind.UNKNOWN,
                    "there is no session " + number,
                    "vai list-sessions shows those there are"));
  }

  private static <T> T await(CompletableFuture<T> done, String what) throws OrderException {
    return Awaited.await(done, PATIENCE, what, "vai status");
  }
}
