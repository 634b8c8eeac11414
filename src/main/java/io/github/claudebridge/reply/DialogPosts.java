package io.github.claudebridge.reply;

import io.github.claudebridge.model.OfferedKey;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Button.Style;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.DialogClosed;
import io.github.claudebridge.model.SessionEvent.DialogShown;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.text.ScreenText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows the dialogs of agents' terminals in their channels, each in one post: what it is in plain
 * words, its text and picture, and a button for each key that it offers. The post changes with the
 * dialog, and says in the end who closed it.
 */
public final class DialogPosts implements Consumer<SessionEvent> {
  /** What the id of a button begins with that presses a key; dialog, look and key follow. */
  public static final String PRESS = "key:";

  private static final int MOST_TEXT = 1_400;
  private static final int MOST_LABEL = 80;

  private final Outbox outbox;
  private final ScreenPicture pictures;
  private final Words words;
  private final IntFunction<@Nullable String> channelOf;

  /**
   * Posts for all sessions.
   *
   * @param channelOf the channel of a session
   */
  public DialogPosts(
      Outbox outbox,
      ScreenPicture pictures,
      Words words,
      IntFunction<@Nullable String> channelOf) {
    this.outbox = outbox;
    this.pictures = pictures;
    this.words = words;
    this.channelOf = channelOf;
  }

  @Override
  public void accept(SessionEvent event) {
    if (event instanceof DialogShown e) {
      shown(e);
    } else if (event instanceof DialogClosed e) {
      String line = closedLine(e);
      outbox.amend(
          key(e.session(), e.id()),
          body -> body.saying(head(body.text())).with(List.of()).decided(line));
    }
  }

  private void shown(DialogShown e) {
    String channel = channelOf.apply(e.session());
    if (channel == null) {
      return;
    }
    PostBody body = PostBody.of(text(e)).withButtons(buttons(e));
    if (!e.picture().isEmpty()) {
      String name = "dialog-" + e.id() + "-" + e.print();
      Path picture = pictures.file(e.session(), name, e.picture(), e.columns());
      body = body.with(List.of(picture));
    }
    PostBody now = body;
    String key = key(e.session(), e.id());
    outbox.add(new Draft(channel, e.session(), Post.Kind.NOTICE, key, now));
    outbox.amend(key, before -> now);
  }

  private static String key(int session, String id) {
    return "dialog:" + session + ":" + id + ":";
  }

  private String text(DialogShown e) {
    String head = words.say(headKey(e.kind()), Integer.toString(e.session()));
    String screen = ScreenText.compact(e.screen());
    String tail =
        screen.length() > MOST_TEXT ? "…" + screen.substring(screen.length() - MOST_TEXT) : screen;
    return tail.isEmpty() ? head : head + "\n```\n" + tail + "\n```";
  }

  private String headKey(String kind) {
    String key = "dialog." + kind.toLowerCase(java.util.Locale.ROOT).replaceAll("[_ ]", "-");
    return words.has(key) ? key : "dialog.other";
  }

  /** What a closed dialog was, without what stood in it. */
  private static String head(String text) {
    int fence = text.indexOf("\n```");
    return fence < 0 ? text : text.substring(0, fence);
  }

  private Button[] buttons(DialogShown e) {
    List<Button> buttons = new ArrayList<>();
    for (OfferedKey offered : e.keys()) {
      String name = offered.key().name();
      String label = words.has("key." + name) ? words.say("key." + name) : offered.label();
      buttons.add(
          new Button(
              PRESS + e.id() + ":" + e.print() + ":" + name,
              label.length() > MOST_LABEL ? label.substring(0, MOST_LABEL - 1) + "…" : label,
              style(name)));
    }
    return buttons.toArray(Button[]::new);
  }

  private static Style style(String key) {
    return key.equals("esc")
        ? Style.DANGER
        : key.matches("[1-9]") || key.equals("enter") ? Style.PRIMARY : Style.SECONDARY;
  }

  private String closedLine(DialogClosed e) {
    if (e.key() == null || e.by() == null) {
      return words.say("dialog.closed", time(e));
    }
    String label = words.has("key." + e.key()) ? words.say("key." + e.key()) : e.key();
    return words.say("dialog.closed.by", MessageButtons.who(e.by()), label, time(e));
  }

  private static String time(DialogClosed e) {
    return "<t:" + e.at().getEpochSecond() + ":t>";
  }
}
