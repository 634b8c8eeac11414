package io.github.claudebridge.reply;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.session.BacklogStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens in a session into posts in its channel: what the agent says as it says it,
 * what was typed at the terminal, and what a person has to know. Every post has a key made of what
 * it is about, so that an event told twice is posted once.
 */
public final class ReplyWriter implements Consumer<SessionEvent> {
  private static final int REMEMBERED = 1_000;

  private final Outbox outbox;
  private final AnswerPosts answers;
  private final Words words;
  private final FailureText failures;
  private final boolean mirror;
  private final Channels channels;
  private final Set<String> repliedTo = new LinkedHashSet<>();

  /**
   * A writer for all sessions.
   *
   * @param mirror whether prompts typed at the terminal are shown in the channel
   * @param channels where the posts of a session go
   */
  public ReplyWriter(
      Outbox outbox,
      AnswerPosts answers,
      Words words,
      boolean mirror,
      Channels channels) {
    this.outbox = outbox;
    this.answers = answers;
    this.words = words;
    this.failures = new FailureText(words);
    this.mirror = mirror;
    this.channels = channels;
  }

  /** Where the posts of a session go. */
  @FunctionalInterface
  public interface Channels {
    /**
     * The channel of a message where there is one, else the channel of the session.
     *
     * @return null if the session has none any more
     */
    @Nullable String of(int session, @Nullable String messageId);
  }

  private @Nullable String channel(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Delivered e -> e.message().channel();
      case SessionEvent.Decided e -> e.message().channel();
      case SessionEvent.Said e -> channels.of(e.session(), e.replyTo());
      case SessionEvent.TurnEnded e -> channels.of(e.session(), e.replyTo());
      case SessionEvent.TurnStarted e -> channels.of(e.session(), null);
      case SessionEvent.TypedAtTerminal e -> channels.of(e.session(), null);
      case SessionEvent.Progress e -> null; // shown while it happens, and kept nowhere
      case SessionEvent.StateChanged e -> channels.of(e.session(), null);
      case SessionEvent.DialogShown _, // these have writers of their own
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _ ->
          null;
    };
  }

  @Override
  public void accept(SessionEvent event) {
    String channel = channel(event);
    if (channel == null) {
      return;
    }
    switch (event) {
      case SessionEvent.Said e -> said(channel, e);
      case SessionEvent.TypedAtTerminal e -> typed(channel, e);
      case SessionEvent.Delivered e -> delivered(channel, e);
      case SessionEvent.Decided e -> decided(e);
      case SessionEvent.TurnEnded e -> ended(channel, e);
      case SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _ -> {}
      case SessionEvent.TurnStarted e -> {}
      case SessionEvent.Progress e -> {}
      case SessionEvent.StateChanged e -> {}
      case SessionEvent.QuestionAsked _,
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _ -> {}
    }
  }

  private void said(String channel, SessionEvent.Said e) {
    List<Draft> drafts = new ArrayList<>();
    List<PostBody> bodies = answers.of(e.session(), e.key(), e.text());
    for (int i = 0; i < bodies.size(); i++) {
      PostBody body = bodies.get(i);
      drafts.add(
          new Draft(
              channel,
              e.session(),
              Post.Kind.ANSWER,
              "said:" + e.key() + ":" + i,
              i == 0 && first(e.replyTo()) ? body.inReplyTo(e.replyTo()) : body));
    }
    outbox.add(drafts);
  }

  /** Whether nothing was said so far because of a message. */
  private synchronized boolean first(@Nullable String messageId) {
    if (messageId == null || !repliedTo.add(messageId)) {
      return false;
    }
    if (repliedTo.size() > REMEMBERED) {
      repliedTo.remove(repliedTo.iterator().next());
    }
    return true;
  }

  private void typed(String channel, SessionEvent.TypedAtTerminal e) {
    if (!mirror) {
      return;
    }
    String quoted =
        words.say("mirror") + "\n" + "> " + e.text().strip().replace("\n", "\n> ");
    List<Draft> drafts = new ArrayList<>();
    List<PostBody> bodies = answers.of(e.session(), e.promptId(), quoted);
    for (int i = 0; i < bodies.size(); i++) {
      drafts.add(
          new Draft(
              channel,
              e.session(),
              Post.Kind.MIRROR,
              "mirror:" + e.promptId() + ":" + i,
              bodies.get(i)));
    }
    outbox.add(drafts);
  }

  private void delivered(String channel, SessionEvent.Delivered e) {
    outbox.mark(e.message(), e.rung());
    String id = e.message().id();
    String reason = e.reason() == null ? "" : e.reason();
    String key = key(e.rung(), id) + e.at().toEpochMilli(); // it may fail again
    if (e.rung() == Rung.FAILED
        && !BacklogStore.FULL.equals(e.reason())) { // those are told together
      String text = words.say("failed", words.told(reason));
      PostBody body = body(failure(e, reason, text)).inReplyTo(id);
      post(channel, e.session(), key, body.withButtons(MessageButtons.retry(id, words)));
    } else if (e.rung() == Rung.UNDECIDED) {
      String session = Integer.toString(e.session());
      String text = words.say("undecided", words.told(reason), session);
      PostBody body = body(failure(e, reason, text)).inReplyTo(id);
      post(
          channel,
          e.session(),
          key,
          body.withButtons(MessageButtons.again(id, words), MessageButtons.skip(id, words)));
    }
  }

  /** What the keys of all posts begin with that tell of a message's being on a rung. */
  static String key(Rung rung, String messageId) {
    return rung.word() + ":" + messageId + ":";
  }

  /** What a person should know and do where that is known of a failure. */
  private String failure(SessionEvent.Delivered e, String reason, String otherwise) {
    return failures.knows(reason) ? failures.of(reason, e.session()) : otherwise;
  }

  /** The posts that asked for a decision say who took it, and ask no more. */
  private void decided(SessionEvent.Decided e) {
    String id = e.message().id();
    if (e.decision() != SessionEvent.Decision.AGAIN) {
      outbox.mark(e.message(), Rung.FAILED);
    }
    String line = MessageButtons.decided(e.decision(), e.by(), words);
    for (Rung rung : List.of(Rung.FAILED, Rung.UNDECIDED)) {
      outbox.amend(key(rung, id), body -> body.decided(line));
    }
  }

  private void ended(String channel, SessionEvent.TurnEnded e) {
    String key = "ended:" + e.promptId();
    switch (e.end()) {
      case DONE -> {}
      case INTERRUPTED ->
          notice(channel, e.session(), key, words.say("turn.interrupted"), e.replyTo());
      case FAILED -> {
        // A message is told as failed itself, with the reason; a limit by itself, without one here.
        if (e.replyTo() == null && e.detail() != null) {
          notice(channel, e.session(), key, failures.atTerminal(e.detail(), e.session()), null);
        }
      }
    }
  }

  private void notice(
      String channel, int session, String key, String text, @Nullable String replyTo) {
    post(channel, session, key, body(text).inReplyTo(replyTo));
  }

  private void post(String channel, int session, String key, PostBody body) {
    outbox.add(new Draft(channel, session, Post.Kind.NOTICE, key, body));
  }

  private static PostBody body(String text) {
    return PostBody.of(
        text.length() > PostBody.MAX_TEXT ? text.substring(0, PostBody.MAX_TEXT - 1) + "…" : text);
  }
}
