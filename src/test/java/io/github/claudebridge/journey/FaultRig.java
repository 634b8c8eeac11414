package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What the tests of faults have in common: the bridge as a process, demo agents, Discord's twin.
 */
final class FaultRig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(240);

  final CrashRig rig;
  final List<CrashOracle.Asked> asked = new ArrayList<>();

  FaultRig(int sessions, String yaml) throws Exception {
    rig = new CrashRig(sessions, yaml);
  }

  /** Starts the bridge, and waits until every session takes prompts; where they do not, ends it. */
  FaultRig started() throws Exception {
    try {
      rig.bridge().start(null);
      awaitReady();
      return this;
    } catch (ConditionTimeoutException e) {
      System.out.println(rig.bridge().logs(30));
      close(); // nobody has it so far who could
      throw e;
    }
  }

  void awaitReady() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode health = Json.parse(rig.bridge().api().get("/v1/health"));
              // What is said before a channel was ever heard is none of the bridge's business.
              return CrashOracle.begun(rig.bridge().layout().store()) == rig.sessions()
                  && health.at("/discord/state").asText().equals("ready")
                  && health.findValuesAsText("rung").isEmpty()
                  && StreamSupport.stream(health.path("sessions").spliterator(), false)
                      .allMatch(s -> s.path("state").asText().equals("idle"));
            });
  }

  /** Somebody says something that is answered with the same words; returns its token. */
  String say(int session, String how) {
    return say(session, how, "");
  }

  String say(int session, String how, String more) {
    String token = "m%04d".formatted(asked.size());
    String id = rig.twin().say(CrashRig.channel(session), CrashRig.ANN, how + " " + token + more);
    asked.add(new CrashOracle.Asked(id, token, session));
    return token;
  }

  void awaitAnswer(int session, String token) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> posts(session).stream().anyMatch(p -> p.content().startsWith(token)));
  }

  List<TwinPost> posts(int session) {
    return rig.twin().posts(CrashRig.channel(session));
  }

  /** The posts about troubles of a session. */
  List<TwinPost> told(int session) {
    return posts(session).stream()
        .filter(p -> p.content().matches("(?s)^(💤|⏳|🔂|🔑|⌛).*"))
        .toList();
  }

  void awaitTold(int session, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told(session))
                    .as(() -> rig.bridge().logs(40))
                    .anySatisfy(p -> assertThat(p.content()).contains(words)));
  }

  /** How the recoveries of a session went, oldest first. */
  List<JsonNode> recoveries(int session) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    Json.parse(rig.bridge().api().get("/v1/sessions/" + session + "/recovery")).forEach(all::add);
    return all;
  }

  String state(int session) throws Exception {
    return Json.parse(rig.bridge().api().get("/v1/sessions/" + session)).path("state").asText();
  }

  ProcessHandle awaitAgent(int session) {
    await().atMost(PATIENCE).until(() -> rig.agent(session).isPresent());
    return rig.agent(session).orElseThrow();
  }

  /** Sends a signal to a process. */
  static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Waits until every message has come to its end, and judges what became of them. */
  CrashOracle.Verdict judge() throws Exception {
    awaitSettled();
    CrashOracle.Verdict verdict = new CrashOracle(rig, asked).judge();
    assertThat(verdict.lostIn()).as("lost on the way in").isEmpty();
    assertThat(verdict.duplicatedIn()).as("typed twice").isEmpty();
    assertThat(verdict.outOfOrder()).as("out of order").isEmpty();
    assertThat(verdict.lostOut()).as("lost on the way out").isEmpty();
    assertThat(verdict.duplicatedOut()).as("posted twice").isEmpty();
    return verdict;
  }

  /** Waits until every message has come to its end. */
  void awaitSettled() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(
            () -> {
              var stored = CrashOracle.stored(rig.bridge().layout().store());
              return stored.size() >= asked.size()
                  && stored.values().stream()
                      .allMatch(s -> s.rung().matches("ANSWERED|FAILED|UNDECIDED"))
                  && CrashOracle.pendingPosts(rig.bridge().layout().store()) == 0;
            });
  }

  @Override
  public void close() throws Exception {
    rig.close();
  }
}
