package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue, retries and interruptions from a shell. */
class QueueCommandTest {
  private static final String WAITING =
      """
      [{"id":"7","author":"Ann","rung":"queued","text":"next \u001b[2J"}]\
      """;

  @TempDir Path project;
  private final String who = "?author=" + Who.name();
  private BridgeStandIn bridge;
  private VaiRun vai;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
    vai = new VaiRun(project);
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  @Test
  void showsWhatWaits() {
    bridge.answer("GET /v1/sessions/1/queue", 200, WAITING);
    assertThat(vai.run("queue", "1")).isZero();
    assertThat(vai.out()).contains("ID  FROM", "7   Ann", "next").doesNotContain("\u001b");

    var json = new VaiRun(project);
    assertThat(json.run("queue", "1", "--json")).isZero();
    assertThat(json.out()).contains("\"id\"", "\"7\"");
  }

  @Test
  void eachChangeIsItsOwnCall() {
    String seven = "{\"id\":\"7\",\"rung\":\"queued\"}";
    bridge.answer("PATCH /v1/sessions/1/queue/7" + who, 200, seven);
    bridge.answer("DELETE /v1/sessions/1/queue/7" + who, 200, seven);
    bridge.answer("POST /v1/sessions/1/queue/7/front" + who, 200, seven);
    bridge.answer("POST /v1/sessions/1/queue/7/now" + who, 200, seven);
    bridge.answer("DELETE /v1/sessions/1/queue" + who, 200, "{\"deleted\":3}");
    bridge.answer("POST /v1/sessions/1/queue/7/retry" + who, 200, seven);
    bridge.answer("POST /v1/sessions/1/queue/7/skip" + who, 200, seven);

    assertThat(vai.run("queue", "1", "--edit", "7", "better")).isZero();
    assertThat(bridge.calls().getFirst().body()).isEqualTo("{\"text\":\"better\"}");
    assertThat(vai.run("queue", "1", "--delete", "7")).isZero();
    assertThat(vai.run("queue", "1", "--front", "7")).isZero();
    assertThat(vai.run("queue", "1", "--now", "7")).isZero();
    assertThat(vai.run("queue", "1", "--clear")).isZero();
    assertThat(vai.run("retry", "1", "7")).isZero();
    assertThat(vai.run("retry", "1", "7", "--skip")).isZero();
    assertThat(vai.out()).contains("message 7: queued", "3 messages are taken out");
    assertThat(bridge.calls()).hasSize(7);
  }

  @Test
  void wrongUseIsTold() {
    assertThat(vai.run("queue", "1", "text")).isEqualTo(2);
    assertThat(vai.run("queue", "1", "--edit", "7")).isEqualTo(2);
    assertThat(vai.run("queue", "1", "--clear", "--now", "7")).isEqualTo(2);
    assertThat(vai.run("retry", "1", "../../shutdown")).isEqualTo(2);
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void anInterruptionSaysWhatCameOfIt() {
    bridge.answer(
        "POST /v1/sessions/1/interrupt" + who, 200, "{\"result\":\"stopped\",\"queued\":2}");
    assertThat(vai.run("interrupt", "1")).isZero();
    assertThat(vai.out()).contains("stopped; 2 messages wait");
    bridge.answer(
        "POST /v1/sessions/1/interrupt" + who, 200, "{\"result\":\"goes-on\",\"queued\":0}");
    assertThat(vai.run("interrupt", "1")).isEqualTo(1);
  }
}
