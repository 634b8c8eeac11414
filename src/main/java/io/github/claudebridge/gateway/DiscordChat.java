package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.outbox.Chat;
import io.github.claudebridge.outbox.ChatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.buttons.ButtonStyle;
import net.dv8tion.jda.api.components.selections.SelectOption;
import net.dv8tion.jda.api.components.selections.StringSelectMenu;
import net.dv8tion.jda.api.entities.ISnowflake;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.requests.restaction.MessageCreateAction;
import net.dv8tion.jda.api.requests.restaction.MessageEditAction;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.TimeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discord as a place where posts go. It posts only in the chosen server, pings only whom the post
 * names, and reads files as they go out, never through a symbolic link.
 *
 * <p>A post carries its nonce, so that Discord makes one message of it however often it is sent
 * within a few minutes (Discord: {@code enforce_nonce}).
 */
public final class DiscordChat implements Chat {
  private static final Logger log = LoggerFactory.getLogger(DiscordChat.class);
  private static final Pattern SNOWFLAKE = Pattern.compile("\\d{1,20}");
  // Long enough for 25 MiB over a slow line; a line that stalls is given up after 15 s.
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
  private static final int HISTORY = 100;
  private static final Duration TYPING_TIMEOUT = Duration.ofSeconds(8);
  private static final int BUTTONS_IN_A_ROW = 5;

  private final ChannelFinder channels;
  private final RungMarks marks;
  private final PostWindows windows = new PostWindows();

  DiscordChat(ChannelFinder channels, MarkLog log) {
    this.channels = channels;
    this.marks = new RungMarks(channels, log);
  }

  /** Discord can be spoken to again: shows what could not be shown, without waiting for it. */
  void back() {
    marks.catchUp();
  }

  @Override
  public boolean serves(String channel) {
    return SNOWFLAKE.matcher(channel).matches();
  }

