package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.json.BadJsonException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentStatusTest {
  private static final String REAL =
      """
      {"pid":23372,"sessionId":"b5161afb-0000","cwd":"/home/me/project","procStart":"425557",
       "version":"2.1.329","kind":"interactive","tmux":"we.ird:name:@3.%7","name":"my-name",
       "status":"waiting","waitingFor":"permission prompt","statusUpdatedAt":1795247721029}
      """;

  @Test
  void readsTheRealShape() throws Exception {
    AgentStatus status = AgentStatus.parse(REAL);
    assertThat(status.pid()).isEqualTo(23372);
    assertThat(status.pane()).isEqualTo("%7");
    assertThat(status.state()).isEqualTo(AgentStatus.State.WAITING);
    assertThat(status.waitingFor()).isEqualTo("permission prompt");
    assertThat(status.updatedAt().toEpochMilli()).isEqualTo(1795247721029L);
  }

  @ParameterizedTest
  @CsvSource({"idle,IDLE", "busy,BUSY", "waiting,WAITING", "dreaming,BUSY", "'',BUSY"})
  void mapsTheState(String said, AgentStatus.State state) throws Exception {
    assertThat(
            AgentStatus.parse("{\"pid\":1,\"sessionId\":\"a\",\"status\":\"" + said + "\"}")
                .state())
        .isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"pid\":23", "[]", "{}", "{\"pid\":\"x\",\"sessionId\":\"a\"}"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> AgentStatus.parse(text)).isInstanceOf(BadJsonException.class);
  }

  @Test
  void knowsTheLivingFromTheDead(@TempDir Path proc) throws Exception {
    AgentStatus status = AgentStatus.parse(REAL);
    assertThat(status.alive(proc)).isFalse();
    Path stat = Files.createDirectories(proc.resolve("23372")).resolve("stat");
    String rest = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ";
    Files.writeString(stat, "23372 (cla) u) de) S" + rest + "425557 99 99\n");
    assertThat(status.alive(proc)).isTrue();
    Files.writeString(stat, "23372 (claude) S" + rest + "425558 99 99\n");
    assertThat(status.alive(proc)).as("another process with the same pid").isFalse();
    Files.writeString(stat, "23372 (claude) Z" + rest + "425557 99 99\n");
    assertThat(status.alive(proc)).as("a zombie").isFalse();
  }

  @Test
  void agreesWithTheRealProcFileSystem() throws Exception {
    long me = ProcessHandle.current().pid();
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    String json = "{\"pid\":%d,\"sessionId\":\"a\",\"procStart\":\"%s\"}";
    assertThat(AgentStatus.parse(json.formatted(me, start)).alive()).isTrue();
    assertThat(AgentStatus.parse(json.formatted(me, "1")).alive()).isFalse();
  }
}
