package io.github.claudebridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.testing.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Logs({"bindings refused", "the directory of"})
class BindingStoreTest {
  private static final BindingDefaults DEFAULTS = new BindingDefaults(Path.of("/w"), "claude");
  private static final Binding ONE = binding(1, "111");
  private static final Binding TWO = binding(2, "local-2");

  @TempDir Path directory;
  private final List<List<Binding>> changes = new CopyOnWriteArrayList<>();
  private final List<List<String>> refusals = new CopyOnWriteArrayList<>();
  private Path file;
  private BindingStore store;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("sessions.json");
    store = opened();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsAddedIsThereAfterARestart() throws Exception {
    assertThat(store.nextNumber()).isEqualTo(1);
    store.add(TWO);
    assertThat(store.nextNumber()).isEqualTo(1);
    store.add(ONE);
    assertThat(store.nextNumber()).isEqualTo(3);
    assertThat(changes).containsExactly(List.of(TWO), List.of(ONE, TWO));
    assertThat(store.of("local-2")).contains(TWO);
    assertThat(store.of(7)).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    reopen();
    assertThat(store.current()).containsExactly(ONE, TWO);
    assertThat(store.remove(1)).isTrue();
    assertThat(store.remove(1)).isFalse();
    reopen();
    assertThat(store.current()).containsExactly(TWO);
  }

  @Test
  void whatWasDecidedAboutRecoveryIsKept() throws Exception {
    Binding own =
        new Binding(
            3, "local-3", "three", directory, "claude", null, null, Automatic.RESTART_ONLY);
    store.add(own);
    assertThat(Files.readString(file)).contains("\"recovery\" : \"restart-only\"");
    reopen();
    assertThat(store.current()).containsExactly(own);
    assertThatThrownBy(
            () ->
                BindingFile.read(
                    "sessions.json",
                    "{\"1\": {\"channel\": \"111\", \"recovery\": \"sometimes\"}}",
                    new BindingDefaults(directory, "claude")))
        .isInstanceOfSatisfying(
            BadSettingsException.class,
            e ->
                assertThat(e.problems().getFirst())
                    .contains("session 1: recovery: 'sometimes' is not off, restart-only or full"));
  }

  @Test
  void aChannelOrANumberIsTakenOnce() throws Exception {
    store.add(ONE);
    assertThatThrownBy(() -> store.add(binding(2, "111")))
        .hasMessage("the channel 111 is already bound to session 1");
    assertThatThrownBy(() -> store.add(binding(1, "222"))).hasMessage("session 1 exists already");
    assertThatThrownBy(() -> store.add(binding(3, "#general")))
        .hasMessage("session 3: channel: '#general' is not a Discord id or local-N");
    assertThat(store.current()).containsExactly(ONE);
  }

  @Test
  void theOldFormIsRead() throws Exception {
    assertThat(BindingFile.read("f", "{\"1\": \"111\", \"12\": \"222\"}", DEFAULTS))
        .containsExactly(
            new Binding(1, "111", "session-1", Path.of("/w"), "claude", null, null),
            new Binding(12, "222", "session-12", Path.of("/w"), "claude", null, null));
    assertThat(BindingFile.read("f", "{}", DEFAULTS)).isEmpty();
  }

  @Test
  void theExampleIsReadAndWrittenBackAlike() throws Exception {
    var text = Files.readString(Path.of("config/sessions.example.json"));
    var bindings = BindingFile.read("example", text, DEFAULTS);
    assertThat(bindings).hasSize(2);
    assertThat(BindingFile.read("again", BindingFile.write(bindings), DEFAULTS))
        .isEqualTo(bindings);
  }

  @Test
  void anEditByHandIsInForceSoon() throws Exception {
    store.add(ONE);
    Files.writeString(file, BindingFile.write(List.of(TWO)));
    await().until(() -> store.current().equals(List.of(TWO)));
    // As editors do it: a new file in the place of the old one.
    var draft = Files.writeString(directory.resolve("4913~"), BindingFile.write(List.of(ONE, TWO)));
    Files.move(file, directory.resolve("sessions.json~"));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    await().until(() -> store.current().equals(List.of(ONE, TWO)));
    assertThat(refusals).isEmpty();
  }

  @Test
  void aBrokenEditIsRefusedWithItsPlaceAndTheLastGoodStays() throws Exception {
    store.add(ONE);
    Files.writeString(
        file,
        """
        {"sessions": {
          "1": {"channel": "111", "modle": "x"},
          "2": {"channel": "111"},
          "0": {"channel": "5"},
          "3": {"channel": 123456789012345678},
          "4": {"channel": "6", "directory": "here"},
          "5": {"name": "five"}
        }}
        """);
    await().until(() -> !refusals.isEmpty());
    var name = directory.getFileName() + "/sessions.json:";
    assertThat(refusals.getFirst())
        .containsExactlyInAnyOrder(
            name + "2:27: session 1: unknown key 'modle'; did you mean 'model'?",
            name + "3:20: session 2: the channel 111 is already bound to session 1",
            name + "4:3: '0' is no session; numbers go from 1 to 999",
            name
                + "5:20: session 3: channel: a text in quotes expected, found '123456789012345678'",
            name + "6:20: session 4: directory: 'here' is not absolute; write it from /",
            name + "7:3: session 5: the key 'channel' is missing");
    assertThat(store.current()).containsExactly(ONE);
    var broken = Files.readString(file);

    reopen();
    assertThat(store.current()).containsExactly(ONE);
    assertThat(refusals).as("told again after the restart").hasSize(2);

    store.add(TWO);
    assertThat(store.current()).containsExactly(ONE, TWO);
    assertThat(directory.resolve("sessions.json.refused")).hasContent(broken);
  }

  @Test
  void aDeletedFileUnbindsNothing() throws Exception {
    store.add(ONE);
    Files.delete(file);
    await().until(() -> !refusals.isEmpty());
    assertThat(refusals.getFirst().getFirst()).contains("is gone");
    assertThat(store.current()).containsExactly(ONE);
    reopen();
    assertThat(store.current()).containsExactly(ONE);
    Files.writeString(file, "{\"sessions\": {}}");
    await().until(() -> store.current().isEmpty());
  }

  @Test
  void anEmptyFileUnbindsNothing() throws Exception {
    store.add(ONE);
    Files.writeString(file, "");
    await().until(() -> !refusals.isEmpty());
    assertThat(refusals.getFirst().getFirst()).contains("is empty");
    assertThat(store.current()).containsExactly(ONE);
  }

  @Test
  void aBrokenFileWithoutALastGoodOneIsAnErrorWithItsPlace() throws Exception {
    store.close();
    Files.deleteIfExists(directory.resolve("sessions.json.last-good"));
    Files.writeString(file, "{\n \"1\": \"1\",,}");
    var wrong = catchThrowableOfType(BadSettingsException.class, this::opened);
    assertThat(wrong.problems().getFirst()).contains("sessions.json:2:");
  }

  private void reopen() throws Exception {
    store.close();
    store = opened();
  }

  private BindingStore opened() throws Exception {
    var opened = new BindingStore(file, DEFAULTS);
    opened.onChange((before, after) -> changes.add(after));
    opened.onRefused(refusals::add);
    return opened;
  }

  private static Binding binding(int session, String channel) {
    return new Binding(session, channel, "n" + session, Path.of("/p"), "claude", "opus", null);
  }
}
