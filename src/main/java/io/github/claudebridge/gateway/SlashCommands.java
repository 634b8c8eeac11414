package io.github.claudebridge.gateway;

import io.github.claudebridge.command.ChatOrder;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.reply.Words;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.Command;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slash commands of the one server: how they look, and which order each one is. */
final class SlashCommands {
  private static final Logger log = LoggerFactory.getLogger(SlashCommands.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_TEXT = 2_000;
  private static final String QUEUE = "queue";
  private static final String MESSAGE = "message";
  private static final String TEXT = "text";
  private static final String KEYS = "keys";
  private static final int MOST_KEYS = 200;
  private static final String VERBOSITY = "verbosity";
  private static final String LEVEL = "level";
  private static final String SESSION = "session";

  private final @Nullable String guildId;
  private final Words words;

  SlashCommands(@Nullable String guildId, Words words) {
    this.guildId = guildId;
    this.words = words;
  }

  /** Has the server know the commands, all at once and only if they changed; never fails. */
  void register(JDA jda) {
    Guild guild = guildId == null ? null : jda.getGuildById(guildId);
    if (guild == null) {
      return;
    }
    List<SlashCommandData> wanted = all();
    try {
      List<CommandData> known =
          Trouble.waitFor(guild::retrieveCommands, TIMEOUT).stream()
              .map(CommandData::fromCommand)
              .toList();
      if (byName(known).equals(byName(wanted))) {
        log.debug("the slash commands are as they should be");
        return;
      }
      Trouble.waitFor(() -> guild.updateCommands().addCommands(wanted), TIMEOUT);
      log.info("the server knows the slash commands: {}", byName(wanted).keySet());
    } catch (Trouble e) {
      log.warn(
          "the server does not get the slash commands: {}; invite the bot with the scope"
              + " applications.commands",
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Map<String, Object>> byName(List<? extends CommandData> commands) {
    return commands.stream()
        .collect(Collectors.toMap(CommandData::getName, c -> c.toData().toMap()));
  }

  private List<SlashCommandData> all() {
    return List.of(
        Commands.slash(QUEUE, words.say("command.queue"))
            .addSubcommands(
                sub("show"),
                sub("edit")
                    .addOptions(
                        message(),
                        new OptionData(
                                OptionType.STRING, TEXT, words.say("command.option.text"), true)
                            .setMaxLength(MOST_TEXT)),
                sub("delete").addOptions(message()),
                sub("front").addOptions(message()),
                sub("now").addOptions(message()),
                sub("clear")),
        Commands.slash("status", words.say("command.status"))
            .addOptions(
                new OptionData(
                        OptionType.INTEGER, SESSION, words.say("command.option.session"), false)
                    .setRequiredRange(1, 999)),
        Commands.slash("stop", words.say("command.stop")),
        Commands.slash("screen", words.say("command.screen")),
        Commands.slash(KEYS, words.say("command.keys"))
            .addOptions(
                new OptionData(OptionType.STRING, KEYS, words.say("command.keys.keys"), true)
                    .setMaxLength(MOST_KEYS)),
        Commands.slash(VERBOSITY, words.say("command.verbosity"))
            .addOptions(
                new OptionData(OptionType.STRING, LEVEL, words.say("command.option.level"))
                    .addChoices(
                        Arrays.stream(Verbosity.values())
                            .map(level -> new Command.Choice(level.word(), level.word()))
                            .toList())),
        Commands.slash("recover", words.say("command.recover")),
        Commands.slash("help", words.say("command.help")));
  }

  private SubcommandData sub(String name) {
    return new SubcommandData(name, words.say("command.queue." + name));
  }

  private OptionData message() {
    return new OptionData(
        OptionType.STRING, MESSAGE, words.say("command.option.message"), true, true);
  }

  /** The order that a command is; empty for one that we have not registered. */
  static Optional<ChatOrder> order(SlashCommandInteractionEvent event) {
    return switch (event.getName()) {
      case QUEUE ->
          switch (String.valueOf(event.getSubcommandName())) {
            case "show" -> Optional.of(new ChatOrder.ShowQueue());
            case "clear" -> Optional.of(new ChatOrder.Clear());
            case "delete" -> ofMessage(event, ChatOrder.Delete::new);
            case "front" -> ofMessage(event, ChatOrder.Front::new);
            case "now" -> ofMessage(event, ChatOrder.Now::new);
            case "edit" -> ofMessage(event, id -> new ChatOrder.Edit(id, option(event, TEXT)));
            default -> Optional.empty();
          };
      case "status" ->
          Optional.of(
              new ChatOrder.Status(event.getOption(SESSION, 0, OptionMapping::getAsInt)));
      case "stop" -> Optional.of(new ChatOrder.Stop());
      case "screen" -> Optional.of(new ChatOrder.Screen());
      case KEYS -> Optional.of(new ChatOrder.Keys(option(event, KEYS)));
      case VERBOSITY -> level(option(event, LEVEL));
      case "recover" -> Optional.of(new ChatOrder.Recover());
      case "help" -> Optional.of(new ChatOrder.Help());
      default -> Optional.empty();
    };
  }

  private static Optional<ChatOrder> level(String word) {
    return word.isEmpty()
        ? Optional.of(new ChatOrder.ShowLevel())
        : Verbosity.of(word).map(ChatOrder.ChooseLevel::new);
  }

  private static Optional<ChatOrder> ofMessage(
      SlashCommandInteractionEvent event, Function<String, ChatOrder> order) {
    return Optional.of(order.apply(option(event, MESSAGE)));
  }

  private static String option(SlashCommandInteractionEvent event, String name) {
    return event.getOption(name, "", OptionMapping::getAsString);
  }
}
