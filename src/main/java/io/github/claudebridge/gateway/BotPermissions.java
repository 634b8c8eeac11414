package io.github.claudebridge.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.Permission;

/** What the bot needs to be allowed, and what it is allowed in a channel by Discord's rules. */
final class BotPermissions {
  /** Exactly what the bot uses. */
  static final Set<Permission> NEEDED =
      EnumSet.of(
          Permission.VIEW_CHANNEL,
          Permission.MESSAGE_SEND,
          Permission.MESSAGE_SEND_IN_THREADS,
          Permission.CREATE_PUBLIC_THREADS,
          Permission.MESSAGE_ATTACH_FILES,
          Permission.MESSAGE_EMBED_LINKS,
          Permission.MESSAGE_ADD_REACTION,
          Permission.MESSAGE_HISTORY);

  private BotPermissions() {}

  /** What Discord's own settings call a permission; JDA has its own word for one of them. */
  static String name(Permission permission) {
    return permission == Permission.MESSAGE_HISTORY
        ? "Read Message History"
        : permission.getName();
  }

  /** The names of the needed permissions, for people. */
  static String names() {
    return NEEDED.stream().map(each -> "«" + name(each) + "»").collect(Collectors.joining(", "));
  }

  /** The needed permissions as Discord's number. */
  static long bits() {
    return Permission.getRaw(NEEDED);
  }

  /**
   * The names of the needed permissions that the bot lacks in a channel.
   *
   * @param guild the server's id, which is the id of the role «everyone», too
   * @param roles the server's roles
   * @param member the bot as a member of it
   * @param channel the channel with its overwrites; for a thread, its parent
   */
  static List<String> missing(String guild, JsonNode roles, JsonNode member, JsonNode channel) {
    Set<String> own = new HashSet<>();
    member.path("roles").forEach(role -> own.add(role.asText()));
    long allowed = 0;
    for (JsonNode role : roles) {
      String id = role.path("id").asText();
      if (id.equals(guild) || own.contains(id)) {
        allowed |= role.path("permissions").asLong();
      }
    }
    if ((allowed & Permission.ADMINISTRATOR.getRawValue()) != 0) {
      return List.of();
    }
    long can = overwritten(allowed, guild, own, member, channel.path("permission_overwrites"));
    boolean hidden = (can & Permission.VIEW_CHANNEL.getRawValue()) == 0;
    return NEEDED.stream()
        .filter(each -> hidden || (can & each.getRawValue()) == 0)
        .map(BotPermissions::name)
        .toList();
  }

  // Discord applies «everyone» first, then all roles of the member together, then the member.
  private static long overwritten(
      long allowed, String guild, Set<String> own, JsonNode member, JsonNode overwrites) {
    String self = member.path("user").path("id").asText();
    long can = allowed;
    long roleDeny = 0;
    long roleAllow = 0;
    for (JsonNode each : overwrites) {
      String id = each.path("id").asText();
      if (id.equals(guild)) {
        can = (can & ~each.path("deny").asLong()) | each.path("allow").asLong();
      } else if (own.contains(id)) {
        roleDeny |= each.path("deny").asLong();
        roleAllow |= each.path("allow").asLong();
      }
    }
    can = (can & ~roleDeny) | roleAllow;
    for (JsonNode each : overwrites) {
      if (each.path("id").asText().equals(self)) {
        can = (can & ~each.path("deny").asLong()) | each.path("allow").asLong();
      }
    }
    return can;
  }
}
