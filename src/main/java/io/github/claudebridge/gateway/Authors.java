package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wrote some messages, as members of the server with their roles. Discord says it with a live
 * message and not with one of the history; then it is asked once for each author. Short-lived,
 * since roles change.
 */
final class Authors {
  private static final Logger log = LoggerFactory.getLogger(Authors.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Lanes lanes;
  private final Map<String, Optional<Member>> asked = new HashMap<>();

  Authors(Lanes lanes) {
    this.lanes = lanes;
  }

  /** The author as a member, or null for a webhook and for somebody who left. */
  @Nullable Member of(Message message) throws InterruptedException {
    Member told = message.getMember();
    if (told != null || message.isWebhookMessage()) {
      return told;
    }
    String id = message.getAuthor().getId();
    Optional<Member> known = asked.get(id);
    if (known == null) {
      known = retrieve(message, id);
      asked.put(id, known);
    }
    return known.orElse(null);
  }

  private Optional<Member> retrieve(Message message, String id) throws InterruptedException {
    Pause pause = new Pause();
    while (true) {
      try {
        return Optional.of(
            Trouble.waitFor(() -> message.getGuild().retrieveMemberById(id), TIMEOUT));
      } catch (Trouble e) {
        if (!e.passing()) {
          log.debug("user {} is no member: {}", id, e.getMessage());
          return Optional.empty();
        }
        lanes.pause(pause.next());
      }
    }
  }
}
