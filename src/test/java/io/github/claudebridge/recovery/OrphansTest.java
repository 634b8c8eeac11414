package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Programs are known as an agent's by what they inherited, and only the right ones. */
class OrphansTest {
  private static final Path SOCKET = Path.of("/nowhere/run/" + ProcessHandle.current().pid());

  private static Process program(String session, String socket, String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder
        .environment()
        .putAll(Map.of("CLAUDE_BRIDGE_SESSION", session, "CLAUDE_BRIDGE_SOCKET", socket));
    return builder.start();
  }

  @Test
  void thoseOfTheSessionAndOfThisBridgeAlone() throws Exception {
    Process mine = program("7", SOCKET.toString(), "sleep", "3600");
    Process otherSession = program("77", SOCKET.toString(), "sleep", "3601");
    Process otherBridge = program("7", "/another/bridge.sock", "sleep", "3602");
    try {
      List<Orphans.Orphan> found = new Orphans(SOCKET).of(7);
      assertThat(found).extracting(o -> o.process().pid()).containsExactly(mine.pid());
      assertThat(found.getFirst().words()).isEqualTo("sleep 3600 (" + mine.pid() + ")");
      found.getFirst().end();
      assertThat(mine.waitFor()).isEqualTo(143);
      assertThat(new Orphans(SOCKET).of(7)).isEmpty();
      assertThat(otherSession.isAlive() && otherBridge.isAlive()).isTrue();
    } finally {
      mine.destroyForcibly();
      otherSession.destroyForcibly();
      otherBridge.destroyForcibly();
    }
  }
}
