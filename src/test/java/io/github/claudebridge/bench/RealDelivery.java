package io.github.claudebridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;

/**
 * Sends messages through the whole bridge to the real Claude Code, for {@link DeliveryJudge} to
 * compare with what the model is asked.
 */
final class RealDelivery {

  /** The longest text that goes by the Discord twin; longer ones go by the local API. */
  private static final int MOST_DISCORD = 4_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What became of the messages of a group, and how long each took until it was accepted. */
  static final class Result {
    final String name;
    int sent;
    int once;
    int asWritten;
    int asFile;
    int refused;
    int lost;
    int twice;
    int merged;
    int wrapped;
    int changed;
    final List<Double> millis = new ArrayList<>();
    final List<String> oddities = new ArrayList<>();

    Result(String name) {
      this.name = name;
    }

    String row() {
      String written = asWritten + (asFile == 0 ? "" : ", " + asFile + " as a file");
      return "| %s | %d | %d | %s | %d | %d | %d | %d | %d | %d | %s |"
          .formatted(
              name, sent, once, written, refused, lost, twice, merged, wrapped, changed,
              Numbers.p50p99(millis));
    }

    boolean clean() {
      return once + refused == sent && lost + twice + merged + wrapped + changed == 0;
    }
  }

  private record Sent(String id, String text, Instant at) {}

  private final DiscordRig rig;
  private volatile CountDownLatch hold = new CountDownLatch(0);

  RealDelivery(DiscordRig rig) {
    this.rig = rig;
    rig.model().answer(r -> ModelReply.spoken().holdUntil(hold).text("done"));
  }

  Result run(Corpus.Group group) throws Exception {
    Result result = new Result(group.name());
    for (int i = 0; i < group.texts().size(); i += group.together()) {
      List<String> texts = group.texts().subList(i, i + group.together());
      rig.awaitState("idle");
      int asked = rig.model().conversation().size();
      List<Sent> sent = send(group.setting(), texts);
      Map<String, JsonNode> ends = awaitEnds(sent);
      judge(result, sent, ends, asked);
    }
    return result;
  }

  private List<Sent> send(Corpus.Setting setting, List<String> texts) throws Exception {
    return switch (setting) {
      case ALONE -> List.of(say(texts.getFirst()));
      case BURST -> sayTogether(texts);
      case WORKING -> sayWhileItWorks(texts.getFirst());
      case DIALOG -> sayBehindADialog(texts.getFirst());
      case DRAFT -> {
        terminal("send-keys", "-l", "half a thought");
        Awaitility.await().atMost(PATIENCE).until(() -> rig.screen().contains("half a thought"));
        Sent sent = say(texts.getFirst());
        awaitEnds(List.of(sent));
        Awaitility.await().atMost(PATIENCE).until(() -> rig.screen().contains("half a thought"));
        terminal("send-keys", "C-c");
        Awaitility.await().atMost(PATIENCE).until(() -> !rig.screen().contains("half a thought"));
        yield List.of(sent);
      }
      case TYPING -> sayAmongKeys(texts.getFirst());
    };
  }

  private Sent say(String text) throws Exception {
    if (text.length() <= MOST_DISCORD) {
      Instant at = Instant.now();
      return new Sent(rig.twin().say(DiscordRig.CHANNEL, DiscordRig.ANN, text), text, at);
    }
    Instant at = Instant.now();
    String answer =
        rig.api()
            .post("/v1/sessions/1/messages", Json.write(Map.of("text", text, "author", "bench")));
    return new Sent(Json.parse(answer).path("id").asText(), text, at);
  }

