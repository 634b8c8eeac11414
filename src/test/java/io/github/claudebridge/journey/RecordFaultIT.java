package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.ClaudeRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F19: the record of a conversation of the real Claude Code is damaged while nothing runs. */
class RecordFaultIT {
  private ClaudeRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClaudeRig("");
    rig.start();
    rig.awaitRung(rig.say("the number is 4711"), "answered");
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private String conversation() throws Exception {
    return rig.session().path("conversation").asText();
  }

  /** Ends bridge and agent, and damages the record. */
  private Path damaged(String how) throws Exception {
    String id = conversation();
    rig.bridge.kill();
    rig.killAgent();
    Path record = rig.home.transcript(id).orElseThrow();
    byte[] bytes = Files.readAllBytes(record);
    switch (how) {
      case "cut in a line" ->
          Files.write(record, java.util.Arrays.copyOf(bytes, bytes.length - 40));
      case "zeros at the end" ->
          Files.write(record, new byte[4096], StandardOpenOption.APPEND);
      case "half a line more" ->
          Files.writeString(
              record, "{\"type\":\"assistant\",\"message\":{\"con", StandardOpenOption.APPEND);
      case "emptied" -> Files.write(record, new byte[0]);
      case "gone" -> Files.delete(record);
      default -> throw new IllegalArgumentException(how);
    }
    return record;
  }

  private ModelRequest asked(String text) {
    return rig.model.conversation().stream()
        .filter(r -> text.equals(r.lastUserText()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut in a line", "zeros at the end", "half a line more"})
  void aBrokenEndIsCutOffAndTheConversationGoesOn(String how) throws Exception {
    String before = conversation();
    Path record = damaged(how);
    long broken = Files.size(record);
    rig.start();
    assertThat(conversation()).isEqualTo(before);
    rig.awaitRung(rig.say("and then"), "answered");
    assertThat(asked("and then").body().toString())
        .as("it remembers")
        .contains("the number is 4711");
    assertThat(rig.posts()).contains("broken", "were cut off");
    Path copy = record.resolveSibling(record.getFileName() + ".before-mend");
    assertThat(Files.size(copy)).as("what was there is kept").isEqualTo(broken);
    System.out.printf("F19 %s: mended, same conversation, it remembers%n", how);
  }

  @Test
  void aToolWithoutAResultIsNoEndOfTheConversation() throws Exception {
    String before = conversation();
    rig.model.script(ModelReply.spoken().bash("touch never"));
    String asked = rig.say("run it");
    Path record = rig.home.transcript(before).orElseThrow();
    await()
        .atMost(ClaudeRig.PATIENCE)
        .until(() -> Files.readString(record).contains("\"tool_use\""));
    rig.bridge.kill();
    rig.killAgent();
    assertThat(Files.readString(record)).doesNotContain("\"tool_result\"");
    rig.start();
    rig.awaitRung(asked, "undecided");
    assertThat(conversation()).isEqualTo(before);
    rig.awaitRung(rig.say("and then"), "answered");
    String sent = asked("and then").body().toString();
    assertThat(sent).as("it remembers").contains("the number is 4711");
    assertThat(sent.split("\"type\":\"tool_use\"", -1))
        .as("every use of a tool in it has a result")
        .hasSameSizeAs(sent.split("\"type\":\"tool_result\"", -1));
    System.out.println(
        "F19 a tool without a result: asked about, same conversation, it remembers");
  }

  @Test
  void aRecordThatIsGoneIsToldAndTheNewConversationKnowsWhatTheChatShows() throws Exception {
    String before = conversation();
    damaged("gone");
    rig.start();
    assertThat(conversation()).isNotEqualTo(before);
    rig.awaitRung(rig.say("and then"), "answered");
    assertThat(told(asked("and then"))).contains("ann: the number is 4711");
    assertThat(rig.posts()).contains("record of the conversation is missing");
    System.out.println("F19 gone: told, the new conversation knows what the chat shows");
  }

  @Test
  void aRecordThatClaudeRefusesEndsInANewConversationThatKnowsWhatTheChatShows()
      throws Exception {
    String before = conversation();
    damaged("emptied");
    rig.bridge.start(null);
    await()
        .atMost(ClaudeRig.PATIENCE)
        .ignoreExceptions()
        .until(() -> rig.recoveries().toString().contains("\"remedy\":\"fresh\""));
    rig.awaitIdle();
    assertThat(conversation()).isNotEqualTo(before);
    rig.awaitRung(rig.say("and then"), "answered");
    assertThat(told(asked("and then"))).contains("ann: the number is 4711");
    List<String> remedies = new ArrayList<>();
    rig.recoveries()
        .forEach(
            a ->
                remedies.add(
                    a.path("symptom").asText()
                        + " "
                        + a.path("remedy").asText()
                        + " "
                        + a.path("outcome").asText()));
    assertThat(remedies)
        .containsExactly("resume-refused restart failed", "resume-refused fresh back");
    assertThat(rig.posts()).contains("does not find its conversation", "new conversation");
    System.out.println("F19 emptied: " + remedies);
  }

  private static String told(ModelRequest request) {
    String all = String.join("\n", request.contextTexts()) + request.systemPrompt();
    return all;
  }
}
