package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vai setup}: from nothing to a session that is heard, on Discord or here only. */
@Command(
    name = "setup",
    header = "Sets the bridge up, with Discord or for this machine only.",
    description =
        "Connects the bridge with Discord, or sets it up for this machine only. Asks for what is"
            + " not given; without a terminal it does not ask and reads the token from standard"
            + " input. Files that are there are never changed unasked, and what they were is kept"
            + " beside them (.bak).",
    footer = {
      "  vai setup",
      "  vai setup --local --dir ~/project",
      "  vai setup --guild 111 --channel 222 --user 333 --yes < token.txt"
    })
final class SetupCommand extends VaiCommand {
  @Option(names = "--local", description = "Without Discord: one session for this machine.")
  private boolean local;

  @Option(names = "--guild", paramLabel = "ID", description = "The server.")
  private @Nullable String guild;

  @Option(names = "--channel", paramLabel = "ID", description = "The channel of the session.")
  private @Nullable String channel;

  @Option(names = "--user", paramLabel = "ID", split = ",", description = "Who is heard.")
  private Set<String> users = new LinkedHashSet<>();

  @Option(names = "--role", paramLabel = "ID", split = ",", description = "Whose role is heard.")
  private Set<String> roles = new LinkedHashSet<>();

  @Option(
      names = {"--dir", "--directory"},
      paramLabel = "DIR",
      description = "Where the agent works.")
  private @Nullable Path directory;

  @Option(
      names = {"-y", "--yes"},
      description = "Change files that are there without asking.")
  private boolean yes;

  private final List<String> notes = new ArrayList<>();

  @Override
  int run() throws Exception {
    checkIds();
    var questions = terminal().asks() ? Questions.of(terminal()) : null;
    var files = new SetupFiles(home().project(), home().env());
    try {
      var token = local ? null : token(questions);
      if (token == null) {
        finish("local", files);
        return ExitStatus.OK;
      }
      try (var bot = vai().probe().of(token, home().settings().discord().restUrl())) {
        connect(bot, questions);
      }
      allow(files, questions);
      files.token(token);
      files.heard(guild, users, roles);
    } catch (IOException broken) {
      throw CliException.failed("a file cannot be written: " + broken.getMessage(), "vai doctor");
    }
    finish(channel == null ? "local" : channel, files);
    return ExitStatus.OK;
  }

  private void checkIds() throws CliException {
    var ids = new ArrayList<>(users);
    ids.addAll(roles);
    if (guild != null) {
      ids.add(guild);
    }
    if (channel != null) {
      ids.add(channel);
    }
    for (var id : ids) {
      if (!id.matches("\\d{1,20}")) {
        throw CliException.usage(
            "'" + id + "' is no Discord id",
            "ids are digits only: switch on developer mode in Discord, right click, copy id");
      }
    }
  }

  private @Nullable Secret token(@Nullable Questions questions) throws CliException {
    String text;
    try {
      var there = DotEnv.token(home().environment());
      if (there.isPresent()
          && (questions == null || questions.yes("Use the token that is there? [Y/n] ", true))) {
        return there.get();
      }
    } catch (BadSettingsException bad) {
      throw CliException.failed(".env is wrong:", bad.problems().toArray(String[]::new));
    }
    if (questions == null) {
      text = Questions.of(terminal()).secret("");
    } else {
      terminal()
          .err()
          .println(
              """
              A bot's token comes from discord.com/developers/applications: New Application, Bot,
              Reset Token; switch on Message Content Intent there. Without one, press Enter: the
              bridge then works on this machine only.\
              """);
      text = questions.secret("Token (it is not shown): ");
    }
    if (!text.isEmpty()) {
      return new Secret(text);
    }
    if (questions != null && questions.yes("Set it up for this machine only? [Y/n] ", true)) {
      return null;
    }
    throw CliException.failed("there is no token", "give one on standard input, or --local");
  }

  private void connect(TokenProbe.Bot bot, @Nullable Questions questions) throws CliException {
    note("The token is " + bot.name() + "'s. Invite it with: " + bot.inviteUrl());
    if (!bot.readsMessages()) {
      note("Message Content Intent is off: switch it on in the developer portal, page Bot.");
    }
    var guilds = bot.guilds();
    while (guilds.isEmpty() && questions != null) {
      questions.line("The bot is in no server yet. Open the link, invite it, then press Enter. ");
      guilds = bot.guilds();
    }
    if (guild == null) {
      if (guilds.isEmpty()) {
        throw CliException.failed("the bot is in no server yet", "invite it: " + bot.inviteUrl());
      }
      if (guilds.size() > 1 && questions == null) {
        throw CliException.usage(
            "the bot is in " + guilds.size() + " servers", "say which: --guild ID");
      }
      guild =
          guilds.size() == 1 || questions == null
              ? guilds.getFirst().id()
              : questions.choice("Which server? ", guilds, TokenProbe.Place::name).id();
    }
    if (channel == null) {
      if (questions == null) {
        throw CliException.usage("no channel was given", "say which: --channel ID");
      }
      var channels = bot.channels(guild);
      if (channels.isEmpty()) {
        throw CliException.failed(
            "the bot sees no text channel there", "make one, or let it see one");
      }
      channel = questions.choice("Which channel? ", channels, each -> "#" + each.name()).id();
    }
    var missing = bot.missing(channel);
    if (!missing.isEmpty()) {
      note("The bot lacks in that channel: " + String.join(", ", missing));
    }
    if (questions != null && users.isEmpty() && roles.isEmpty()) {
      var ids = questions.line("Ids of the people who are heard, with commas (yours first): ");
      for (var id : ids.split("[,\\s]+")) {
        if (!id.isEmpty()) {
          users.add(id);
        }
      }
      checkIds();
    }
    if (users.isEmpty() && roles.isEmpty()) {
      note("Nobody is heard until access.users or access.roles in config/bridge.yaml is filled.");
    }
  }

  private void allow(SetupFiles files, @Nullable Questions questions) throws CliException {
    if (!files.haveSettings() || yes) {
      return;
    }
    var question = files.settings() + " is there. Change it (a copy is kept)? [y/N] ";
    if (questions == null || !questions.yes(question, false)) {
      throw CliException.failed(
          files.settings() + " is there and was not changed", "allow it with --yes");
    }
  }

  /** Binds the first session, unless the channel has one. */
  private void finish(String channel, SetupFiles files) throws CliException {
    var made = SessionOfChannel.of(home(), channel, directory);
    if (json()) {
      var answer = Json.object().put("session", made.number()).put("channel", made.channel());
      answer.put("guild", guild).put("settings", files.settings().toString());
      var told = answer.putArray("notes");
      notes.forEach(told::add);
      printJson(answer);
      return;
    }
    terminal().say("Session " + made.number() + " listens to " + made.channel() + ".");
    terminal()
        .say(
            made.running()
                ? "The bridge runs with the old settings: ./stop-bridge.sh, then ./start-bridge.sh"
                : "Start it: " + home().startCommand());
    terminal().say("Then talk to it: vai chat " + made.number());
  }

  private void note(String text) {
    notes.add(Terminal.harmless(text));
    if (!json()) {
      terminal().err().println(Terminal.harmless(text));
    }
  }
}
