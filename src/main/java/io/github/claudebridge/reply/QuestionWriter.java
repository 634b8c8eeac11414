package io.github.claudebridge.reply;

import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.text.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the agent's questions into the channel, and says below each who answered what, where and
 * when.
 */
public final class QuestionWriter implements Consumer<SessionEvent> {
  private static final int MOST_NAME = 80;
  private static final int MOST_WORDS = 120;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Outbox outbox;
  private final QuestionPosts posts;
  private final Words words;
  private final ReplyWriter.Channels channels;
  private final Duration expireAfter;

  /**
   * A writer for all sessions.
   *
   * @param channels where the posts of a session go
   * @param expireAfter how long a question is open before it is denied
   */
  public QuestionWriter(
      Outbox outbox,
      QuestionPosts posts,
      Words words,
      ReplyWriter.Channels channels,
      Duration expireAfter) {
    this.outbox = outbox;
    this.posts = posts;
    this.words = words;
    this.channels = channels;
    this.expireAfter = expireAfter;
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.QuestionAsked e -> asked(e);
      case SessionEvent.QuestionPartAnswered e ->
          amend(
              e.question(),
              part(e.part()),
              words.say(
                  "answered.chosen", who(e.by()), chosen(e.answer()), where(e.by()), time(e)));
      case SessionEvent.QuestionReminded e -> remind(e);
      case SessionEvent.QuestionEnded e -> amend(e.question(), "", ended(e));
      case SessionEvent.Progress _,
          SessionEvent.Delivered _,
          SessionEvent.Decided _,
          SessionEvent.Said _,
          SessionEvent.TurnStarted _,
          SessionEvent.TurnEnded _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.StateChanged _ -> {}
    }
  }

  private void asked(SessionEvent.QuestionAsked e) {
    String channel = channels.of(e.session(), e.replyTo());
    if (channel == null) {
      return;
    }
    boolean local = local(channel);
    List<PostBody> bodies =
        posts.of(e.question()).stream()
            .map(body -> local ? withCommand(body, e.session()) : body)
            .toList();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      drafts.add(
          new Draft(
              channel,
              e.session(),
              Post.Kind.NOTICE,
              key(e.question()) + part(i),
              i == 0 ? bodies.get(i).inReplyTo(e.replyTo()) : bodies.get(i)));
    }
    outbox.add(drafts);
  }

  /** Where nothing can be pressed, the post says what to type. */
  private PostBody withCommand(PostBody body, int session) {
    String typed = TypedAnswers.of(body);
    if (typed.isEmpty()) {
      return body;
    }
    String line = words.say("question.local", Integer.toString(session), typed);
    return new PostBody(
        body.text() + "\n" + line,
        body.replyTo(),
        body.files(),
        body.mentions(),
        body.buttons(),
        body.menu());
  }

  private void remind(SessionEvent.QuestionReminded e) {
    String channel = channels.of(e.session(), e.replyTo());
    if (channel == null) {
      return;
    }
    Author asker = e.asker();
    boolean known = asker != null && asker.kind() == Author.Kind.PERSON && isId(asker.id());
    Instant end = e.question().at().plus(expireAfter);
    String text =
        words.say(
            "question.reminder", known ? who(asker) + " " : "", moment(end, channel)).strip();
    PostBody body = PostBody.of(text).mentioning(known ? List.of(asker.id()) : List.of());
    outbox.add(
        new Draft(
            channel,
            e.session(),
            Post.Kind.NOTICE,
            "question-reminder:" + e.question().id(),
            body.inReplyTo(e.replyTo())));
  }

  private void amend(Question q, String part, String line) {
    outbox.amend(key(q) + part, body -> body.decided(line));
  }

  private static String key(Question q) {
    return "question:" + q.id() + ":";
  }

  private static String part(int i) {
    return i + ";";
  }

  private String ended(SessionEvent.QuestionEnded e) {
    Question q = e.question();
    return switch (q.state()) {
      case OPEN, ANSWERED -> answered(e, q.answer(), q.by());
      case TERMINAL_YES -> atTerminal(e, q.answer());
      case TERMINAL_NO -> words.say("ended.terminal.no", time(e));
      case MISSED -> words.say("ended.missed");
      case EXPIRED -> words.say("ended.expired", time(e));
      case STOPPED -> words.say("ended.stopped", time(e));
      case GONE -> words.say("ended.gone", time(e));
      case TERMINAL_ONLY -> words.say("ended.terminal.only", Integer.toString(q.session()));
    };
  }

  private String atTerminal(SessionEvent.QuestionEnded e, @Nullable Answer answer) {
    if (answer instanceof Answer.Chosen c) {
      return words.say("ended.terminal.chosen", chosen(c), time(e));
    }
    return answer instanceof Answer.Filled f && !f.values().isEmpty()
        ? words.say("ended.terminal.chosen", chosen(f.values()), time(e))
        : words.say("ended.terminal.yes", time(e));
  }

  private String answered(
      SessionEvent.QuestionEnded e, @Nullable Answer answer, @Nullable Author by) {
    String who = who(by);
    String where = where(by);
    String time = time(e);
    return switch (answer) {
      case null -> words.say("ended.missed");
      case Answer.Allow a ->
          words.say(
              switch (a.scope()) {
                case ONCE -> "answered.once";
                case SESSION -> "answered.session";
                case ALWAYS -> "answered.always";
              },
              who,
              where,
              time);
      case Answer.Deny d when d.reason() == null -> words.say("answered.deny", who, where, time);
      case Answer.Deny d -> words.say("answered.reason", who, quote(d.reason()), where, time);
      case Answer.Approve a ->
          words.say(
              a.acceptEdits() ? "answered.plan.edits" : "answered.plan.ask", who, where, time);
      case Answer.Revise r ->
          words.say("answered.plan.more", who, quote(r.feedback()), where, time);
      case Answer.Chosen c -> words.say("answered.chosen", who, chosen(c), where, time);
      case Answer.Filled f -> words.say("answered.filled", who, chosen(f.values()), where, time);
      case Answer.Decline d -> words.say("answered.decline", who, where, time);
      case Answer.Cancel c -> words.say("answered.cancel", who, where, time);
    };
  }

  private static String chosen(Answer.Chosen c) {
    return chosen(String.join("; ", c.answers().values()));
  }

  private static String chosen(Map<String, Object> values) {
    return chosen(String.join("; ", values.values().stream().map(String::valueOf).toList()));
  }

  private static String chosen(String answer) {
    return "**" + quote(answer).replace("*", "\\*") + "**";
  }

  private static String quote(@Nullable String text) {
    String flat = text == null ? "" : text.replaceAll("\\s+", " ").replace("`", "'").strip();
    return flat.length() <= MOST_WORDS ? flat : flat.substring(0, MOST_WORDS - 1) + "…";
  }

  private static String who(@Nullable Author by) {
    if (by == null) {
      return Names.NOBODY;
    }
    return by.kind() == Author.Kind.PERSON && isId(by.id())
        ? "<@" + by.id() + ">"
        : Names.label(by.label(), MOST_NAME);
  }

  private static boolean local(String channel) {
    return channel.startsWith("local-");
  }

  private static boolean isId(String id) {
    return id.matches("\\d{1,20}");
  }

  private String where(@Nullable Author by) {
    return by != null && by.kind() == Author.Kind.CLI ? "vai" : "Discord";
  }

  private String time(SessionEvent e) {
    return moment(e.at(), channels.of(e.session(), null));
  }

  /** In Discord in the time of whoever reads it. */
  private static String moment(Instant at, @Nullable String channel) {
    return channel != null && local(channel)
        ? CLOCK.format(at)
        : "<t:" + at.getEpochSecond() + ":t>";
  }
}
