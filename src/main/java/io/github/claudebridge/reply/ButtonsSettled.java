package io.github.claudebridge.reply;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionStore;
import java.util.List;

/**
 * Takes the buttons off posts whose matter is settled: a bridge that was killed after it had stored
 * a decision, and before the post was changed, left them there.
 */
public final class ButtonsSettled {
  private static final String QUESTION = "question:";

  private final PostStore posts;
  private final Outbox outbox;
  private final MessageStore messages;
  private final QuestionStore questions;
  private final QuestionWriter writer;
  private final Words words;

  /**
   * Over everything that asks.
   *
   * @param writer says how a question ended
   */
  public ButtonsSettled(
      PostStore posts,
      Outbox outbox,
      MessageStore messages,
      QuestionStore questions,
      QuestionWriter writer,
      Words words) {
    this.posts = posts;
    this.outbox = outbox;
    this.messages = messages;
    this.questions = questions;
    this.writer = writer;
    this.words = words;
  }

  /** Looks at every post that asks; for the start, before anything else can be decided. */
  public void settle() {
    posts.changed().asking(QUESTION).forEach(this::question);
    for (Rung rung : List.of(Rung.FAILED, Rung.UNDECIDED)) {
      String prefix = rung.word() + ":";
      posts.changed().asking(prefix).forEach(post -> message(post, prefix, rung));
    }
  }

  private void question(Post post) {
    String id = post.key().substring(QUESTION.length(), post.key().lastIndexOf(':'));
    if (id.matches("\\d{1,18}")) {
      questions
          .find(Long.parseLong(id))
          .map(QuestionStore.Kept::question)
          .filter(q -> q.endedAt() != null)
          .ifPresent(
              q -> writer.accept(new SessionEvent.QuestionEnded(q.session(), q.endedAt(), q)));
    }
  }

  private void message(Post post, String prefix, Rung asked) {
    String id = post.key().substring(prefix.length(), post.key().lastIndexOf(':'));
    if (messages.find(id).filter(d -> d.rung() != asked).isPresent()) {
      outbox.amend(post.key(), body -> body.decided(words.say("decided.before")));
    }
  }
}
