package io.github.claudebridge.testing.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.selections.StringSelectMenu;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.StringSelectInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InsufficientPermissionException;
import net.dv8tion.jda.api.hooks.EventListener;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import net.dv8tion.jda.api.modals.Modal;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.FileUpload;
import org.junit.jupiter.api.Test;

/** The real JDA against the twin. */
class DiscordTwinTest extends JdaRig {
  @Test
  void logsInAndHearsAMessageWithMemberAndRoles() throws InterruptedException {
    JDA bot = login();
    String id = twin.say(CHANNEL, ANNA, "hello", TwinFile.text("a.txt", "attached"));

    Message message = heard("hello");
    assertThat(message.getId()).isEqualTo(id);
    assertThat(message.getMember()).isNotNull();
    assertThat(message.getMember().getRoles()).extracting(role -> role.getName()).contains("admin");
    assertThat(message.getAttachments().getFirst().getProxy().download().join())
        .hasContent("attached");
    assertThat(bot.getSelfUser().getId()).isEqualTo(twin.botUser());
    assertThat(twin.identifies()).isOne();
    assertThat(twin.violations()).isEmpty();
  }

  @Test
  void takesRepliesFilesEditsAndReactions() throws InterruptedException {
    TextChannel channel = general();
    String asked = twin.say(CHANNEL, ANNA, "do it");
    Message answer = heard("do it").reply("done").setNonce("n-1").complete();
    channel
        .sendMessage("with file")
        .addFiles(FileUpload.fromData("über".getBytes(StandardCharsets.UTF_8), "ü.txt"))
        .complete();
    answer.editMessage("done, really").complete();
    channel.addReactionById(asked, Emoji.fromUnicode("👀")).complete();
    channel.addReactionById(asked, Emoji.fromUnicode("✅")).complete();
    channel.removeReactionById(asked, Emoji.fromUnicode("👀")).complete();
    channel.sendTyping().complete();

    Message filed = channel.retrieveMessageById(twin.posts(CHANNEL).getLast().id()).complete();
    filed.editMessageAttachments(filed.getAttachments()).complete();

    List<TwinPost> posts = twin.posts(CHANNEL);
    assertThat(posts).extracting(TwinPost::content).containsExactly("done, really", "with file");
    assertThat(posts.getFirst().replyTo()).isEqualTo(asked);
    assertThat(posts.getFirst().nonce()).isEqualTo("n-1");
    assertThat(posts.getFirst().edits()).isOne();
    assertThat(posts.getLast().attachments().getFirst().name()).isEqualTo("ü.txt");
    assertThat(posts.getLast().attachments().getFirst().text()).isEqualTo("über");
    assertThat(twin.reactions(asked)).containsOnlyKeys("✅");
    assertThat(twin.typingCount(CHANNEL)).isOne();
    assertThat(twin.violations()).isEmpty();
    assertThat(twin.rateLimited()).isEmpty();
  }

  @Test
  void tellsOfPeoplesEditsReactionsAndOtherBots() throws InterruptedException {
    login();
    String id = twin.say(CHANNEL, ANNA, "frist");
    twin.edit(id, "first");
    assertThat(next(MessageUpdateEvent.class).getMessage().getContentRaw()).isEqualTo("first");
    twin.react(id, ANNA, "👍");
    assertThat(next(MessageReactionAddEvent.class).getUserId()).isEqualTo(ANNA);
    twin.sayAsWebhook(CHANNEL, "401", "hook", "from a hook");
    assertThat(heard("from a hook").isWebhookMessage()).isTrue();
    twin.sayAsBot(CHANNEL, "402", "robot", "from a bot");
    assertThat(heard("from a bot").getAuthor().isBot()).isTrue();
    twin.say(twin.direct(ANNA), ANNA, "psst");
    assertThat(heard("psst").isFromGuild()).isFalse();
  }

  @Test
  void opensThreadsFromAMessageAndAlone() throws InterruptedException {
    TextChannel channel = general();
    Message root = channel.sendMessage("root").complete();
    ThreadChannel under = root.createThreadChannel("task 1").complete();
    ThreadChannel alone = channel.createThreadChannel("task 2").complete();
    under.sendMessage("inside").complete();
    alone.sendMessage("inside, too").complete();
    under.getManager().setArchived(true).complete();

    assertThat(under.getId()).isEqualTo(root.getId());
    assertThat(twin.posts(alone.getId())).hasSize(1);
    assertThat(twin.threads(CHANNEL))
        .extracting(thread -> thread.get("name").asText())
        .containsExactly("task 1", "task 2");
    assertThat(twin.threads(CHANNEL).getFirst().at("/thread_metadata/archived").asBoolean())
        .isTrue();
    assertThat(twin.violations()).isEmpty();
  }

