package io.github.claudebridge.reply;

import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.session.BacklogStore;
import io.github.claudebridge.session.TurnStore;
import io.github.claudebridge.session.UntoldStore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a message which failed or is undecided is told as such, and a turn that did not
 * end as it should, also if the bridge was killed after that was stored and before the post was.
 * Hears of it after who writes the posts.
 */
public final class EndsTold implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(EndsTold.class);

  private final UntoldStore untold;
  private final TurnStore turns;
  private final PostStore posts;

  /** Over the messages and turns that are untold, and the posts that are stored. */
  public EndsTold(UntoldStore untold, TurnStore turns, PostStore posts) {
    this.untold = untold;
    this.turns = turns;
    this.posts = posts;
  }

  @Override
  public void accept(SessionEvent event) {
    if (event instanceof SessionEvent.Delivered e
        && (e.rung() == Rung.FAILED || e.rung() == Rung.UNDECIDED)
        && !BacklogStore.FULL.equals(e.reason())) { // those are told together
      untold.told(e.message().id());
    } else if (event instanceof SessionEvent.TurnEnded e && e.end() != SessionEvent.End.DONE) {
      turns.told(e.promptId());
    }
  }

  /** Tells what an earlier run of the bridge did not come to tell. */
  public void tellRest(Consumer<SessionEvent> listeners) {
    for (SessionEvent.Delivered e : untold.all()) {
      if (posts
          .newestWithKey(ReplyWriter.key(e.rung(), e.message().id()))
          .filter(post -> !post.at().isBefore(e.at()))
          .isPresent()) {
        untold.told(e.message().id());
      } else {
        log.info("message {} is told as {} now", e.message().id(), e.rung().word());
        listeners.accept(e);
      }
    }
    turns.untold().forEach(listeners); // a post of it has a key that is never stored twice
  }
}
