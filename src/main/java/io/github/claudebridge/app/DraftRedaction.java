package io.github.claudebridge.app;

import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.PostStore.Draft;
import java.util.function.UnaryOperator;

/** Takes secrets out of whatever goes into the outbox, whoever wrote it. */
final class DraftRedaction implements UnaryOperator<Draft> {
  private final Redactor redactor;

  DraftRedaction(Redactor redactor) {
    this.redactor = redactor;
  }

  @Override
  public Draft apply(Draft draft) {
    PostBody body = draft.body();
    String clean = redactor.redact(body.text());
    if (clean.equals(body.text())) {
      return draft;
    }
    String fits =
        clean.length() > PostBody.MAX_TEXT ? clean.substring(0, PostBody.MAX_TEXT) : clean;
    return new Draft(
        draft.channel(),
        draft.session(),
        draft.kind(),
        draft.key(),
        new PostBody(
            fits, body.replyTo(), body.files(), body.mentions(), body.buttons(), body.menu()));
  }
}