  @Test
  void carriesButtonsSelectsAndForms() throws InterruptedException {
    general()
        .sendMessage("choose")
        .addComponents(
            ActionRow.of(Button.primary("go", "Go"), Button.danger("form", "Form")),
            ActionRow.of(StringSelectMenu.create("pick").addOption("A", "a").build()))
        .complete();
    String post = twin.awaitPost(CHANNEL, it -> it.content().equals("choose"), SOON).id();

    TwinInteraction click = twin.click(post, ANNA, "go");
    next(ButtonInteractionEvent.class)
        .deferReply(true)
        .queue(hook -> hook.sendMessage("went").queue());
    assertThat(click.awaitAcknowledged(SOON)).isTrue();
    assertThat(click.awaitReply(SOON).content()).isEqualTo("went");
    assertThat(click.replies()).hasSize(1);
    assertThat(click.replies().getFirst().ephemeral()).isTrue();

    TwinInteraction select = twin.select(post, ANNA, "pick", "a");
    StringSelectInteractionEvent picked = next(StringSelectInteractionEvent.class);
    picked.editMessage("picked " + picked.getValues()).setComponents().complete();
    assertThat(select.acknowledged()).isTrue();
    assertThat(twin.posts(CHANNEL).getFirst().content()).isEqualTo("picked [a]");
    assertThatThrownBy(() -> twin.click(post, ANNA, "go")).hasMessageContaining("no component");
    assertThat(twin.violations()).isEmpty();
  }

  @Test
  void opensAFormAndTakesIt() throws InterruptedException {
    general().sendMessage("ask").addComponents(ActionRow.of(Button.primary("f", "F"))).complete();
    TwinInteraction click = twin.click(twin.posts(CHANNEL).getFirst().id(), ANNA, "f");
    var input = TextInput.create("why", TextInputStyle.SHORT).build();
    next(ButtonInteractionEvent.class)
        .replyModal(Modal.create("m", "Reason").addComponents(Label.of("Why", input)).build())
        .complete();

    TwinInteraction form = twin.submit(click, ANNA, Map.of("why", "because"));
    ModalInteractionEvent filled = next(ModalInteractionEvent.class);
    assertThat(filled.getValue("why").getAsString()).isEqualTo("because");
    filled.reply("noted").complete();
    assertThat(form.awaitReply(SOON).content()).isEqualTo("noted");
    assertThat(twin.violations()).isEmpty();
  }

  @Test
  void registersAndRunsSlashCommands() throws InterruptedException {
    login()
        .getGuildById(GUILD)
        .updateCommands()
        .addCommands(
            Commands.slash("status", "What runs").addOption(OptionType.INTEGER, "n", "Number"),
            Commands.slash("session", "Sessions")
                .addSubcommands(
                    new SubcommandData("list", "All").addOption(OptionType.USER, "of", "Owner")))
        .complete();
    assertThat(twin.commands(GUILD)).hasSize(2);

    TwinInteraction status = twin.slash(CHANNEL, ANNA, "status", Map.of("n", 3));
    SlashCommandInteractionEvent event = next(SlashCommandInteractionEvent.class);
    assertThat(event.getOption("n").getAsInt()).isEqualTo(3);
    event.reply("three").setEphemeral(true).complete();
    assertThat(status.awaitReply(SOON).content()).isEqualTo("three");
    assertThat(status.acknowledgedIn()).isLessThan(Duration.ofSeconds(3));

    twin.slash(CHANNEL, ANNA, "session list", Map.of("of", ANNA));
    SlashCommandInteractionEvent list = next(SlashCommandInteractionEvent.class);
    assertThat(list.getFullCommandName()).isEqualTo("session list");
    assertThat(list.getOption("of").getAsMember().getId()).isEqualTo(ANNA);
    assertThat(twin.violations()).isEmpty();
  }

  @Test
  void refusesALateAcknowledgement() throws InterruptedException {
    general().sendMessage("b").addComponents(ActionRow.of(Button.primary("b", "B"))).complete();
    twin.interactionDeadline(Duration.ZERO);
    TwinInteraction click = twin.click(twin.posts(CHANNEL).getFirst().id(), ANNA, "b");
    ButtonInteractionEvent event = next(ButtonInteractionEvent.class);
    assertThatThrownBy(() -> event.deferEdit().complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(10062));
    assertThat(click.tooLate()).isTrue();
  }

