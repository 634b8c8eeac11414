package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Whether the bot is let in, may read, may write where it is bound, and listens to somebody. */
final class DiscordCheck implements Check {
  private static final String PORTAL = "discord.com/developers/applications, your application, Bot";

  @Override
  public List<Finding> look(Patient patient) {
    var findings = new ArrayList<Finding>();
    var token = patient.token();
    if (token == null) {
      findings.add(
          Finding.ok("discord", "no token, so only local channels (to connect: vai setup)"));
      return findings;
    }
    var discord = patient.settings().discord();
    var access = patient.settings().access();
    if (access.users().isEmpty() && access.roles().isEmpty()) {
      findings.add(
          Finding.warn(
              "access",
              "nobody is heard: access.users and access.roles are empty",
              "put your user id there: vai setup, or config/bridge.yaml"));
    } else {
      findings.add(
          Finding.ok(
              "access",
              "%d users, %d roles, %d bots are heard"
                  .formatted(access.users().size(), access.roles().size(), access.bots().size())));
    }
    if (discord.guild() == null) {
      findings.add(
          Finding.warn(
              "server", "discord.guild is not set, so nobody is heard", "choose it: vai setup"));
    }
    try (var bot = patient.probe().of(token, discord.restUrl())) {
      findings.add(Finding.ok("token", "Discord knows it as " + bot.name()));
      findings.add(
          bot.readsMessages()
              ? Finding.ok("intents", "Message Content is on")
              : Finding.fail("intents", "Message Content is off", "switch it on at " + PORTAL));
      var guild = discord.guild();
      if (guild != null && bot.guilds().stream().noneMatch(each -> each.id().equals(guild))) {
        findings.add(
            Finding.fail("server", "the bot is not in " + guild, "invite it: " + bot.inviteUrl()));
      }
      channels(patient, bot, findings);
    } catch (CliException problem) {
      findings.add(
          Finding.fail(
              "token",
              String.valueOf(problem.getMessage()),
              problem.mends().isEmpty() ? "set it again: vai setup" : problem.mends().getFirst()));
    }
    return findings;
  }

  private static void channels(Patient patient, TokenProbe.Bot bot, List<Finding> findings) {
    var file = patient.layout().bindings();
    if (!Files.exists(file)) {
      return;
    }
    try {
      for (var binding : BindingsLook.read(file, BindingDefaults.of(patient.settings()))) {
        if (!binding.local()) {
          findings.add(channel(binding.session(), binding.channel(), bot));
        }
      }
    } catch (BadSettingsException | IOException told) {
      // The check of the files says it already.
      return;
    }
  }

  private static Finding channel(int session, String channel, TokenProbe.Bot bot) {
    var name = "channel of session " + session;
    try {
      var missing = bot.missing(channel);
      return missing.isEmpty()
          ? Finding.ok(name, channel + ": all permissions are there")
          : Finding.fail(
              name,
              channel + ": the bot lacks " + String.join(", ", missing),
              "grant them to its role in the channel's settings");
    } catch (CliException problem) {
      return Finding.fail(
          name, String.valueOf(problem.getMessage()), "check the id: vai list-sessions");
    }
  }
}
