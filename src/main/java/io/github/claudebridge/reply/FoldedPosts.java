package io.github.claudebridge.reply;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Folding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one post of many that waited too long: a file with every word of them in order, and the end
 * of the last one to read at once. Links lead to the messages that they answer, since one post can
 * be a reply to one message only.
 */
public final class FoldedPosts implements Folding {
  private static final int MOST_PREVIEW = 600;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Words words;
  private final @Nullable String guild;

  /**
   * Posts for all sessions.
   *
   * @param folder where the files are kept for the outbox; it exists and is private
   * @param guild the Discord server that links lead into, or null for none
   */
  public FoldedPosts(Path folder, Words words, @Nullable String guild) {
    this.folder = folder;
    this.words = words;
    this.guild = guild;
  }

  @Override
  public PostBody fold(List<Post> posts) {
    Post first = posts.getFirst();
    Post last = posts.getLast();
    Path file = keep(first, content(posts));
    String text =
        words.say(
            "folded",
            Integer.toString(posts.size()),
            MINUTE.format(first.at()),
            MINUTE.format(last.at()));
    String link =
        posts.reversed().stream()
            .map(this::link)
            .filter(l -> !l.isEmpty())
            .findFirst()
            .map(l -> "\n" + l)
            .orElse("");
    return new PostBody(
        text + "\n" + preview(last) + link,
        first.body().replyTo(),
        List.of(file),
        List.of(),
        List.of());
  }

  private String content(List<Post> posts) {
    StringBuilder all = new StringBuilder();
    String before = "";
    for (Post post : posts) {
      String link = link(post);
      if (!link.isEmpty() && !link.equals(before)) {
        all.append(link).append("\n\n");
      }
      before = link;
      all.append(post.body().text()).append("\n\n");
    }
    return all.deleteCharAt(all.length() - 1).toString();
  }

  /** Where the message stands that a post answers; empty if it answers none in Discord. */
  private String link(Post post) {
    String asked = post.body().replyTo();
    return guild == null || asked == null || !asked.matches("\\d+")
        ? ""
        : "↪ https://discord.com/channels/" + guild + "/" + post.channel() + "/" + asked;
  }

  /** The end of a post, as plain text: a cut must leave no fence open. */
  private static String preview(Post post) {
    String flat = post.body().text().replace("```", "'''").replace('`', '\'').strip();
    int from = Math.max(0, flat.length() - MOST_PREVIEW);
    if (from > 0 && Character.isLowSurrogate(flat.charAt(from))) {
      from++;
    }
    String end = (from > 0 ? "…" : "") + flat.substring(from);
    return "> " + end.replace("\n", "\n> ");
  }

  private Path keep(Post first, String content) {
    Path home = folder.resolve("session_" + first.session()).resolve("answer-folded-" + first.id());
    try {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path part = Files.createTempFile(home, "posts", ".part");
      Files.writeString(part, content);
      return Files.move(part, home.resolve("posts.md"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the posts of session " + first.session() + " cannot be kept as a file", e);
    }
  }
}
