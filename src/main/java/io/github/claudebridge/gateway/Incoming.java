package io.github.claudebridge.gateway;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import java.util.ArrayList;
import java.util.List;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.messages.MessageSnapshot;
import net.dv8tion.jda.api.entities.sticker.StickerItem;
import org.jspecify.annotations.Nullable;

/** Reads what Discord sends into our words. */
final class Incoming {
  private Incoming() {}

  /** The message in our words; the author's label is the name that the server shows. */
  static Message read(net.dv8tion.jda.api.entities.Message message, @Nullable Member member) {
    String label =
        member == null ? message.getAuthor().getEffectiveName() : member.getEffectiveName();
    return new Message(
        message.getId(),
        message.getChannelId(),
        new Author(message.getAuthor().getId(), label, Author.Kind.PERSON),
        text(message),
        attachments(message),
        message.getTimeCreated().toInstant());
  }

  /**
   * What a message says: its text as written, that of a forwarded message if it has none itself,
   * and the names of its stickers.
   */
  static String text(net.dv8tion.jda.api.entities.Message message) {
    List<String> parts = new ArrayList<>();
    add(parts, message.getContentRaw());
    boolean own = !parts.isEmpty();
    stickers(parts, message.getStickers());
    for (MessageSnapshot forwarded : message.getMessageSnapshots()) {
      if (!own) {
        add(parts, forwarded.getContentRaw());
      }
      stickers(parts, forwarded.getStickers());
    }
    return String.join("\n", parts);
  }

  private static void add(List<String> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(text);
    }
  }

  private static void stickers(List<String> parts, List<StickerItem> stickers) {
    stickers.forEach(sticker -> parts.add("[sticker: " + sticker.getName() + "]"));
  }

  private static List<AttachmentRef> attachments(net.dv8tion.jda.api.entities.Message message) {
    List<AttachmentRef> all = new ArrayList<>();
    message.getAttachments().forEach(each -> all.add(attachment(each)));
    for (MessageSnapshot forwarded : message.getMessageSnapshots()) {
      forwarded.getAttachments().forEach(each -> all.add(attachment(each)));
    }
    return all;
  }

  private static AttachmentRef attachment(
      net.dv8tion.jda.api.entities.Message.Attachment attachment) {
    return new AttachmentRef(
        attachment.getId(),
        attachment.getFileName(),
        attachment.getUrl(),
        attachment.getSize(),
        attachment.getContentType());
  }
}
