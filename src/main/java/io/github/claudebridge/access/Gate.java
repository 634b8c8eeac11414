package io.github.claudebridge.access;

import io.github.claudebridge.access.Decision.Allow;
import io.github.claudebridge.access.Decision.Deny;
import io.github.claudebridge.access.Decision.Reason;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what. Everything from chat passes here, and what is not clearly allowed is
 * refused: no server chosen, empty lists, a missing member, a foreign server, a direct message.
 * Listed people and roles may do everything; listed bots and webhooks may talk.
 *
 * <p>It has no state and reads no clock: the same wish always gets the same decision. Ask again at
 * the moment of doing, with the roles of that moment, since a queue may be old.
 */
public final class Gate {
  private static final Pattern ID = Pattern.compile("\\d{1,20}");
  private static final Action BOTS_MAY = Action.TALK;

  private final @Nullable String guild;
  private final Set<String> users;
  private final Set<String> roles;
  private final Set<String> bots;

  /**
   * @param guild the only server that is heard, or null for none
   * @param users ids of people who are heard
   * @param roles ids of roles whose members are heard
   * @param bots ids of bots and webhooks that are heard
   */
  public Gate(@Nullable String guild, Set<String> users, Set<String> roles, Set<String> bots) {
    this.guild = guild;
    this.users = Set.copyOf(users);
    this.roles = Set.copyOf(roles);
    this.bots = Set.copyOf(bots);
  }

  /**
   * Decides the wish to say yes to something of the agent's.
   *
   * @param approvers ids of people and roles that may; of those who are heard, and all of them if
   *     it is empty
   */
  public Decision decide(Request request, Set<String> approvers) {
    Decision heard = decide(request);
    if (!heard.allowed() || approvers.isEmpty()) {
      return heard;
    }
    var roles = request.roles() == null ? Set.<String>of() : request.roles();
    var may =
        approvers.contains(request.user())
            || roles.stream()
                .anyMatch(r -> r != null && approvers.contains(r) && !r.equals(guild));
    return may ? heard : new Deny(Reason.BEYOND_RIGHTS);
  }

  /** Decides one wish. */
  public Decision decide(Request request) {
    var reason = refusal(request);
    return reason == null ? new Allow() : new Deny(reason);
  }

  private @Nullable Reason refusal(Request request) {
    if (guild == null || guild.isEmpty()) {
      return Reason.NO_SERVER_CHOSEN;
    }
    if (request.guild() == null) {
      return Reason.DIRECT_MESSAGE;
    }
    if (!guild.equals(request.guild())) {
      return Reason.OTHER_SERVER;
    }
    if (!id(request.channel()) || !id(request.user()) || request.action() == null) {
      return Reason.BAD_ID;
    }
    return request.bot() || request.webhook() ? machine(request) : person(request);
  }

  private @Nullable Reason machine(Request request) {
    if (!bots.contains(request.user())) {
      return Reason.BOT_NOT_LISTED;
    }
    return BOTS_MAY.includes(request.action()) ? null : Reason.BEYOND_RIGHTS;
  }

  private @Nullable Reason person(Request request) {
    if (request.roles() == null) {
      return Reason.NOT_A_MEMBER;
    }
    if (users.isEmpty() && roles.isEmpty()) {
      return Reason.NOBODY_LISTED;
    }
    // The role with the server's own id is everyone's; listing it would open the gate to all.
    var listed =
        users.contains(request.user())
            || request.roles().stream().anyMatch(each -> each != null && hasRole(each));
    return listed ? null : Reason.STRANGER;
  }

  private boolean hasRole(String role) {
    return roles.contains(role) && !role.equals(guild);
  }

  private static boolean id(@Nullable String text) {
    return text != null && ID.matcher(text).matches();
  }
}
