package io.github.claudebridge.cli;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in our own words what is wrong with a command line, and what would be right. */
final class WrongUse {
  private WrongUse() {}

  /** The error that a person reads for what the parser refused. */
  static CliException of(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String help = "see: " + command.getCommandSpec().qualifiedName() + " --help";
    if (wrong instanceof UnmatchedArgumentException e && !e.getUnmatched().isEmpty()) {
      return unmatched(e, help);
    }
    if (wrong instanceof MissingParameterException e && !e.getMissing().isEmpty()) {
      String names =
          e.getMissing().stream().map(WrongUse::name).collect(Collectors.joining(" and "));
      return CliException.usage(
          names + (e.getMissing().size() == 1 ? " is missing" : " are missing"), help);
    }
    return CliException.usage(String.valueOf(wrong.getMessage()), help);
  }

  private static CliException unmatched(UnmatchedArgumentException e, String help) {
    CommandLine command = e.getCommandLine();
    String first = e.getUnmatched().getFirst();
    String whole = command.getCommandSpec().qualifiedName();
    var near = e.getSuggestions();
    String mend = near.isEmpty() ? help : "did you mean " + String.join(" or ", near) + "? " + help;
    if (first.startsWith("-")) {
      return CliException.usage(whole + " has no option " + first, mend);
    }
    boolean commands = !command.getSubcommands().isEmpty();
    return CliException.usage(
        commands ? first + " is no command of " + whole : whole + " takes no «" + first + "»",
        mend);
  }

  private static String name(ArgSpec arg) {
    return arg.isOption() ? ((CommandLine.Model.OptionSpec) arg).longestName() : arg.paramLabel();
  }
}
