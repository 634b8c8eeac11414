package io.github.claudebridge.live;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.reply.MessageButtons;
import io.github.claudebridge.reply.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a live post says and which buttons it has. */
final class LiveBody {

  /** Messages that wait in the queue of a session. */
  @FunctionalInterface
  interface Queue {
    /** The ids of those of a channel, the next one first. */
    List<String> waiting(int session, String channel);
  }

  private final LiveWords texts;
  private final Words words;
  private final Queue queue;
  private final ToolPosts tools;

  LiveBody(LiveWords texts, Words words, Queue queue, ToolPosts tools) {
    this.texts = texts;
    this.words = words;
    this.queue = queue;
    this.tools = tools;
  }

  List<String> waiting(int session, String channel) {
    return queue.waiting(session, channel);
  }

  /** A turn that goes on. */
  PostBody live(int session, LiveTurn turn, List<String> waiting) {
    List<Button> buttons = new ArrayList<>();
    buttons.add(MessageButtons.stop(turn.promptId(), words));
    if (!waiting.isEmpty()) {
      buttons.add(MessageButtons.now(waiting.getFirst(), words));
    }
    String text = texts.live(turn, tools.unposted(session), waiting.size());
    return PostBody.of(text).withButtons(buttons.toArray(Button[]::new));
  }

  /** A turn that goes on while the bridge does not. */
  PostBody paused(LiveTurn turn) {
    return PostBody.of(texts.paused(turn));
  }

  /** The one line that is left of a turn. */
  String footer(LiveTurn turn, @Nullable End end, Instant at) {
    return texts.footer(turn, end, at);
  }
}
