package io.github.claudebridge.outbox;

import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * Posts that say something else than at first: what they say by now, what they said before they
 * were known to stand in their channel, and which version of them it shows.
 */
public final class ChangedPostStore {
  private static final int MOST_EARLIER = 20;

  private final Database database;

  ChangedPostStore(Database database) {
    this.database = database;
  }

  /** Makes a post say something else, wherever it is on its way; false if it will not be shown. */
  boolean rewrite(Post post, PostBody body) {
    return database.write(h -> say(h, post, body));
  }

  /** A post whose channel shows an older version of it. */
  public record Edit(Post post, int version) {}

  /**
   * Changes what the posts with buttons say whose key begins so, wherever they are on their way;
   * those that stand in their channel are to be edited there.
   *
   * @return the changed posts
   */
  public List<Post> amend(String prefix, UnaryOperator<PostStore.Draft> change) {
    return database.write(
        h -> {
          List<Post> changed = new ArrayList<>();
          for (Post post : asking(h, prefix)) {
            PostStore.Draft draft =
                change.apply(
                    new PostStore.Draft(
                        post.channel(), post.session(), post.kind(), post.key(), post.body()));
            if (!draft.body().equals(post.body()) && say(h, post, draft.body())) {
              changed.add(post);
            }
          }
          return changed;
        });
  }

  /**
   * Changes what the post of a key says, wherever it is on its way; one that says so already stays.
   *
   * @return the post as it was, if it is to be shown anew
   */
  public Optional<Post> revise(String key, UnaryOperator<PostStore.Draft> change) {
    return database.write(
        h -> {
          for (Post post : withKeys(h, key)) {
            PostBody body =
                change
                    .apply(
                        new PostStore.Draft(
                            post.channel(), post.session(), post.kind(), post.key(), post.body()))
                    .body();
            if (post.key().equals(key) && !body.equals(post.body()) && say(h, post, body)) {
              return Optional.of(post);
            }
          }
          return Optional.empty();
        });
  }

  /** The posts with buttons whose key begins so, wherever they are on their way, in order. */
  public List<Post> asking(String prefix) {
    return database.read(h -> asking(h, prefix));
  }

  private static List<Post> asking(Handle h, String prefix) {
    return withKeys(h, prefix).stream().filter(p -> !p.body().buttons().isEmpty()).toList();
  }

  private static List<Post> withKeys(Handle h, String prefix) {
    return h.createQuery(
            "SELECT "
                + PostStore.COLUMNS
                + " FROM post WHERE source_key >= ? AND source_key < ? AND state <> 'FAILED'"
                + " ORDER BY id")
        .bind(0, prefix)
        .bind(1, prefix + "\uffff")
        .map(PostStore::row)
        .list();
  }

  /** The posts of a channel that have to be edited there, in order. */
  public List<Edit> edits(String channel, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + PostStore.COLUMNS
                        + ", version FROM post WHERE channel = ? AND state = 'SENT'"
                        + " AND version > shown ORDER BY id LIMIT ?")
                .bind(0, channel)
                .bind(1, limit)
                .map((r, c) -> new Edit(PostStore.row(r, c), r.getInt("version")))
                .list());
  }

  /** Remembers that a version of a post is what its channel shows, or will go on not showing. */
  public void shown(Edit edit) {
    database.write(
        h ->
            h.execute(
                "UPDATE post SET shown = ? WHERE id = ?", edit.version(), edit.post().id()));
  }

  /**
   * What a post says and what it said before, oldest first: an attempt whose answer got lost may
   * have left any of it in the channel.
   */
  List<PostBody> versions(Post post) {
    List<String> earlier =
        database.read(
            h ->
                h.createQuery("SELECT said.value FROM post, json_each(post.earlier) AS said"
                        + " WHERE post.id = ?")
                    .bind(0, post.id())
                    .mapTo(String.class)
                    .list());
    List<PostBody> versions = new ArrayList<>();
    try {
      for (String body : earlier) {
        versions.add(Json.parse(body, PostBody.class));
      }
    } catch (BadJsonException e) {
      throw new StoreException("the outbox holds a post that cannot be read", e);
    }
    versions.add(post.body());
    return versions;
  }

  /**
   * Gives a post its next version, and keeps what it said while that may be what was sent.
   *
   * @return false if nobody will see it, as it failed or is part of another post
   */
  private static boolean say(Handle h, Post post, PostBody body) {
    return h.execute(
            "UPDATE post SET body = ?, version = version + 1, earlier ="
                + " CASE WHEN state = 'PENDING' AND json_array_length(earlier) < ?"
                + " THEN json_insert(earlier, '$[#]', body) ELSE earlier END"
                + " WHERE id = ? AND state IN ('PENDING', 'SENT')",
            Json.write(body),
            MOST_EARLIER,
            post.id())
        == 1;
  }
}
