package io.github.claudebridge.command;

import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.MessageLine;
import io.github.claudebridge.reply.ScreenPicture;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Dialogs.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what is ordered from chat about a terminal, and says what came of it. */
public final class TerminalAnswers {
  private final TerminalOrders orders;
  private final KeyRights rights;
  private final Outbox outbox;
  private final ScreenPicture pictures;
  private final Words words;
  private final InstantSource clock;

  public TerminalAnswers(
      TerminalOrders orders,
      KeyRights rights,
      Outbox outbox,
      ScreenPicture pictures,
      Words words,
      InstantSource clock) {
    this.orders = orders;
    this.rights = rights;
    this.outbox = outbox;
    this.pictures = pictures;
    this.words = words;
    this.clock = clock;
  }

  String press(int session, ChatOrder.Press o, Caller caller) throws OrderException {
    if (!rights.may(caller, List.of(o.key()))) {
      return words.say("order.refused");
    }
    return outcome(
        orders.press(session, o.dialog(), o.print(), o.key(), caller.author()), o.key());
  }

  String keys(int session, ChatOrder.Keys o, Caller caller) throws OrderException {
    List<String> names = List.of(o.names().strip().split("[\\s,]+"));
    for (String name : names) {
      if (TerminalKey.of(name).isEmpty()) {
        return words.say(
            "order.key.bad",
            "`" + MessageLine.beginning(name, 40) + "`",
            String.join(", ", TerminalKey.NAMES));
      }
    }
    if (!rights.may(caller, names)) {
      return words.say("order.refused");
    }
    return outcome(orders.keys(session, names, caller.author()), String.join(" ", names));
  }

  private String outcome(Outcome outcome, String keys) {
    return switch (outcome) {
      case PRESSED -> words.say("order.key.pressed", "`" + keys.replace('`', ' ') + "`");
      case GONE -> words.say("order.key.gone");
      case CHANGED -> words.say("order.key.changed");
      case NOT_OFFERED -> words.say("order.key.not.offered");
      case TOO_SOON -> words.say("order.key.too.soon");
      case QUESTION -> words.say("order.key.question");
      case NO_DIALOG -> words.say("order.key.no.dialog");
    };
  }

  /** The picture goes to the channel, where everybody who reads along may see it. */
  String screen(int session, String channel) throws OrderException {
    @Nullable TerminalView view = orders.look(session);
    if (view == null) {
      return words.say("order.screen.none");
    }
    Instant now = clock.instant();
    String name = "screen-" + now.toEpochMilli();
    Path file = pictures.file(session, name, view.colours(), view.columns());
    PostBody body =
        PostBody.of(
            words.say(
                "screen.head", Integer.toString(session), "<t:" + now.getEpochSecond() + ":T>"));
    outbox.add(
        new Draft(
            channel,
            session,
            Post.Kind.NOTICE,
            "screen:" + session + ":" + now.toEpochMilli(),
            body.with(List.of(file))));
    return words.say("order.screen");
  }

  String limit(int session, ChatOrder.Limit o, Author by) throws OrderException {
    if (!orders.limit(session, o.wish(), by)) {
      return words.say("order.limit.none");
    }
    return switch (o.wish()) {
      case CONTINUE -> words.say("order.limit.continue");
      case LEAVE -> words.say("order.limit.leave");
      case NOW -> words.say("order.limit.now");
    };
  }
}