  @Test
  void paces20PostsWithoutASingleBreach() throws InterruptedException {
    twin.rateWindows(0.1);
    TextChannel channel = general();
    var sent = new ArrayList<String>();
    IntStream.range(0, 20).mapToObj(i -> "m" + i).forEach(sent::add);
    // JDA keeps the order from when it knows the route's limit, which the first answer tells it.
    channel.sendMessage("m0").complete();
    sent.subList(1, 20).forEach(text -> channel.sendMessage(text).queue());
    twin.awaitPost(CHANNEL, post -> post.content().equals("m19"), SOON);
    assertThat(twin.posts(CHANNEL)).extracting(TwinPost::content).containsExactlyElementsOf(sent);
    assertThat(twin.rateLimited()).isEmpty();
  }

  @Test
  void allowsTwoRenamesInTheirWindow() throws InterruptedException {
    twin.rateWindows(0.001);
    TextChannel channel = general();
    for (String topic : List.of("1", "2", "3")) {
      channel.getManager().setTopic(topic).complete();
    }
    await()
        .untilAsserted(() -> assertThat(channel.getTopic()).isEqualTo("3")); // told by the gateway
    assertThat(twin.rateLimited()).isEmpty();
  }

  @Test
  void refusesWhatDiscordRefuses() throws Exception {
    TextChannel channel = general();
    assertThatThrownBy(() -> channel.sendMessage("x".repeat(2001)).complete())
        .isInstanceOf(IllegalArgumentException.class);
    byte[] big = new byte[MessageLimits.FILE_BYTES + 1];
    assertThatThrownBy(() -> channel.sendFiles(FileUpload.fromData(big, "big.bin")).complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(40005));
    int status = Raw.post(twin, CHANNEL, "{\"content\":\"" + "x".repeat(2001) + "\"}").statusCode();
    assertThat(status).isEqualTo(400);
    var odd = Raw.post(twin, CHANNEL, "{\"content\":5}");
    assertThat(odd.statusCode()).isEqualTo(400);
    assertThat(odd.body()).contains("50035").contains("content");
    assertThat(twin.violations()).hasSize(3);
    assertThat(twin.posts(CHANNEL)).isEmpty();
  }

  @Test
  void servesFilesWellAndBadly() throws Exception {
    login();
    TwinFile file = TwinFile.text("f.txt", "0123456789".repeat(100));
    twin.say(
        CHANNEL,
        ANNA,
        "files",
        file,
        file.served(TwinFile.Served.NOT_FOUND),
        file.served(TwinFile.Served.UNDERSTATED),
        file.served(TwinFile.Served.UNSTATED),
        file.served(TwinFile.Served.TRUNCATED),
        file.served(TwinFile.Served.SLOWLY));
    List<Message.Attachment> all = heard("files").getAttachments();
    assertThat(Raw.get(all.get(0).getUrl()).body()).hasSize(1000);
    assertThat(Raw.get(all.get(1).getUrl()).statusCode()).isEqualTo(404);
    assertThat(all.get(2).getSize()).isEqualTo(100);
    assertThat(Raw.get(all.get(2).getUrl()).body()).hasSize(100);
    assertThat(all.get(3).getSize()).isEqualTo(100);
    assertThat(Raw.get(all.get(3).getUrl()).body()).hasSize(1000);
    assertThatThrownBy(() -> Raw.get(all.get(4).getUrl())).isInstanceOf(IOException.class);
    assertThat(Raw.get(all.get(5).getUrl()).body()).hasSize(1000);
    assertThat(twin.downloads()).isEqualTo(6);
  }

  @Test
  void deniesWhatTheBotMayNot() throws InterruptedException {
    TextChannel channel = general();
    twin.deny(CHANNEL, Permissions.SEND_MESSAGES);
    await().atMost(SOON).until(() -> !channel.canTalk());
    assertThatThrownBy(() -> channel.sendMessage("no"))
        .isInstanceOf(InsufficientPermissionException.class);
  }

  @Test
  void hidesContentFromABotWithoutTheIntent() throws InterruptedException {
    EventListener listener = events::add;
    jda =
        TwinJda.point(JDABuilder.createLight(twin.token(), GatewayIntent.GUILD_MESSAGES), twin)
            .setCompression(Compression.NONE)
            .addEventListeners(listener)
            .build()
            .awaitReady();
    twin.say(CHANNEL, ANNA, "secret");
    String mention = "<@" + twin.botUser() + "> open";
    twin.say(CHANNEL, ANNA, mention);
    assertThat(next(MessageReceivedEvent.class).getMessage().getContentRaw()).isEmpty();
    assertThat(next(MessageReceivedEvent.class).getMessage().getContentRaw()).isEqualTo(mention);
  }
}
