package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.Filler;
import io.github.claudebridge.testing.HookStorm;
import io.github.claudebridge.testing.ReadingAlong;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More hooks than any agent sends, and larger and stranger ones than any should. */
class OverloadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SECONDS = 5;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private BridgeProcess bridge;
  private ReadingAlong along;

  @AfterEach
  void close() throws Exception {
    if (along != null) {
      along.close();
    }
    bridge.close();
  }

  /** F15. */
  @Tag("alone")
  @ParameterizedTest
  @ValueSource(ints = {1_000, 3_000})
  void aStormOfHooksIsTakenAndSlowsNoTurn(int perSecond) throws Exception {
    int hooks = SECONDS * perSecond;
    demo(2);
    HookStorm storm = new HookStorm(bridge.layout(), 2, HookStorm.USUAL);
    turn("the first of all");
    storm.blow(perSecond, perSecond); // a second of it, so that Java has compiled what is measured
    long alone = middle(turns(() -> false));
    long from = System.nanoTime();
    CompletableFuture<List<Double>> blown =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return storm.blow(perSecond, hooks);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    long during = middle(turns(() -> !blown.isDone()));
    List<Double> took = new ArrayList<>(blown.get(60, TimeUnit.SECONDS));
    double seconds = (System.nanoTime() - from) / 1e9;
    Collections.sort(took);
    double p99 = took.get(hooks * 99 / 100);
    System.out.printf(
        "F15 %d hooks in %.1f s: p50 %.1f ms, p99 %.1f ms, longest %.0f ms; %d taken, %d stored; a"
            + " turn: %d ms alone, %d ms in the storm%n",
        hooks,
        seconds,
        took.get(hooks / 2),
        p99,
        took.getLast(),
        hooks("taken"),
        stored(),
        alone,
        during);
    assertThat(hooks("taken")).isGreaterThanOrEqualTo(hooks);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stored()).as("stored").isEqualTo(hooks("taken")));
    JsonNode newest = Json.parse(bridge.api().get("/v1/sessions/2/hooks?limit=1000"));
    assertThat(newest).hasSize(1_000);
    Set<String> uses = new HashSet<>();
    newest.forEach(each -> uses.add(each.path("hook").path("tool_use_id").asText()));
    assertThat(uses).as("of the newest, each once").hasSize(1_000);
    assertThat(p99).as("p99 in ms").isLessThan(50);
    assertThat(during).as("a turn in the storm, in ms").isLessThan(alone + 50);
  }

  /** What turns take, one after the other: five, and more as long as that is wished. */
  private List<Long> turns(BooleanSupplier more) {
    List<Long> took = new ArrayList<>();
    while (took.size() < 5 || more.getAsBoolean()) {
      took.add(turn("turn " + took.size() + " " + System.nanoTime()));
    }
    return took;
  }

  private static long middle(List<Long> all) {
    return all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow();
  }

  private long stored() throws Exception {
    Matcher found =
        Pattern.compile("(?m)^claude_bridge_hooks_stored_total (\\S+)")
            .matcher(bridge.api().get("/metrics"));
    return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
  }

  private long hooks(String outcome) throws Exception {
    Matcher found =
        Pattern.compile("claude_bridge_hooks_total\\{outcome=\"" + outcome + "\"} (\\S+)")
            .matcher(bridge.api().get("/metrics"));
    return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
  }

  /** F17. */
  @Test
  void malformedHooksNeverBreakTheDoor() throws Exception {
    demo(1);
    String good = Files.readString(Path.of("src/test/resources/hooks/PostToolUse.json"));
    List<String> bad =
        new ArrayList<>(List.of("", "null", "[]", "{", "\u0000", "\"", "{\"a\":1e999999999}"));
    for (int end = 1; end < good.length(); end += 7) {
      bad.add(good.substring(0, end));
    }
    bad.add("{\"hook_event_name\":\"Stop\",\"x\":" + "[".repeat(500_000));
    bad.add("{\"x\":".repeat(100_000) + "1" + "}".repeat(100_000));
    bad.add("{\"hook_event_name\":{\"a\":[]},\"session_id\":7}");
    bad.add("{" + "\"k\":1,".repeat(300_000) + "\"z\":0}");
    bad.add("[".repeat(1_000_000) + "]".repeat(1_000_000));
    bad.add(
        good.replaceFirst("\\{", "{\"hook_event_name\":\"Stop\",\"hook_event_name\":\"Nothing\","));
    bad.add(good.replaceAll("\"[^\"]+\"(?=[,}])", "7"));
    bad.add(
        "{\"hook_event_name\":\"Tomorrow\",\"session_id\":\"s\",\"n\":" + "9".repeat(5_000) + "}");
    List<byte[]> bytes = new ArrayList<>();
    bad.forEach(each -> bytes.add(each.getBytes(StandardCharsets.UTF_8)));
    bytes.add(good.replace("session_id", "session\u00ff").getBytes(StandardCharsets.ISO_8859_1));
    bytes.add(good.getBytes(StandardCharsets.UTF_16LE));
    bytes.add(new byte[] {(byte) 0xc3, (byte) 0x28, (byte) 0xed, (byte) 0xa0, (byte) 0x80});
    Random random = new Random(17);
    for (int i = 0; i < 200; i++) { // a byte that fell over, anywhere
      byte[] flipped = good.getBytes(StandardCharsets.UTF_8);
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      bytes.add(flipped);
    }
    for (byte[] body : bytes) {
      HttpResponse<String> answer =
          http.send(
              request(1, HttpRequest.BodyPublishers.ofByteArray(body)),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isIn(200, 413);
      assertThat(answer.body()).isEqualTo("{}");
    }
    long unreadable = hooks("unreadable");
    assertThat(turn("still here")).isPositive();
    assertThat(bridge.logs(5_000))
        .doesNotContain("StackOverflow", "OutOfMemory", "a request failed");
    System.out.printf(
        "F17 %d malformed hooks: %d unreadable, %d too large, the others unknown; 0 broke the door%n",
        bytes.size(), unreadable, hooks("too-large"));
    assertThat(unreadable).isGreaterThan(100);
    long known = bytes.size() - hooks("too-large");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stored()).as("stored").isGreaterThanOrEqualTo(known));
    assertThat(bridge.api().get("/v1/sessions/1/hooks?limit=1000")).contains("Tomorrow");
  }

  /** F18. */
  @Test
  void tenHooksOfFiftyMegabytesAtOnceLeaveTheHeapFlat() throws Exception {
    demo(1);
    turn("before");
    long before = heap();
    String head =
        "{\"hook_event_name\":\"PostToolUse\",\"session_id\":\"s\",\"prompt_id\":\"p\",\"cwd\":\"/\","
            + "\"transcript_path\":\"\",\"tool_name\":\"Read\",\"tool_use_id\":\"t\","
            + "\"tool_input\":{},\"tool_response\":{\"content\":\"";
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      HttpRequest request = request(1, megabytes(head, 50));
      sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }
    long most = before;
    while (!sent.stream().allMatch(CompletableFuture::isDone)) {
      most = Math.max(most, heap());
    }
    for (CompletableFuture<HttpResponse<String>> each : sent) {
      assertThat(each.get(120, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(hooks("too-large")).isZero();
    try {
      HttpResponse<String> refused =
          http.send(request(1, megabytes(head, 70)), HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(413);
    } catch (IOException e) { // it hung up while more was on its way
      assertThat(e).isNotNull();
    }
    await().atMost(PATIENCE).until(() -> hooks("too-large") == 1);
    assertThat(turn("after")).isPositive();
    System.out.printf(
        "F18 10 hooks of 50 MB at once: live heap of the bridge %d MB before, %d MB at most; one of"
            + " 70 MB refused%n",
        before >> 20, most >> 20);
    assertThat(bridge.logs(5_000)).doesNotContain("OutOfMemory");
    assertThat(most - before).as("live bytes while 500 MB came in").isLessThan(40L << 20);
  }

  private static HttpRequest.BodyPublisher megabytes(String head, int size) {
    return HttpRequest.BodyPublishers.ofInputStream(
        () ->
            new SequenceInputStream(
                Collections.enumeration(
                    List.of(text(head), new Filler(size << 20), text("\"},\"duration_ms\":1}")))));
  }

  /** What is alive on the heap of the bridge, in bytes; jcmd counts it right after a collection. */
  private long heap() throws Exception {
    Matcher total =
        Pattern.compile("(?m)^Total +\\d+ +(\\d+)$").matcher(jcmd("GC.class_histogram"));
    assertThat(total.find()).as("the heap of the bridge, as jcmd tells it").isTrue();
    return Long.parseLong(total.group(1));
  }

  private String jcmd(String order) throws Exception {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(bridge.pid()),
                order)
            .redirectErrorStream(true)
            .start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    return said;
  }

  private void demo(int sessions) throws Exception {
    Path root = Files.createTempDirectory("cdo");
    Path home = Files.createDirectories(root.resolve("home"));
    Map<String, String> host = new LinkedHashMap<>();
    host.put("HOME", home.toString());
    host.put("PATH", System.getenv("PATH"));
    host.put("LANG", "C.UTF-8");
    host.put("CLAUDE_CONFIG_DIR", home.resolve(".claude").toString());
    String yaml =
        "sessions:\n  agent: demo\nagents:\n  demo:\n    command: "
            + Path.of("bin/demo-agent").toAbsolutePath()
            + "\n";
    bridge = new BridgeProcess(root, yaml, host, null).warmedUp();
    bridge.start(null);
    bridge.api().awaitState(1, "idle");
    for (int n = 2; n <= sessions; n++) {
      bridge.api().post("/v1/sessions", "{\"channel\":\"local\",\"directory\":\"" + root + "\"}");
      bridge.api().awaitState(n, "idle");
    }
  }

  private HttpRequest request(int session, HttpRequest.BodyPublisher body) throws Exception {
    String port = Files.readString(bridge.layout().port()).strip();
    String token =
        Files.readString(bridge.layout().run().resolve("session-" + session + ".token")).strip();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks/" + session))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .POST(body)
        .build();
  }

  /** One message to the demo agent, until its answer is told; in milliseconds. */
  private long turn(String text) {
    try {
      if (along == null) {
        along = new ReadingAlong(bridge.layout().socket(), 1);
      }
      long from = System.nanoTime();
      bridge.api().post("/v1/sessions/1/messages", "{\"text\":\"echo " + text + "\"}");
      along.await(text);
      return (System.nanoTime() - from) / 1_000_000;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream text(String text) {
    return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
