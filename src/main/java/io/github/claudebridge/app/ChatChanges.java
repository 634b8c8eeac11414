package io.github.claudebridge.app;

import io.github.claudebridge.command.OrderException;
import io.github.claudebridge.command.QueueOrders;
import io.github.claudebridge.gateway.MessageChanges;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.session.MessageStore;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what waits as people change what they posted. */
final class ChatChanges implements MessageChanges {
  private static final Logger log = LoggerFactory.getLogger(ChatChanges.class);

  private final MessageStore messages;
  private final QueueOrders queue;

  ChatChanges(MessageStore messages, QueueOrders queue) {
    this.messages = messages;
    this.queue = queue;
  }

  @Override
  public void edited(String messageId, String newText) {
    var known = messages.find(messageId).orElse(null);
    if (known == null) {
      return;
    }
    try {
      queue.reworded(known.session(), messageId, newText, known.message().author());
    } catch (OrderException e) { // its session is gone
      log.debug("message {} is edited in the store alone: {}", messageId, e.getMessage());
      messages.steps().edit(messageId, newText);
    }
  }

  @Override
  public List<Wording> waiting(String channel) {
    return messages.leftovers().waiting(channel);
  }

  @Override
  public void upToDate(String channel) {
    messages.leftovers().release(channel);
  }

  @Override
  public void deleted(String messageId) {
    var known = messages.find(messageId).orElse(null);
    if (known == null) {
      return;
    }
    try {
      queue.takenBack(known.session(), messageId, known.message().author());
    } catch (OrderException e) { // its session is gone
      log.debug("message {} is taken out of the store alone: {}", messageId, e.getMessage());
      messages.steps().withdraw(messageId);
    }
  }
}
