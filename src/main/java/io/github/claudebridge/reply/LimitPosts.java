package io.github.claudebridge.reply;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Button.Style;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.LimitOver;
import io.github.claudebridge.model.SessionEvent.LimitReached;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of usage limits, each in one post: until when, what waits, and what becomes of what was cut
 * off, with buttons to choose that.
 */
public final class LimitPosts implements Consumer<SessionEvent> {
  /** The id of the button that has work continued when the limit is over. */
  public static final String CONTINUE = "limit:continue";

  /** The id of the button that takes that back. */
  public static final String LEAVE = "limit:leave";

  /** The id of the button that goes on at once. */
  public static final String NOW = "limit:now";

  private final Outbox outbox;
  private final Words words;
  private final ZoneId zone;
  private final ReplyWriter.Channels channels;

  /**
   * Posts for all sessions.
   *
   * @param zone whose clock is meant on buttons; in texts Discord shows each reader their own
   */
  public LimitPosts(Outbox outbox, Words words, ZoneId zone, ReplyWriter.Channels channels) {
    this.outbox = outbox;
    this.words = words;
    this.zone = zone;
    this.channels = channels;
  }

  @Override
  public void accept(SessionEvent event) {
    if (event instanceof LimitReached e) {
      reached(e);
    } else if (event instanceof LimitOver e) {
      String line = over(e);
      outbox.amend(
          prefix(e.session()),
          body -> body.saying(body.text().lines().findFirst().orElse("")).decided(line));
    }
  }

  private static String prefix(int session) {
    return "limit:" + session + ":";
  }

  private void reached(LimitReached e) {
    String channel = channels.of(e.session(), e.replyTo());
    if (channel == null) {
      return;
    }
    PostBody body =
        PostBody.of(text(e)).inReplyTo(e.replyTo()).withButtons(buttons(e).toArray(Button[]::new));
    String key = prefix(e.session()) + e.at().toEpochMilli() + ":";
    outbox.add(new Draft(channel, e.session(), Post.Kind.NOTICE, key, body));
    outbox.amend(key, before -> body);
  }

  private String text(LimitReached e) {
    String text =
        words.say(
                "limit.reached", limit(e.limit()), stamp(e.resets(), e.at()), relative(e.resets()))
            + "\n"
            + words.say("limit.queue");
    if (e.release().isAfter(e.resets())) {
      text += " " + words.say("limit.quiet", stamp(e.release(), e.at()));
    }
    return text
        + "\n"
        + switch (e.choice()) {
          case WAITS -> words.say("limit.waits");
          case LEFT -> words.say("limit.left");
          case OPEN -> words.say("limit.open");
          case CONTINUE ->
              e.by() == null
                  ? words.say("limit.continue.set", stamp(e.release(), e.at()))
                  : words.say(
                      "limit.continue.by",
                      MessageButtons.who(e.by()),
                      stamp(e.release(), e.at()));
        };
  }

  /** The agent's name for it, in the reader's language where there is a word. */
  private String limit(String name) {
    String key =
        "limit.name." + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return words.has(key) ? words.say(key) : name.replaceAll("[^A-Za-z0-9 .-]", "");
  }

  private List<Button> buttons(LimitReached e) {
    Button now = new Button(NOW, words.say("button.limit.now"), Style.SECONDARY);
    return switch (e.choice()) {
      case WAITS, LEFT -> List.of(now);
      case OPEN ->
          List.of(
              new Button(
                  CONTINUE,
                  words.say("button.limit.continue", clock(e.release(), e.at())),
                  Style.PRIMARY),
              now);
      case CONTINUE ->
          List.of(new Button(LEAVE, words.say("button.limit.leave"), Style.SECONDARY), now);
    };
  }

  private String over(LimitOver e) {
    return switch (e.how()) {
      case TIME -> words.say("limit.over.time");
      case CONTINUED -> words.say("limit.over.continued");
      case PERSON -> words.say("limit.over.person", who(e));
      case AGENT -> words.say("limit.over.agent");
    };
  }

  private static String who(LimitOver e) {
    return e.by() == null ? "?" : MessageButtons.who(e.by());
  }

  private static String stamp(Instant moment, Instant now) {
    boolean far = moment.isAfter(now.plusSeconds(20 * 3_600));
    return "<t:" + moment.getEpochSecond() + (far ? ":f>" : ":t>");
  }

  private static String relative(Instant moment) {
    return "<t:" + moment.getEpochSecond() + ":R>";
  }

  private String clock(Instant moment, @Nullable Instant now) {
    boolean today =
        now != null
            && moment.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    return DateTimeFormatter.ofPattern(today ? "HH:mm" : "MM-dd HH:mm")
        .format(moment.atZone(zone));
  }
}
