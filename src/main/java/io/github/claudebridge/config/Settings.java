package io.github.claudebridge.config;

import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Verbosity;
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
    Questions questions,
    Map<String, Agent> agents,
    Tmux tmux,
    Attachments attachments,
    Replies replies,
    Limits limits,
    Recovery recovery,
    @Nullable Path stateDir,
    Api api,
    Log log,
    Monitor monitor) {

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
   * @param approvers which of those who are heard may say yes to the agent
   */
  public record Access(
      @Like(value = ID, words = ID_WORDS) Set<String> users,
      @Like(value = ID, words = ID_WORDS) Set<String> roles,
      @Like(value = ID, words = ID_WORDS) Set<String> bots,
      Approvers approvers) {
    public Access {
      users = Set.copyOf(users);
      roles = Set.copyOf(roles);
      bots = Set.copyOf(bots);
    }
  }

  /**
   * Who may say yes to what the agent asks; ids of people or roles, and an empty list is everybody
   * who is heard. Saying no takes no right of its own.
   *
   * @param choice who may choose for it, or fill in forms
   * @param edit who may let it read and change files, or carry out a plan
   * @param run who may let it run commands and other tools
   * @param lasting who, of these, may do so for longer than once
   */
  public record Approvers(
      @Like(value = ID, words = ID_WORDS) Set<String> choice,
      @Like(value = ID, words = ID_WORDS) Set<String> edit,
      @Like(value = ID, words = ID_WORDS) Set<String> run,
      @Like(value = ID, words = ID_WORDS) Set<String> lasting) {
    public Approvers {
      choice = Set.copyOf(choice);
      edit = Set.copyOf(edit);
      run = Set.copyOf(run);
      lasting = Set.copyOf(lasting);
    }
  }

  /**
   * What the agent asks people.
   *
   * @param remindAfter how long a question is open before people are reminded; 0s for never
   * @param expireAfter how long a question is open before it is denied
   */
  public record Questions(
      @Between(min = "0s", max = "7d") Duration remindAfter,
      @Between(min = "1s", max = "7d") Duration expireAfter) {}

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
   * @param maxWaiting how many messages of one author may wait for a session
   * @param startTimeout how long an agent may take until it can be typed to
   * @param memoryEstimate how much memory an agent takes, until agents of its kind are measured
   * @param memoryReserve how much of the machine's memory no session is started into
   * @param parkIdle whether an idle session is parked where another one needs its memory
   */
  public record Sessions(
      @Between(min = "0", max = "999") int defaultSession,
      Path directory,
      @Like(value = NAME, words = NAME_WORDS) String agent,
      Queue queue,
      @Between(min = "1", max = "100000") int maxWaiting,
      @Between(min = "1s", max = "1h") Duration startTimeout,
      @Between(min = "0", max = "1TB") ByteSize memoryEstimate,
      @Between(min = "0", max = "1TB") ByteSize memoryReserve,
      boolean parkIdle) {}

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
   * @param width columns of a pane that nobody is attached to
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
   * @param language what the bridge itself speaks, or null for the language of the Discord server
   * @param verbosity how much of an agent's work is shown, unless a session has a level of its own
   * @param mirrorTerminal whether prompts typed at the terminal are shown in the channel
   * @param typing whether the channel shows that the agent works
   */
  public record Replies(
      @Between(min = "1", max = "50") int maxMessages,
      @Nullable Language language,
      Verbosity verbosity,
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
   * What the bridge does by itself for a session in trouble; see {@code docs/recovery.md}.
   *
   * @param automatic how much of it, unless {@code config/sessions.json} says otherwise of a
   *     session
   * @param capPerHour how many restarts of one session there may be in an hour
   * @param quarantineAfter after how many times of the same trouble in a row a person is waited for
   * @param stableAfter how long an agent has to stay up for what was before to be forgotten
   * @param hangAfter how long an agent may say that it works with no sign of it; 0s for ever
   * @param loopAfter how often it may do the same thing to the same effect in a row; 0 for ever
   * @param endOrphans whether programs that a gone agent left running are ended
   */
  public record Recovery(
      Automatic automatic,
      @Between(min = "1", max = "1000") int capPerHour,
      @Between(min = "2", max = "1000") int quarantineAfter,
      @Between(min = "1s", max = "7d") Duration stableAfter,
      @Between(min = "0s", max = "7d") Duration hangAfter,
      @Between(min = "0", max = "10000") int loopAfter,
      boolean endOrphans) {}

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

  /**
   * How the bridge and its machine are watched.
   *
   * @param every how often a sample is taken
   * @param keep how long samples are kept
   * @param channel where alerts are told, or null for the log and {@code vai status} alone
   * @param cpu how busy the processors may be, in percent
   * @param memory how full the memory may be, in percent
   * @param disk how full the disk of the state directory may be, in percent
   * @param hold how long a level has to be there before its alert goes on or off
   */
  public record Monitor(
      @Between(min = "1s", max = "1h") Duration every,
      @Between(min = "1h", max = "365d") Duration keep,
      @Like(value = "\\d{1,20}|local-\\d{1,3}", words = "a Discord channel id, or local-N")
          @Nullable String channel,
      @Between(min = "1", max = "100") int cpu,
      @Between(min = "1", max = "100") int memory,
      @Between(min = "1", max = "100") int disk,
      @Between(min = "0s", max = "24h") Duration hold) {}
}
