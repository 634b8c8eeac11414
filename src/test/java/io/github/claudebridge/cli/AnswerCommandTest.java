package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions and answers from a shell. */
class AnswerCommandTest {
  private static final String QUESTION =
      """
      {"id":7,"session":1,"kind":"permission","state":"open","choices":["once","deny"],
       "question":{"tool":"Bash","target":null,"detail":"rm \\u001b[2Jx\\nsecond"}}\
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
  void showsWhatIsAskedWhole() {
    bridge.answer("GET /v1/sessions/1/questions", 200, "[" + QUESTION + "]");
    assertThat(vai.run("questions", "1")).isZero();
    assertThat(vai.out())
        .contains("Question 7, session 1, permission: open", "second", "vai answer 1 once | deny")
        .doesNotContain("\u001b");

    bridge.answer("GET /v1/sessions", 200, "[{\"session\":1},{\"session\":2}]");
    bridge.answer("GET /v1/sessions/2/questions", 200, "[]");
    var all = new VaiRun(project);
    assertThat(all.run("questions", "--json")).isZero();
    assertThat(all.out()).contains("\"id\" : 7");
  }

  @Test
  void answersTheOldestOrTheOneThatIsMeant() {
    bridge.answer(
        "POST /v1/sessions/1/questions/next/answer" + who,
        200,
        QUESTION.replace("open", "answered"));
    bridge.answer("POST /v1/sessions/1/questions/7/answer" + who, 200, QUESTION);
    assertThat(vai.run("answer", "1", "deny", "--reason", "not \"now\"")).isZero();
    assertThat(vai.out()).contains("question 7: answered");
    assertThat(bridge.calls().getFirst().body())
        .isEqualTo("{\"choice\":\"deny\",\"part\":1,\"reason\":\"not \\\"now\\\"\",\"values\":[]}");
    var part = new VaiRun(project);
    assertThat(part.run("answer", "1", "2", "--question", "7", "--part", "2")).isZero();
    assertThat(part.out()).contains("other parts");
    assertThat(new VaiRun(project).run("answer", "1", "accept", "name=Ann", "--question", "7"))
        .isZero();
    assertThat(bridge.calls().getLast().body()).contains("\"values\":[\"name=Ann\"]");
  }

  @Test
  void wrongUseIsTold() {
    assertThat(vai.run("answer", "1")).isEqualTo(2);
    assertThat(vai.run("answer", "0", "once")).isEqualTo(2);
    assertThat(vai.run("answer", "1", "once", "--question", "../1")).isEqualTo(2);
    assertThat(bridge.calls()).isEmpty();
  }
}
