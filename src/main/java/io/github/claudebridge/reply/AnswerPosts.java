package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.text.LongText;
import io.github.claudebridge.text.MarkdownSplitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes posts of what an agent wrote: as many messages as it needs, or, where that would be too
 * many, a preview and the whole as a file.
 */
public final class AnswerPosts {
  private final MarkdownSplitter splitter = new MarkdownSplitter(PostBody.MAX_TEXT);
  private final Path folder;
  private final int mostMessages;
  private final UnaryOperator<String> redaction;

  /**
   * Posts for all sessions.
   *
   * @param folder where whole answers are kept for the outbox; it exists and is private
   * @param mostMessages how many messages one answer may take before it becomes a file
   * @param redaction takes secrets out, before a text is cut into pieces
   */
  public AnswerPosts(Path folder, int mostMessages, UnaryOperator<String> redaction) {
    this.folder = folder;
    this.mostMessages = mostMessages;
    this.redaction = redaction;
  }

  /**
   * The posts of one piece of text, in order; none for blank text.
   *
   * @param key names the file where there is one; the same text under the same key is the same file
   */
  public List<PostBody> of(int session, String key, String markdown) {
    return switch (LongText.of(redaction.apply(markdown), splitter, mostMessages)) {
      case LongText.Posts posts -> posts.messages().stream().map(PostBody::of).toList();
      case LongText.Preview preview -> {
        Path file = keep(session, key, preview);
        List<PostBody> bodies =
            new ArrayList<>(preview.messages().stream().map(PostBody::of).toList());
        bodies.set(bodies.size() - 1, bodies.getLast().with(List.of(file)));
        yield bodies;
      }
    };
  }

  /** Kept until it is swept: the post may have to be sent again after a crash. */
  private Path keep(int session, String key, LongText.Preview preview) {
    String safe = key.replaceAll("[^A-Za-z0-9-]", "_");
    Path home = folder.resolve("session_" + session).resolve("answer-" + safe);
    try {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path part = Files.createTempFile(home, "answer", ".part");
      Files.write(part, preview.content());
      return Files.move(
          part, home.resolve(preview.fileName()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("an answer of session " + session + " cannot be kept", e);
    }
  }
}
