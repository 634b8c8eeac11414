package io.github.claudebridge.app;

import io.github.claudebridge.gateway.MarkLog;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.MarkStore;
import java.util.List;

/** Remembers in the store which messages do not show their end. */
record StoredMarks(MarkStore store) implements MarkLog {
  @Override
  public List<Due> due(long before, int most) {
    return store.due(before, most).stream()
        .map(d -> new Due(d.order(), d.message(), d.rung()))
        .toList();
  }

  @Override
  public void settled(String messageId, Rung end) {
    store.settled(messageId, end);
  }
}
