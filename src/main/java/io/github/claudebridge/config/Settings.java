package io.github.claudebridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decided. Each component is a key of {@code config/bridge.yaml}, in kebab case;
 * {@code config/bridge.example.yaml} explains every one of them.
 *
 * @param agents the agents by name; {@code claude} and {@code demo} are built in
 * @param stateDir where this bridge keeps its state, or null for the project directory
 */
public record Settings(
    Discord discord,
    Access access,
    Sessions sessions,
    Map<String, Agent> agents,
    Tmux tmux,
    Attachments attachments,
    Replies replies,
    Limits limits,
    @Nullable Path stateDir,
    Api api,
    Log log) {

  private static final String ID = "\\d{1,20}";
  private static final String ID_WORDS = "a Discord id (digits only; copy it in developer mode)";
  private static final String NAME = "[A-Za-z0-9_-]{1,40}";
  private static final String NAME_WORDS = "a name of letters, digits, - and _ (at most 40)";

  public Settings {
    agents = Map.copyOf(agents);
  }

  /**
   * How Discord is reached.
   *
   * @param guild the only server the bridge listens to, or null while it is not chosen
   * @param restUrl where the REST API is, or null for Discord itself
   * @param gatewayUrl where the gateway is, or null for what the REST API names
   * @param cdnUrl where attachments may come from besides Discord's own file hosts, or null
   * @param identifyBudget how many new gateway sessions may be opened in 24 hours; Discord resets
   *     the token after 1,000
   * @param catchUpMaxAge the oldest missed message that is still heard after an outage
   */
  public record Discord(
      @Like(value = ID, words = ID_WORDS) @Nullable String guild,
      @Nullable URI restUrl,
      @Nullable URI gatewayUrl,
      @Nullable URI cdnUrl,
      @Between(min = "1", max = "900") int identifyBudget,
      @Between(min = "0s", max = "30d") Duration catchUpMaxAge) {}

  /**
   * Who is heard; empty lists mean nobody.
   *
   * @param users ids of people
   * @param roles ids of roles
   * @param bots ids of bots and webhooks
   */
  public record Access(
      @Like(value = ID, words = ID_WORDS) Set<String> users,
      @Like(value = ID, words = ID_WORDS) Set<String> roles,
      @Like(value = ID, words = ID_WORDS) Set<String> bots) {
    public Access {
      users = Set.copyOf(users);
      roles = Set.copyOf(roles);
      bots = Set.copyOf(bots);
    }
  }

  /** What happens to a message that comes while the agent works. */
  public enum Queue {
    /** It waits for the end of the turn. */
    WAIT,
    /** It is typed at once, into the running turn. */
    STEER
  }

  /**
   * How sessions are made and run.
   *
   * @param defaultSession the session that hears unbound callers, or 0 for none
   * @param directory where the agent of a new session works
   * @param agent the agent of a new session
   * @param queue what happens to a message that comes while the agent works
   * @param startTimeout how long an agent may take until it can be typed to
   */
  public record Sessions(
      @Between(min = "0", max = "999") int defaultSession,
      Path directory,
      @Like(value = NAME, words = NAME_WORDS) String agent,
      Queue queue,
      @Between(min = "1s", max = "1h") Duration startTimeout) {}

  /**
   * A program that runs in a session.
   *
   * @param command the program, found on the PATH or absolute
   * @param args what it is always given
   * @param env what is set in its environment
   * @param model the model it is started with, or null for its own choice
   * @param permissionMode the permission mode it is started with, or null for its own choice
   * @param slashCommands the commands of it that may be ordered from chat, without the slash
   */
  public record Agent(
      String command,
      List<String> args,
      Map<String, String> env,
      @Like(value = "[A-Za-z0-9][^\\s\\p{Cntrl}]{0,99}", words = "a model's name")
          @Nullable String model,
      @Like(value = "[A-Za-z]{1,40}", words = "a permission mode such as manual or plan")
          @Nullable String permissionMode,
      @Like(value = "[a-z][a-z0-9:_-]{0,60}", words = "a slash command without its slash")
          Set<String> slashCommands) {
    public Agent {
      args = List.copyOf(args);
      env = Map.copyOf(env);
      slashCommands = Set.copyOf(slashCommands);
    }
  }

  /**
   * The tmux server of the bridge.
   *
   * @param command the tmux program
   * @param socket the server's own socket name, as in {@code tmux -L}
   * @param width columns of a pane nobody is attached to
   * @param height rows of such a pane
   * @param historyLimit lines of scrollback
   */
  public record Tmux(
      String command,
      @Like(value = NAME, words = NAME_WORDS) String socket,
      @Between(min = "40", max = "1000") int width,
      @Between(min = "10", max = "500") int height,
      @Between(min = "0", max = "1000000") int historyLimit) {}

  /**
   * What is done with attached files.
   *
   * @param maxSize the largest file that is fetched
   * @param timeout how long one file may take, from its start to its last byte
   * @param perSession how many are fetched at a time for one session
   * @param total how many are fetched at a time overall
   * @param keep how long a file is kept
   * @param quota how much is kept for one session
   */
  public record Attachments(
      @Between(min = "1KB", max = "1GB") ByteSize maxSize,
      @Between(min = "1s", max = "10m") Duration timeout,
      @Between(min = "1", max = "50") int perSession,
      @Between(min = "1", max = "200") int total,
      @Between(min = "1h", max = "3650d") Duration keep,
      @Between(min = "1MB", max = "100TB") ByteSize quota) {}

  /** The language the bridge itself speaks in chat. */
  public enum Language {
    EN,
    JA
  }

  /**
   * What people see in chat.
   *
   * @param maxMessages how many messages one answer may take before the rest becomes a file
   * @param language what the bridge itself speaks
   * @param mirrorTerminal whether prompts typed at the terminal are shown in the channel
   * @param typing whether the channel shows that the agent works
   */
  public record Replies(
      @Between(min = "1", max = "50") int maxMessages,
      Language language,
      boolean mirrorTerminal,
      boolean typing) {}

  /** What becomes of work that a usage limit cut off. */
  public enum Continue {
    /** It is left. */
    OFF,
    /** It is left unless somebody presses a button. */
    ASK,
    /** It is continued when the limit is over. */
    AUTO
  }

  /**
   * What happens at a usage limit of the agent's account.
   *
   * @param continue_ what becomes of work that was cut off
   * @param quietHours the hours in which nothing goes on by itself, or null for none
   * @param timeZone whose clock the quiet hours and the times on buttons mean, or null for this
   *     machine's
   */
  public record Limits(
      Continue continue_,
      @Like(value = QuietHours.PATTERN, words = "hours such as 22:00-07:00")
          @Nullable String quietHours,
      @Nullable ZoneId timeZone) {
    /** Whose clock is meant. */
    public ZoneId zone() {
      return timeZone == null ? ZoneId.systemDefault() : timeZone;
    }
  }

  /**
   * The local HTTP surface, always on 127.0.0.1.
   *
   * @param port its port, or 0 to choose a free one once and remember it
   */
  public record Api(@Between(min = "0", max = "65535") int port) {
    /** The only address it listens on. */
    public static final String HOST = "127.0.0.1";
  }

  /** How much is logged. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /**
   * The logs.
   *
   * @param level how much is logged
   * @param keepDays how many days of logs are kept
   */
  public record Log(Level level, @Between(min = "1", max = "3650") int keepDays) {}
}
