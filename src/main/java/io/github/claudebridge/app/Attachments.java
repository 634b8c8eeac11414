package io.github.claudebridge.app;

import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.attachment.AttachmentResult;
import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.text.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a message's attachments to its session: fetches them, names each to the agent so that it
 * opens it, and tells the person of each that could not be had.
 */
final class Attachments implements SessionParts.Files {
  private static final Logger log = LoggerFactory.getLogger(Attachments.class);
  private static final int MOST_NAME = 80;

  /** The largest message.txt, in bytes, that is typed instead of named. */
  private static final long MOST_TYPED = 64 * 1024;

  private final AttachmentManager manager;
  private final Outbox outbox;
  private final Words words;

  Attachments(AttachmentManager manager, Outbox outbox, Words words) {
    this.manager = manager;
    this.outbox = outbox;
    this.words = words;
  }

  @Override
  public CompletableFuture<List<String>> fetch(Delivery delivery) {
    return manager
        .fetch(delivery.session(), delivery.message().attachments())
        .thenApply(results -> results.stream().map(r -> line(delivery, r)).toList());
  }

  private String line(Delivery delivery, AttachmentResult result) {
    return switch (result) {
      case AttachmentResult.Stored s ->
          longMessage(s.path(), s.ref()).orElseGet(() -> stored(s.path(), s.ref()));
      case AttachmentResult.Failed f -> {
        tellPerson(delivery, f);
        yield "(The attachment \"" + name(f.ref()) + "\" could not be fetched: " + f.reason() + ")";
      }
    };
  }

  /**
   * Discord makes a file of what is too long for a message; it is the person's text all the same.
   */
  private static Optional<String> longMessage(Path path, AttachmentRef ref) {
    if (!ref.name().equals("message.txt") || ref.size() > MOST_TYPED) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path));
    } catch (IOException e) { // not text, or gone: then it is named like any other file
      log.info("the file of a long message is not read as text: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Claude Code reads what follows an {@code @}: a picture as a picture, a text as a text. */
  private static String stored(Path path, AttachmentRef ref) {
    String type = ref.contentType() == null ? "" : ref.contentType().toLowerCase(Locale.ROOT);
    boolean picture =
        type.startsWith("image/") || path.toString().matches("(?i).*\\.(png|jpe?g|gif|webp)");
    String shown = path.toString().contains(" ") ? "@\"" + path + "\"" : "@" + path;
    return picture
        ? "Attached picture: " + shown + " (" + name(ref) + ")"
        : "Attached file: " + path + " (" + name(ref) + ", " + ref.size() + " bytes)";
  }

  private void tellPerson(Delivery delivery, AttachmentResult.Failed failed) {
    String id = delivery.message().id();
    List<Draft> draft = new ArrayList<>();
    draft.add(
        new Draft(
            delivery.message().channel(),
            delivery.session(),
            Post.Kind.NOTICE,
            "attachment:" + id + ":" + failed.ref().id(),
            PostBody.of(
                    words.say(
                        "attachment.failed", name(failed.ref()), words.told(failed.reason())))
                .inReplyTo(id)));
    outbox.add(draft);
  }

  private static String name(AttachmentRef ref) {
    return Names.label(ref.name(), MOST_NAME);
  }
}
