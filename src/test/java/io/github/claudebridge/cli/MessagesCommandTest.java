package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeStandIn;
import io.github.claudebridge.text.Columns;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far messages got, and when, from a shell. */
class MessagesCommandTest {
  private static final String ANSWERED =
      """
      {"id":"1234567890123456789","author":"Ann","text":"日本語\\nの %s","rung":"answered",
       "reason":null,"times":{
         "accepted":"2026-01-02T03:04:05.510Z","answered":"2026-01-02T03:04:17.400Z",
         "queued":"2026-01-02T03:04:05.020Z","received":"2026-01-02T03:04:05.010Z",
         "typed":"2026-01-02T03:04:05.410Z","typing":"2026-01-02T03:04:05.020Z"}}\
      """
          .formatted("x".repeat(200));
  private static final String AGAIN =
      """
      {"id":"local-7","author":"bob","text":"a\\u001b[2Jb\\nc","rung":"failed",
       "reason":"it is a reason of so many words that one line of a terminal cannot hold it",
       "times":{"received":"2026-01-01T22:00:00Z","queued":"2026-01-02T04:00:00Z",
         "typing":"2026-01-01T22:01:30Z","failed":"2026-01-05T00:00:00Z"}}\
      """;

  @TempDir Path project;
  private BridgeStandIn bridge;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  @Test
  void eachRungHasItsTimeAndEverythingFits() throws Exception {
    assertThat(printed("[" + ANSWERED + "," + AGAIN + "]"))
        .isEqualTo(
            """
              1234567890123456789  Ann  answered
                日本語 の %s…
                received 04:04:05 · queued +0.0 s · typing +0.0 s · typed +0.4 s
                accepted +0.5 s · answered +12 s
              local-7  bob  failed: it is a reason of so many words that one line of a
              terminal cannot hold it
                a[2Jb c
                received 2026-01-01 23:00:00 · typing +1 min 30 s · queued +6 h 0 min
                failed +3 d 2 h
            """
                .formatted("x".repeat(65)))
        .satisfies(all -> assertThat(all.lines()).allMatch(line -> Columns.of(line) <= 80));
  }

  @Test
  void aClockThatWasSetBackShows() throws Exception {
    assertThat(
            printed(
                """
                [{"id":"1","author":"a","text":"","rung":"queued","times":{
                  "queued":"2026-01-02T03:04:03.900Z","received":"2026-01-02T03:04:05Z"}}]\
                """))
        .isEqualTo("  1  a  queued\n    received 04:04:05 · queued -1.1 s\n");
  }

  @Test
  void theMessagesOfASessionAreShown() {
    bridge.answer("GET /v1/sessions/1/messages?limit=20&failed=true", 200, "[" + AGAIN + "]");
    var vai = new VaiRun(project);
    assertThat(vai.run("messages", "1", "--failed")).isZero();
    assertThat(vai.out()).startsWith("local-7  bob  failed: it is").doesNotContain("\u001b");

    bridge.answer("GET /v1/sessions/1/messages?limit=500", 200, "[]");
    var none = new VaiRun(project);
    assertThat(none.run("messages", "1", "--limit", "500")).isZero();
    assertThat(none.out()).isEqualTo("No messages yet.\n");
  }

  @Test
  void moreThanThereCanBeIsRefused() {
    var vai = new VaiRun(project);
    assertThat(vai.run("messages", "1", "--limit", "501")).isEqualTo(2);
    assertThat(vai.err()).contains("--limit 501 is out of range", "1 to 500");
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void statusShowsTheNewest() throws Exception {
    bridge.answer("GET /v1/sessions/1", 200, "{\"session\":1,\"state\":\"idle\"}");
    bridge.answer("GET /v1/sessions/1/live", 200, "{\"verbosity\":\"normal\"}");
    bridge.answer(
        "GET /v1/sessions/1/messages?limit=5",
        200,
        "[" + "%s,%s,%s,%s,%s".replace("%s", AGAIN) + "]");

    var vai = new VaiRun(project);
    assertThat(vai.run("status", "1")).isZero();
    assertThat(vai.out())
        .contains(
            "messages         the newest; more: vai messages 1\n  local-7  bob  failed",
            "\n    a[2Jb c\n    received 2026-01-0",
            "typing +1 min 30 s");

    var json = new VaiRun(project);
    assertThat(json.run("status", "1", "--json")).isZero();
    var messages = Json.parse(json.out()).path("messages");
    assertThat(messages).hasSize(5);
    assertThat(messages.get(0)).isEqualTo(Json.parse(AGAIN));
  }

  @Test
  void statusOfANewSessionSaysSo() {
    bridge.answer("GET /v1/sessions/1", 200, "{\"session\":1,\"state\":\"idle\"}");
    bridge.answer("GET /v1/sessions/1/live", 200, "{\"verbosity\":\"normal\"}");
    bridge.answer("GET /v1/sessions/1/messages?limit=5", 200, "[]");
    var vai = new VaiRun(project);
    assertThat(vai.run("status", "1")).isZero();
    assertThat(vai.out()).endsWith("messages         none yet\n");
  }

  private static String printed(String messages) throws Exception {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal =
        new Terminal(new ByteArrayInputStream(new byte[0]), stream, stream, false, false);
    var now = ZonedDateTime.parse("2026-01-02T12:00:00+01:00[Europe/Berlin]");
    new MessageRows(terminal, "  ", now).print(Json.parse(messages));
    return out.toString(StandardCharsets.UTF_8);
  }
}
