package io.github.claudebridge.pane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The panes of ours that are known to live, kept equal to what tmux lists.
 *
 * <p>Safe to use from many threads.
 */
final class PaneTable {

  private final Map<PaneId, PaneRow> rows = new LinkedHashMap<>();

  /** Adds a pane that was just started. */
  synchronized void add(PaneRow row) {
    rows.put(row.id(), row);
  }

  /**
   * Takes over what tmux lists.
   *
   * @return the panes that were known and are gone; one whose id now has another pid is another
   *     pane, for ids start anew with each server
   */
  synchronized List<PaneRow> reconcile(Collection<PaneRow> listed) {
    var before = List.copyOf(rows.values());
    rows.clear();
    listed.stream().filter(PaneRow::ours).forEach(row -> rows.putIfAbsent(row.id(), row));
    var gone = new ArrayList<PaneRow>();
    for (var row : before) {
      var now = rows.get(row.id());
      if (now == null || now.pid() != row.pid()) {
        gone.add(row);
      }
    }
    return gone;
  }

  /** The pane of this id and pid, if it lives. */
  synchronized Optional<PaneRow> find(PaneId id, long pid) {
    return Optional.ofNullable(rows.get(id)).filter(row -> row.pid() == pid);
  }

  /** The pane started in this session, exactly so named, if it lives. */
  synchronized Optional<PaneRow> find(String session) {
    return rows.values().stream().filter(row -> row.session().equals(session)).findFirst();
  }

  synchronized List<PaneRow> all() {
    return List.copyOf(rows.values());
  }
}