  /** From as many callers as there are texts, every second one by the local API. */
  private List<Sent> sayTogether(List<String> texts) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newFixedThreadPool(texts.size())) {
      List<Future<Sent>> all = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        boolean local = i % 2 == 1;
        all.add(
            callers.submit(
                () -> {
                  go.await();
                  if (!local) {
                    return say(text);
                  }
                  Instant at = Instant.now();
                  String body = Json.write(Map.of("text", text, "author", "bench"));
                  String answer = rig.api().post("/v1/sessions/1/messages", body);
                  return new Sent(Json.parse(answer).path("id").asText(), text, at);
                }));
      }
      go.countDown();
      List<Sent> sent = new ArrayList<>();
      for (Future<Sent> one : all) {
        sent.add(one.get());
      }
      return sent;
    }
  }

  private List<Sent> sayWhileItWorks(String text) throws Exception {
    hold = new CountDownLatch(1);
    Sent first = say("Work for a while, before: " + text);
    rig.awaitState("working");
    Sent second = say(text);
    Awaitility.await().atMost(PATIENCE).until(() -> times(second.id()).has("queued"));
    hold.countDown();
    return List.of(first, second);
  }

  private List<Sent> sayBehindADialog(String text) throws Exception {
    Path made = rig.home().project().resolve("made-" + System.nanoTime());
    rig.model().script(ModelReply.spoken().bash("touch " + made));
    Sent first = say("Make the file, before: " + text);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> rig.screen().contains("Do you want to proceed"));
    Sent second = say(text);
    Awaitility.await().atMost(PATIENCE).until(() -> times(second.id()).has("queued"));
    Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    if (Files.exists(made)) {
      throw new IllegalStateException("the message answered the dialog");
    }
    terminal("send-keys", "1");
    return List.of(first, second);
  }

  /** A person types a word, a key each 60 ms, while the message comes. */
  private List<Sent> sayAmongKeys(String text) throws Exception {
    Thread person =
        Thread.startVirtualThread(
            () -> {
              for (char key : "typing at the terminal meanwhile".toCharArray()) {
                try {
                  terminal("send-keys", "-l", String.valueOf(key));
                  Thread.sleep(60);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    Thread.sleep(500);
    Sent sent = say(text);
    person.join();
    awaitEnds(List.of(sent));
    terminal("send-keys", "C-c");
    Awaitility.await().atMost(PATIENCE).until(() -> !rig.screen().contains("meanwhile"));
    return List.of(sent);
  }

  private void terminal(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(1, List.of("-t", "=claude-session-1:"));
    rig.bridge().tmux(command.toArray(String[]::new));
  }

  /** The newest messages by their ids, the newest first, once those that were sent have ended. */
  private Map<String, JsonNode> awaitEnds(List<Sent> sent) {
    Map<String, JsonNode> ends = new LinkedHashMap<>();
    Awaitility.await()
        .atMost(PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(30))
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode all = Json.parse(rig.api().get("/v1/sessions/1/messages?limit=60"));
              ends.clear();
              all.forEach(m -> ends.put(m.path("id").asText(), m));
              return sent.stream()
                  .allMatch(
                      s ->
                          ends.containsKey(s.id())
                              && Set.of("answered", "failed", "undecided")
                                  .contains(ends.get(s.id()).path("rung").asText()));
            });
    return ends;
  }

  private JsonNode times(String id) throws Exception {
    JsonNode all = Json.parse(rig.api().get("/v1/sessions/1/messages?limit=60"));
    for (JsonNode m : all) {
      if (m.path("id").asText().equals(id)) {
        return m.path("times");
      }
    }
    return Json.object();
  }

  private void judge(Result result, List<Sent> sent, Map<String, JsonNode> ends, int asked) {
    for (Sent s : sent) {
      String accepted = ends.get(s.id()).path("times").path("accepted").asText("");
      if (!accepted.isEmpty()) {
        result.millis.add(Duration.between(s.at(), Instant.parse(accepted)).toNanos() / 1e6);
      }
    }
    List<String> stored = List.copyOf(ends.keySet()).reversed();
    List<DeliveryJudge.Said> said =
        sent.stream()
            .sorted(Comparator.comparingInt(s -> stored.indexOf(s.id())))
            .map(s -> said(s, ends.get(s.id())))
            .toList();
    var requests = rig.model().conversation();
    DeliveryJudge.judge(
        result,
        said,
        requests.subList(asked, requests.size()).stream()
            .filter(request -> request.toolResults().isEmpty())
            .flatMap(request -> request.userTexts().stream())
            .toList());
  }

  private static DeliveryJudge.Said said(Sent sent, JsonNode end) {
    return new DeliveryJudge.Said(
        sent.text(), end.path("rung").asText(), end.path("reason").asText());
  }
}
