package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent.Exited;
import io.github.claudebridge.engine.AgentEvent.GoneWith;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told apart when an agent is gone. */
class DiagnosisTest {
  private static final Vitals.Started READY = new Vitals.Started(true, true);
  private static final Vitals.Started RESUMING = new Vitals.Started(true, false);
  private static final Vitals.Started FIRST = new Vitals.Started(false, false);

  @TempDir private Path folder;
  private Path group;
  private Path events;
  private Diagnosis diagnosis;

  @BeforeEach
  void open() throws Exception {
    group = folder.resolve("cgroup");
    Files.writeString(group, "1:name=x:/\n0::/bridge.slice/one\n");
    events = folder.resolve("bridge.slice/one/memory.events");
    Files.createDirectories(events.getParent());
    kills(4);
    diagnosis = new Diagnosis(new MemoryEvidence(group, folder));
  }

  private void kills(int count) throws Exception {
    Files.writeString(events, "low 0\nhigh 1\noom 9\noom_kill " + count + "\n");
  }

  private Symptom of(Exited end, Vitals.Started started) {
    return diagnosis.of(end, started, null);
  }

  @Test
  void exitsSignalsPanesAndServers() {
    assertThat(of(new Exited(0, "bye"), READY)).isEqualTo(new Symptom.Exited(0, "bye"));
    assertThat(of(new Exited(1, "x"), READY)).isEqualTo(new Symptom.Exited(1, "x"));
    assertThat(of(new Exited(143, "x"), READY)).isEqualTo(new Symptom.Killed(15, "x"));
    assertThat(of(new Exited(255, "x"), READY)).isEqualTo(new Symptom.Exited(255, "x"));
    assertThat(of(new Exited(null, null), READY)).isEqualTo(new Symptom.PaneGone());
    assertThat(of(new Exited(129, null, GoneWith.ITS_TERMINAL), READY))
        .isEqualTo(new Symptom.PaneGone());
    assertThat(of(new Exited(137, "x", GoneWith.ALL_TERMINALS), READY))
        .isEqualTo(new Symptom.TmuxGone());
    assertThat(diagnosis.of(null, FIRST, "no such program"))
        .isEqualTo(new Symptom.StartFailed("no such program"));
  }

  @Test
  void aKillIsWantOfMemoryOnlyWhereTheSystemSaysSo() throws Exception {
    assertThat(of(new Exited(137, "x"), READY)).isEqualTo(new Symptom.Killed(9, "x"));
    kills(5);
    assertThat(of(new Exited(137, "x"), READY)).isEqualTo(new Symptom.OutOfMemory(true));
    assertThat(of(new Exited(137, "x"), READY))
        .as("counted once")
        .isEqualTo(new Symptom.Killed(9, "x"));
    Files.delete(events);
    assertThat(of(new Exited(137, "x"), READY)).isEqualTo(new Symptom.OutOfMemory(false));
  }

  @Test
  void theOldLayoutOfControlGroupsIsReadToo() throws Exception {
    Files.writeString(group, "4:memory:/a/b\n0::/\n");
    Path control = folder.resolve("memory/a/b/memory.oom_control");
    Files.createDirectories(control.getParent());
    Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
    Diagnosis old = new Diagnosis(new MemoryEvidence(group, folder));
    Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    assertThat(old.of(new Exited(137, "x"), READY, null)).isEqualTo(new Symptom.OutOfMemory(true));
  }

  @Test
  void theLastWordsOfAnAgentThatWasNeverReady() {
    String refused = "\n\nNo conversation found with session ID: 1234\n";
    assertThat(of(new Exited(1, refused), RESUMING)).isInstanceOf(Symptom.ResumeRefused.class);
    assertThat(of(new Exited(1, refused), FIRST)).isInstanceOf(Symptom.Exited.class);
    assertThat(of(new Exited(1, "Invalid API key · Please run /login"), FIRST))
        .isInstanceOf(Symptom.LoggedOut.class);
    assertThat(of(new Exited(1, "Claude usage limit reached."), FIRST))
        .isInstanceOf(Symptom.UsageLimit.class);
  }

  @Test
  void whatTheAgentOnlyQuotesIsNotBelieved() {
    String quoted = "❯ what does \"Please run /login\" mean?\n● It means...";
    assertThat(of(new Exited(1, quoted), READY)).isInstanceOf(Symptom.Exited.class);
    String above = "Please run /login\n1\n2\n3\n4\n5";
    assertThat(of(new Exited(1, above), FIRST)).isInstanceOf(Symptom.Exited.class);
  }
}
