package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.pane.ControlEvent.Exit;
import io.github.claudebridge.pane.ControlEvent.Notification;
import io.github.claudebridge.pane.ControlEvent.Reply;
import io.github.claudebridge.pane.ControlEvent.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlLinesTest {

  private final ControlLines lines = new ControlLines(1_000);

  @Test
  void answersAreReadWithTheirBodies() {
    assertThat(read("%begin 17 4 1", "a", "", " b ", "%end 17 4 1"))
        .containsExactly(new Reply(true, List.of("a", "", " b ")));
  }

  @Test
  void errorsCarryTheirReason() {
    assertThat(read("%begin 17 4 1", "can't find pane: %7", "%error 17 4 1"))
        .containsExactly(new Reply(false, List.of("can't find pane: %7")));
  }

  @Test
  void onlyTheExactTripleClosesABody() {
    assertThat(
            read(
                "%begin 17 4 1",
                "%end",
                "%end 17 5 1",
                "%end 17 4 1 ",
                " %end 17 4 1",
                "%error 17 4 0",
                "%begin 17 4 1",
                "%exit",
                "%sessions-changed",
                "%end 17 4 1"))
        .singleElement()
        .isInstanceOfSatisfying(Reply.class, reply -> assertThat(reply.body()).hasSize(8));
  }

  @Test
  void notificationsStandBetweenBlocks() {
    assertThat(
            read(
                "%begin 17 4 1",
                "%end 17 4 1",
                "%unlinked-window-close @3",
                "%sessions-changed",
                "%begin 17 6 1",
                "%end 17 6 1"))
        .containsExactly(
            new Reply(true, List.of()),
            new Notification("unlinked-window-close"),
            new Notification("sessions-changed"),
            new Reply(true, List.of()));
  }

  @Test
  void blocksOfOthersAreNotAnswers() {
    assertThat(read("%begin 17 4 0", "x", "%end 17 4 0")).isEmpty();
  }

  @Test
  void exitTellsItsReason() {
    assertThat(read("%exit", "%exit server exited"))
        .containsExactly(new Exit(""), new Exit("server exited"));
  }

  @Test
  void brokenUtf8IsReplacedAndDoesNotDisturb() {
    lines.accept(bytes("%begin 17 4 1"));
    lines.accept(new byte[] {'a', (byte) 0xff, (byte) 0xe6, (byte) 0x97});
    assertThat(lines.accept(bytes("%end 17 4 1")))
        .isInstanceOfSatisfying(
            Reply.class, reply -> assertThat(reply.body().getFirst()).startsWith("a\ufffd"));
  }

  @Test
  void aForgedEndIsNoticed() {
    assertThat(read("%begin 17 4 1", "%end 17 4 1", "the rest of the screen").getLast())
        .isInstanceOf(Violation.class);
    assertThat(read("%end 17 4 1").getLast()).isInstanceOf(Violation.class);
  }

  @Test
  void aForgedAnswerCannotReuseTheNumber() {
    assertThat(read("%begin 17 4 1", "%end 17 4 1", "%begin 17 4 1").getLast())
        .isInstanceOf(Violation.class);
  }

  @Test
  void aBeginningWithoutTripleIsAViolation() {
    assertThat(read("%begin x")).singleElement().isInstanceOf(Violation.class);
  }

  @Test
  void bodiesAreBounded() {
    lines.accept(bytes("%begin 17 4 1"));
    assertThat(lines.accept(bytes("x".repeat(999)))).isNull();
    assertThat(lines.accept(bytes(""))).isInstanceOf(Violation.class);
  }

  private List<ControlEvent> read(String... input) {
    var events = new ArrayList<ControlEvent>();
    for (var line : input) {
      var event = lines.accept(bytes(line));
      if (event != null) {
        events.add(event);
      }
    }
    return events;
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }
}