  @Override
  public String send(Post post) throws ChatException {
    try {
      for (Path file : post.body().files()) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw Trouble.lasting("there is no file " + file.getFileName() + " any more to send");
        }
      }
      GuildMessageChannel channel = channels.find(post.channel());
      windows.await(post.channel());
      try {
        return Pace.POSTS.call(() -> action(channel, post), TIMEOUT).getId();
      } finally {
        windows.sent(post.channel());
      }
    } catch (Trouble e) {
      String reason = String.valueOf(e.getMessage());
      throw e.passing() ? ChatException.passing(reason, e) : ChatException.lasting(reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.passing("the bridge stops", e);
    }
  }

  @Override
  public List<String> standing(Post post, List<PostBody> versions) throws ChatException {
    long from =
        Math.max(1, TimeUtil.getDiscordTimestamp(post.at().minus(CLOCKS_DIFFER).toEpochMilli()));
    try {
      GuildMessageChannel channel = channels.find(post.channel());
      return Pace.HISTORY.call(() -> channel.getHistoryAfter(from, HISTORY), TIMEOUT)
          .getRetrievedHistory()
          .reversed()
          .stream()
          .filter(message -> versions.stream().anyMatch(body -> looksLike(message, body)))
          .map(ISnowflake::getId)
          .toList();
    } catch (Trouble e) {
      if (e.passing()) {
        throw ChatException.passing(String.valueOf(e.getMessage()), e);
      }
      log.info("whether post {} stands already cannot be read: {}", post.id(), e.getMessage());
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.passing("the bridge stops", e);
    }
  }

  private static boolean looksLike(
      net.dv8tion.jda.api.entities.Message message, PostBody body) {
    return message.getAuthor().getId().equals(message.getJDA().getSelfUser().getId())
        && message.getContentRaw().strip().equals(body.text().strip())
        && message.getAttachments().size() == body.files().size();
  }

  @Override
  public void edit(Post post) throws ChatException {
    try {
      GuildMessageChannel channel = channels.find(post.channel());
      // A live post has what answers leave of their share, and waits for it before it comes here.
      Pace pace = post.kind() == Post.Kind.STATUS ? Pace.POSTS : Pace.EDITS;
      pace.call(() -> edit(channel, post), TIMEOUT);
    } catch (Trouble e) {
      String reason = String.valueOf(e.getMessage());
      throw e.passing() ? ChatException.passing(reason, e) : ChatException.lasting(reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.passing("the bridge stops", e);
    }
  }

  @Override
  public void remove(Post post) throws ChatException {
    try {
      GuildMessageChannel channel = channels.find(post.channel());
      Trouble.waitFor(() -> channel.deleteMessageById(String.valueOf(post.sentId())), TIMEOUT);
    } catch (Trouble e) {
      if (!e.gone()) {
        String reason = String.valueOf(e.getMessage());
        throw e.passing() ? ChatException.passing(reason, e) : ChatException.lasting(reason, e);
      }
      log.debug("post {} was taken away by somebody else", post.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.passing("the bridge stops", e);
    }
  }

  private static MessageEditAction edit(GuildMessageChannel channel, Post post) {
    PostBody body = post.body();
    MessageEditAction action =
        channel
            .editMessageById(String.valueOf(post.sentId()), body.text())
            .setAllowedMentions(EnumSet.noneOf(MentionType.class))
            .mentionUsers(body.mentions().toArray(String[]::new))
            .mentionRepliedUser(false)
            .setComponents(rows(body));
    List<Path> there = // one that was swept meanwhile must not keep the words from changing
        body.files().stream()
            .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (!there.isEmpty()) {
      action.setFiles(there.stream().map(DiscordChat::upload).toList());
    }
    return action;
  }

  private static MessageCreateAction action(GuildMessageChannel channel, Post post) {
    PostBody body = post.body();
    MessageCreateAction action =
        channel
            .sendMessage(body.text())
            .setNonce(post.nonce())
            .setAllowedMentions(EnumSet.noneOf(MentionType.class))
            .mentionUsers(body.mentions().toArray(String[]::new))
            .mentionRepliedUser(false)
            .setSuppressedNotifications(post.silent());
    // What was asked from the command line is no message of Discord's that could be replied to.
    if (body.replyTo() != null && SNOWFLAKE.matcher(body.replyTo()).matches()) {
      action.setMessageReference(body.replyTo()).failOnInvalidReply(false);
    }
    if (!body.files().isEmpty()) {
      action.addFiles(body.files().stream().map(DiscordChat::upload).toList());
    }
    if (!body.buttons().isEmpty()) {
      action.setComponents(rows(body));
    }
    return action;
  }

  private static FileUpload upload(Path file) {
    return FileUpload.fromStreamSupplier(file.getFileName().toString(), () -> open(file));
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ActionRow> rows(PostBody body) {
    List<PostBody.Button> buttons = body.buttons();
    List<ActionRow> rows = new ArrayList<>();
    if (body.menu() != null) {
      rows.add(ActionRow.of(menu(body.menu())));
    }
    for (int from = 0; from < buttons.size(); from += BUTTONS_IN_A_ROW) {
      int to = Math.min(buttons.size(), from + BUTTONS_IN_A_ROW);
      rows.add(ActionRow.of(buttons.subList(from, to).stream().map(DiscordChat::button).toList()));
    }
    return rows;
  }

  private static StringSelectMenu menu(PostBody.Menu menu) {
    StringSelectMenu.Builder builder =
        StringSelectMenu.create(menu.id()).setPlaceholder(menu.hint()).setMaxValues(menu.most());
    for (PostBody.Entry entry : menu.entries()) {
      SelectOption option = SelectOption.of(entry.label(), entry.value());
      builder.addOptions(
          entry.more().isEmpty() ? option : option.withDescription(entry.more()));
    }
    return builder.build();
  }

  private static Button button(PostBody.Button button) {
    ButtonStyle style =
        switch (button.style()) {
          case PRIMARY -> ButtonStyle.PRIMARY;
          case SECONDARY -> ButtonStyle.SECONDARY;
          case SUCCESS -> ButtonStyle.SUCCESS;
          case DANGER -> ButtonStyle.DANGER;
        };
    return Button.of(style, button.id(), button.label());
  }

  @Override
  public void typing(String channel) {
    Thread.ofVirtual().name("typing-" + channel).start(() -> type(channel));
  }

  private void type(String channel) {
    try {
      GuildMessageChannel found = channels.find(channel);
      Pace.TYPING.call(found::sendTyping, TYPING_TIMEOUT);
    } catch (Trouble e) {
      log.debug("channel {} does not show that somebody writes: {}", channel, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void mark(Message message, Rung rung) {
    if (SNOWFLAKE.matcher(message.id()).matches()) {
      marks.mark(message, rung);
    }
  }
}
