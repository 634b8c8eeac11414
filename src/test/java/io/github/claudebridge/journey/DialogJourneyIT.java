package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dialogs of a real Claude Code, shown in Discord and answered from there. */
class DialogJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig();
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    rig.closeChecked();
  }

  @Test
  void aPickerOfTheTerminalIsShownWithItsPictureAndAnsweredByItsButtons() throws Exception {
    atTerminal("/model");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("Which model?"));
    assertThat(shown.content()).contains("Select model").contains("❯ 1. Default");
    assertThat(shown.buttonIds())
        .anyMatch(id -> id.endsWith(":2"))
        .anyMatch(id -> id.endsWith(":esc"));
    BufferedImage picture = picture(shown);
    assertThat(picture.getWidth()).isGreaterThan(600);
    assertThat(picture.getHeight()).isGreaterThan(200);

    TwinInteraction stranger = click(shown, STRANGER, ":esc");
    assertThat(stranger.awaitReply(SOON).content()).isEqualTo("Not allowed.");
    assertThat(rig.screen()).contains("Select model");
    assertThat(audit()).contains(STRANGER);

    TwinInteraction pressed = click(shown, BEN, ":esc");
    assertThat(pressed.awaitReply(SOON).content()).startsWith("⌨️ Pressed: `esc`");
    TwinPost closed = edited(shown, "pressed **Esc**");
    assertThat(closed.content()).contains("<@" + BEN + ">").doesNotContain("Select model");
    assertThat(closed.buttonIds()).isEmpty();
    assertThat(rig.screen()).contains("Kept model");
    assertThat(audit()).contains("dialog.press");
    rig.awaitAnswered(rig.twin().say(CHANNEL, ANN, "and on with it"));
  }

  @Test
  void aClickOnADialogThatHasGonePressesNothing() throws Exception {
    atTerminal("/model");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("Which model?"));
    rig.twin().rest5xx(1, 500); // the edit comes late, so that the button can still be clicked
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "Escape");
    rig.awaitState("idle");
    TwinInteraction late = click(shown, ANN, ":2");
    assertThat(late.awaitReply(SOON).content()).isEqualTo("That dialog is gone.");
    assertThat(rig.screen())
        .contains("Kept model")
        .doesNotContain("❯ 2")
        .doesNotContain("❯\u00a02");
    TwinPost closed = edited(shown, "Closed at the terminal");
    assertThat(closed.buttonIds()).isEmpty();
  }

  @Test
  void aClickOnAnOlderLookOfTheDialogShowsTheNewOneInstead() throws Exception {
    atTerminal("/model");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("Which model?"));
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "Down");
    await().atMost(SOON).until(() -> rig.screen().contains("❯ 2."));
    TwinInteraction old = click(shown, ANN, ":enter");
    assertThat(old.awaitReply(SOON).content()).startsWith("It looks different by now");
    assertThat(rig.screen()).contains("Select model");
    TwinPost now = edited(shown, "❯ 2.");
    picture(now);
    click(now, ANN, ":esc").awaitReply(SOON);
    edited(shown, "pressed **Esc**");
  }

  @Test
  void anOpenDialogIsNotToldTwiceByARestartAndItsButtonsGoOnWorking() throws Exception {
    atTerminal("/model");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("Which model?"));
    rig.bridge().stop();
    rig.bridge().open();
    rig.awaitState("waiting");
    click(shown, ANN, ":esc").awaitReply(SOON);
    edited(shown, "pressed **Esc**");
    assertThat(dialogs()).hasSize(1);

    atTerminal("/model");
    TwinPost second =
        rig.awaitPost(p -> p.content().contains("Which model?") && !p.id().equals(shown.id()));
    rig.bridge().stop();
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "Escape");
    rig.bridge().open();
    TwinPost closed = edited(second, "Closed at the terminal");
    assertThat(closed.buttonIds()).isEmpty();
  }

  @Test
  void nothingIsTypedIntoAnEditorAndTheMessageWaitsUntilItIsLeft() throws Exception {
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "-l", "a draft");
    await().atMost(SOON).until(() -> rig.screen().contains("a draft"));
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "C-g");
    await().atMost(SOON).until(() -> rig.screen().contains("\n~\n"));
    String asked = rig.twin().say(CHANNEL, ANN, "for the agent alone");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("An editor is open"));
    assertThat(rig.screen()).doesNotContain("for the agent alone");
    TwinPost now = shown;
    for (String typed : List.of(":", ":q", ":q!")) {
      String key = typed.substring(typed.length() - 1);
      TwinInteraction pressed = click(now, ANN, ":" + key);
      assertThat(pressed.awaitReply(SOON).content()).startsWith("⌨️ Pressed: `" + key + "`");
      now = edited(shown, "\n" + typed + "\n```");
    }
    click(now, ANN, ":enter").awaitReply(SOON);
    edited(shown, "pressed **Enter**");
    rig.awaitAnswered(asked);
    assertThat(rig.model().conversation().getLast().lastUserText())
        .isEqualTo("for the agent alone");
  }

  /** The page of the app is a real screen that the contract has no name for (2.1.329). */
  @Test
  void aScreenThatNobodyKnowsIsShownAsItIsAndClosedByItsButton() throws Exception {
    atTerminal("/mobile");
    TwinPost shown = rig.awaitPost(p -> p.content().contains("cannot read"));
    assertThat(shown.content()).contains("Get the Claude app on your phone", "Esc to close");
    assertThat(keys(shown)).containsExactly("up", "down", "enter", "esc");
    assertThat(picture(shown).getHeight()).isGreaterThan(200);
    assertThat(rig.api().get("/v1/sessions/1/screen")).contains("\"dialog\":\"unknown\"");
    String waits = rig.twin().say(CHANNEL, ANN, "once that is gone");
    await().atMost(SOON).until(() -> rig.twin().reactions(waits).containsKey("📥"));

    assertThat(click(shown, STRANGER, ":esc").awaitReply(SOON).content()).isEqualTo("Not allowed.");
    assertThat(click(shown, BEN, ":esc").awaitReply(SOON).content())
        .startsWith("⌨️ Pressed: `esc`");
    TwinPost closed = edited(shown, "pressed **Esc**");
    assertThat(closed.content()).contains("<@" + BEN + ">").doesNotContain("Get the Claude app");
    assertThat(closed.buttonIds()).isEmpty();
    assertThat(rig.screen()).doesNotContain("Scan the QR code");
    assertThat(audit()).contains("dialog.press");
    rig.awaitAnswered(waits);
    rig.awaitPost("ECHO: once that is gone");
    assertThat(rig.twin().posts(CHANNEL).stream().filter(p -> p.content().contains("cannot read")))
        .as("told once")
        .hasSize(1);
  }

  @Test
  void theTerminalCanBeSeenAndItsDialogsAnsweredByCommands() throws Exception {
    TwinInteraction nothing =
        rig.twin().slash(CHANNEL, ANN, "keys", java.util.Map.of("keys", "esc"));
    assertThat(nothing.awaitReply(SOON).content()).startsWith("No dialog is open");
    atTerminal("/help");
    TwinPost shown = rig.awaitPost(p -> !p.buttonIds().isEmpty());
    TwinInteraction look = rig.twin().slash(CHANNEL, ANN, "screen", java.util.Map.of());
    assertThat(look.awaitReply(SOON).content()).startsWith("🖥️");
    TwinPost screen = rig.awaitPost(p -> p.content().startsWith("🖥️ The terminal of session 1"));
    picture(screen);
    assertThat(rig.api().get("/v1/sessions/1/screen")).contains("\"keys\":").contains("Shortcuts");
    assertThat(rig.api().post("/v1/sessions/1/keys?author=ann", "{\"keys\":[\"esc\"]}"))
        .contains("pressed");
    edited(shown, "pressed **Esc**");
  }

  private void atTerminal(String command) throws Exception {
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "-l", command);
    await().atMost(SOON).until(() -> rig.screen().contains(command));
    rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "Enter");
  }

  private TwinInteraction click(TwinPost post, String user, String keyEnd) {
    String id =
        post.buttonIds().stream()
            .filter(b -> b.endsWith(keyEnd))
            .findFirst()
            .orElseThrow(() -> new AssertionError(keyEnd + " is none of " + post.buttonIds()));
    return rig.twin().click(post.id(), user, id);
  }

  private TwinPost edited(TwinPost post, String text) {
    return rig.awaitPost(p -> p.id().equals(post.id()) && p.content().contains(text));
  }


  private List<TwinPost> dialogs() {
    return rig.twin().posts(CHANNEL).stream()
        .filter(p -> p.content().contains("Which model?"))
        .toList();
  }

  private String audit() throws Exception {
    return Files.readString(rig.bridge().layout().audit());
  }

  private static List<String> keys(TwinPost post) {
    return post.buttonIds().stream().map(id -> id.substring(id.lastIndexOf(':') + 1)).toList();
  }

  private static BufferedImage picture(TwinPost post) throws Exception {
    assertThat(post.attachments()).hasSize(1);
    byte[] png = post.attachments().getFirst().bytes();
    String keep = System.getProperty("pictures");
    if (keep != null) {
      Files.write(Path.of(keep, post.id() + "-" + post.edits() + ".png"), png);
    }
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
