package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.testing.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many posts in one. */
class FoldedPostsTest {
  @TempDir private Path folder;

  private static Post post(int id, String text) {
    Instant at = Instant.parse("2026-11-21T10:00:00Z").plusSeconds(60L * id);
    return new Post(
        id, "c", 3, Post.Kind.ANSWER, "k" + id, "n" + id, PostBody.of(text), Post.State.PENDING,
        null, null, at);
  }

  private PostBody fold(Locale language, String last) {
    return new FoldedPosts(folder, new Words(language), "70")
        .fold(
            List.of(
                post(1, "The first.\n\n```java\nint i;\n```"),
                post(2, "🎌".repeat(1_000)),
                post(9, last)));
  }

  @Test
  void theFileHasEveryWordAndThePostTheLastOnes() throws Exception {
    PostBody body = fold(Locale.ENGLISH, "All **done**:\n```\n3 tests\n```");
    Path file = body.files().getFirst();
    assertThat(Files.readString(file))
        .isEqualTo(
            "The first.\n\n```java\nint i;\n```\n\n"
                + "🎌".repeat(1_000)
                + "\n\nAll **done**:\n```\n3 tests\n```\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    PostBody japanese = fold(Locale.JAPANESE, "All **done**:\n```\n3 tests\n```");
    Golden.at("src/test/resources/posts/folded")
        .check("posts.md", body.text() + "\n\n----\n\n" + japanese.text() + "\n");
  }

  private static Post answer(int id, String text, String asked) {
    Post post = post(id, text);
    PostBody body = new PostBody(text, asked, List.of(), List.of(), List.of());
    return new Post(
        id, "71", 3, post.kind(), post.key(), post.nonce(), body, post.state(), null, null,
        post.at());
  }

  @Test
  void linksLeadToTheMessagesThatAreAnswered() throws Exception {
    List<Post> posts =
        List.of(
            answer(1, "one", "501"),
            answer(2, "and more", "501"),
            answer(3, "two", "502"),
            answer(4, "from a script", "dp-1"));
    PostBody body = new FoldedPosts(folder, new Words(Locale.ENGLISH), "70").fold(posts);
    assertThat(Files.readString(body.files().getFirst()))
        .isEqualTo(
            "↪ https://discord.com/channels/70/71/501\n\none\n\nand more\n\n"
                + "↪ https://discord.com/channels/70/71/502\n\ntwo\n\nfrom a script\n");
    assertThat(body.text()).endsWith("> from a script\n↪ https://discord.com/channels/70/71/502");

    PostBody local = new FoldedPosts(folder, new Words(Locale.ENGLISH), null).fold(posts);
    assertThat(Files.readString(local.files().getFirst()))
        .isEqualTo("one\n\nand more\n\ntwo\n\nfrom a script\n");
    assertThat(local.text()).endsWith("> from a script");
  }

  @Test
  void aLongLastPostIsCutAndOpensNoFence() {
    PostBody body = fold(Locale.ENGLISH, "```\n" + "🎌".repeat(990) + "\n```");
    assertThat(body.text()).hasSizeLessThan(900).doesNotContain("```");
    assertThat(body.text().codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
  }
}
