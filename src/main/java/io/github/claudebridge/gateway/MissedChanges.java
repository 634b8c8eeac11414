package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Wording;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.entities.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what people changed while nobody listened. A new gateway session tells nothing of it,
 * so what still waits for an agent is held against what stands in the channel.
 */
final class MissedChanges {
  private static final Logger log = LoggerFactory.getLogger(MissedChanges.class);

  private final History history;
  private final MessageIntake intake;
  private final MessageChanges changes;

  MissedChanges(History history, MessageIntake intake, MessageChanges changes) {
    this.history = history;
    this.intake = intake;
    this.changes = changes;
  }

  /** Tells of all that was changed in a channel. Runs in its lane. */
  void run(String channel) throws InterruptedException {
    List<Wording> waiting =
        intake.untilStored("what waits of channel " + channel, () -> changes.waiting(channel));
    try {
      compare(channel, waiting);
    } catch (Trouble e) {
      log.warn(
          "whether messages of channel {} were changed is not known: {}", channel, e.getMessage());
    }
    changes.upToDate(channel);
  }

  private void compare(String channel, List<Wording> waiting)
      throws Trouble, InterruptedException {
    int done = 0;
    while (done < waiting.size()) {
      List<Message> page = history.after(channel, id(waiting.get(done)) - 1);
      Map<String, Message> read =
          page.stream().collect(Collectors.toMap(Message::getId, Function.identity()));
      long last = page.size() < History.PAGE ? -1 : page.getLast().getIdLong(); // -1: unsigned most
      while (done < waiting.size()
          && Long.compareUnsigned(id(waiting.get(done)), last) <= 0) {
        Wording known = waiting.get(done++);
        compare(channel, known, read.get(known.id()));
      }
    }
  }

  private void compare(String channel, Wording known, @Nullable Message read)
      throws Trouble, InterruptedException {
    // A bot that may not read the history is given an empty one: only «unknown message» is proof.
    Message now = read != null ? read : history.message(channel, known.id()).orElse(null);
    if (now == null) {
      log.info("message {} was deleted while nobody listened", known.id());
      changes.deleted(known.id());
    } else if (now.isEdited() && intake.mayChange(now)) {
      String text = Incoming.text(now);
      if (!text.equals(known.text())) {
        log.info("message {} was edited while nobody listened", known.id());
        changes.edited(known.id(), text);
      }
    }
  }

  private static long id(Wording message) {
    return Long.parseUnsignedLong(message.id());
  }
}
