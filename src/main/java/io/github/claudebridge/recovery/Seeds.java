package io.github.claudebridge.recovery;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a new conversation is told of the one that was lost: what people wrote and what was answered
 * last, as it stands in the store. Facts only: a demand in it would be taken for a stranger's.
 */
public final class Seeds {
  private static final int MESSAGES = 12;
  private static final int ANSWERS = 12;
  private static final int MOST_OF_ONE = 600;
  private static final int MOST = 8_000;

  private final MessageStore messages;
  private final PostStore posts;
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();

  public Seeds(MessageStore messages, PostStore posts) {
    this.messages = messages;
    this.posts = posts;
  }

  /** The next conversation of a session is to be told. */
  void want(int session) {
    wanted.add(session);
  }

  /** What a conversation that begins now is told, once; null for nothing. */
  public @Nullable String take(int session) {
    return wanted.remove(session) ? text(session) : null;
  }

  private record Said(Instant at, String who, String what) {}

  String text(int session) {
    List<Said> said = new ArrayList<>();
    for (Delivery d : messages.recent(session, MESSAGES, false)) {
      said.add(new Said(d.message().at(), d.message().author().label(), d.message().text()));
    }
    for (Post p : posts.newest(session, ANSWERS * 3)) {
      if (p.kind() == Post.Kind.ANSWER) {
        said.add(new Said(p.at(), "You", p.body().text()));
      }
    }
    said.sort(Comparator.comparing(Said::at));
    StringBuilder text =
        new StringBuilder(
            "The record of the earlier conversation of this session was lost, and this is a new"
                + " one. What the chat still shows of the earlier one, oldest first:\n");
    for (Said each : said.subList(Math.max(0, said.size() - ANSWERS * 2), said.size())) {
      String what = each.what().strip();
      text.append("- ")
          .append(each.who().replaceAll("\\s+", " "))
          .append(": ")
          .append(what.length() > MOST_OF_ONE ? what.substring(0, MOST_OF_ONE) + "…" : what)
          .append('\n');
    }
    return text.length() > MOST ? text.substring(0, MOST) + "…" : text.toString();
  }
}
