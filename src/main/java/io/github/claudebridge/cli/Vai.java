package io.github.claudebridge.cli;

import io.github.claudebridge.demo.ScriptedAgent;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code vai}: everything a person asks of the bridge from a shell. */
@Command(
    name = "vai",
    description = "Asks the bridge, and tells it what to do.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Vai.Version.class,
    subcommands = {
      SetupCommand.class,
      DoctorCommand.class,
      AddSessionCommand.class,
      RemoveSessionCommand.class,
      ListSessionsCommand.class,
      StatusCommand.class,
      StartCommand.class,
      StopCommand.class,
      RestartCommand.class,
      RecoverCommand.class,
      AttachCommand.class,
      SendCommand.class,
      ChatCommand.class,
      MessagesCommand.class,
      QueueCommand.class,
      QuestionsCommand.class,
      AnswerCommand.class,
      InterruptCommand.class,
      ScreenCommand.class,
      KeysCommand.class,
      RetryCommand.class,
      VerbosityCommand.class,
      LogsCommand.class,
      HooksCommand.class,
      MetricsCommand.class,
      CompletionCommand.class,
      BridgeCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vai status             what runs",
      "  vai chat 1             talk to session 1 from this terminal",
      "  vai attach 1           see its terminal (leave with Ctrl-b d)",
      "  vai COMMAND --help     more about a command, with examples",
      "",
      "Exit status: 0 done, 1 failed, 2 wrong use, 69 no bridge runs, 75 busy."
    })
public final class Vai implements Runnable {
  private final Terminal terminal;
  private final Map<String, String> env;
  private final @Nullable Path knownState;
  private final TokenProbe probe;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, errors too.")
  private boolean json;

  @Option(
      names = "--demo",
      scope = ScopeType.INHERIT,
      description = "Mean the demo's bridge (./start-bridge.sh --demo).")
  private boolean demo;

  @Option(
      names = "--project",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "The bridge's directory; default: the one this vai lies in.")
  private @Nullable Path project;

  /**
   * @param knownState where the state is, if bin/vai found it, else null
   * @param probe asks Discord about tokens
   */
  Vai(Terminal terminal, Map<String, String> env, @Nullable Path knownState, TokenProbe probe) {
    this.terminal = terminal;
    this.env = env;
    this.knownState = knownState;
    this.probe = probe;
  }

  /** Runs the command line and ends the process with its status. */
  public static void main(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals("demo-agent")) {
      // It takes Claude Code's own arguments, of which the parser of ours knows nothing.
      ScriptedAgent.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    if (args.length == 0 || !args[0].equals("bridge")) {
      // The libraries' log would only disturb, and loading a logger costs a tenth of a second.
      System.setProperty("slf4j.internal.verbosity", "ERROR");
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
    var terminal = Terminal.ofProcess(System.getProperty("bridge.tty"));
    var state = System.getProperty("bridge.state");
    var known = state == null ? null : Path.of(state);
    var vai = new Vai(terminal, System.getenv(), known, new DiscordProbe());
    var status = vai.execute(args);
    terminal.out().flush();
    Runtime.getRuntime().halt(status);
  }

  /** Runs the command line. */
  int execute(String... args) {
    return commandLine().execute(args);
  }

  CommandLine commandLine() {
    var line = new CommandLine(this);
    line.setOut(new java.io.PrintWriter(terminal.out(), true));
    line.setErr(new java.io.PrintWriter(terminal.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setExecutionExceptionHandler(
        (failure, _, _) -> {
          if (failure instanceof CliException known) {
            tell(known);
            return known.status();
          }
          throw failure;
        });
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          json = json || Arrays.asList(given).contains("--json");
          tell(WrongUse.of(wrong));
          return ExitStatus.USAGE;
        });
    return line;
  }

  @Override
  public void run() {
    commandLine().usage(terminal.out());
  }

  Terminal terminal() {
    return terminal;
  }

  TokenProbe probe() {
    return probe;
  }

  boolean json() {
    return json;
  }

  BridgeHome home() {
    var given = project;
    var dir =
        given != null
            ? given
            : Path.of(Objects.requireNonNullElse(System.getProperty("bridge.project"), "."));
    // A state that bin/vai found belongs to bin/vai's own project.
    return new BridgeHome(
        dir.toAbsolutePath().normalize(), given == null ? knownState : null, demo, env);
  }

  private void tell(CliException failure) {
    if (json) {
      var answer = Json.object().put("error", failure.getMessage());
      answer.put("mend", String.join("\n", failure.mends()));
      terminal.out().println(Json.write(answer));
      return;
    }
    terminal.err().println("vai: " + Terminal.harmless(String.valueOf(failure.getMessage())));
    for (var mend : failure.mends()) {
      terminal.err().println("    " + Terminal.harmless(mend));
    }
  }

  /** Tells the version of the build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Vai.class.getPackage().getImplementationVersion();
      return new String[] {"vai " + (version == null ? "(not packaged)" : version)};
    }
  }
}
