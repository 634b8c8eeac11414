package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaneTableTest {

  private static final PaneRow FIRST = row("%1", 100, "claude-session-1");
  private static final PaneRow SECOND = row("%2", 200, "claude-session-2");

  private final PaneTable table = new PaneTable();

  @Test
  void whatIsNotListedAnyMoreIsGoneOnce() {
    table.add(FIRST);
    table.add(SECOND);
    assertThat(table.reconcile(List.of(SECOND))).containsExactly(FIRST);
    assertThat(table.reconcile(List.of(SECOND))).isEmpty();
    assertThat(table.all()).containsExactly(SECOND);
  }

  @Test
  void anIdWithAnotherPidIsAnotherPane() {
    table.add(FIRST);
    var reused = row("%1", 101, "claude-session-1");
    assertThat(table.reconcile(List.of(reused))).containsExactly(FIRST);
    assertThat(table.find(FIRST.id(), FIRST.pid())).isEmpty();
    assertThat(table.find("claude-session-1")).contains(reused);
  }

  @Test
  void panesWithoutOurMarkAreNotKept() {
    assertThat(table.reconcile(List.of(row("%3", 300, "")))).isEmpty();
    assertThat(table.all()).isEmpty();
  }

  @Test
  void aPaneListedTwiceIsOne() {
    table.reconcile(List.of(FIRST, FIRST));
    assertThat(table.all()).containsExactly(FIRST);
  }

  private static PaneRow row(String id, long pid, String session) {
    return new PaneRow(new PaneId(id), pid, "$1", session);
  }
}
