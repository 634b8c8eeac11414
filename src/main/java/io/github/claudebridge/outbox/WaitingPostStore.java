package io.github.claudebridge.outbox;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The posts of a channel that wait to be sent. They stand in two lines, those of {@code dp} and all
 * others; each line keeps its order. They go out by age, but nothing waits for more than {@value
 * #MOST_DP_BEFORE} posts of {@code dp}: so many cost five seconds at Discord's pace.
 */
final class WaitingPostStore {
  static final int MOST_DP_BEFORE = 5;
  private static final int MOST_IN_A_FOLD = 500;
  private static final String DP = " kind = 'DP'";
  private static final String OTHERS = " kind <> 'DP'";

  private final Database database;

  WaitingPostStore(Database database) {
    this.database = database;
  }

  /** The post that goes out next. */
  Optional<Post> next(String channel) {
    Post other = line(channel, OTHERS, 1).stream().findFirst().orElse(null);
    Post dp = line(channel, DP, 1).stream().findFirst().orElse(null);
    if (other == null || dp == null) {
      return Optional.ofNullable(other == null ? dp : other);
    }
    boolean overtakes =
        other.id() < dp.id()
            || line(channel, DP + " AND id < " + other.id(), MOST_DP_BEFORE + 1).size()
                > MOST_DP_BEFORE;
    return Optional.of(overtakes ? other : dp);
  }

  /** The first of each line: the only ones that may have been sent without our knowing. */
  List<Post> heads(String channel) {
    List<Post> heads = new ArrayList<>(line(channel, OTHERS, 1));
    heads.addAll(line(channel, DP, 1));
    return heads;
  }

  /**
   * What may be put together in one post each, where a line is longer than it may be: neighbours
   * that say something and ask nothing. Never the first of a line, which may stand in the channel
   * already.
   */
  List<List<Post>> folds(String channel, int longest) {
    List<List<Post>> folds = new ArrayList<>();
    for (String kind : List.of(OTHERS, DP)) {
      List<Post> line = line(channel, kind, MOST_IN_A_FOLD);
      if (line.size() > longest) {
        folds.addAll(runs(line.subList(1, line.size())));
      }
    }
    return folds;
  }

  private static List<List<Post>> runs(List<Post> line) {
    List<List<Post>> runs = new ArrayList<>();
    List<Post> run = new ArrayList<>();
    for (Post post : line) {
      if (foldable(post)) {
        run.add(post);
      } else {
        runs.add(run);
        run = new ArrayList<>();
      }
    }
    runs.add(run);
    return runs.stream().filter(r -> r.size() > 2).toList();
  }

  private static boolean foldable(Post post) {
    boolean words =
        switch (post.kind()) {
          case ANSWER, DP, MIRROR, TOOLS, FOOTER -> true;
          case NOTICE, STATUS -> false;
        };
    PostBody body = post.body();
    return words && body.buttons().isEmpty() && body.files().isEmpty() && body.mentions().isEmpty();
  }

  /** Makes the first of these posts say all of them, under a new nonce; all of it or nothing. */
  void fold(List<Post> run, PostBody body, String nonce) {
    Post first = run.getFirst();
    database.write(
        h -> {
          for (Post post : run) {
            if (!post.equals(stored(h, post.id()))) {
              throw new StoreException("post " + post.id() + " changed while it was put together");
            }
            h.execute(
                "UPDATE post SET state = 'FOLDED', reason = ? WHERE id = ?",
                "in post " + first.id(),
                post.id());
          }
          return h.execute(
              "UPDATE post SET state = 'PENDING', reason = NULL, body = ?, nonce = ? WHERE id = ?",
              Json.write(body),
              nonce,
              first.id());
        });
  }

  private static Post stored(Handle h, long id) {
    return h.createQuery("SELECT " + PostStore.COLUMNS + " FROM post WHERE id = ?")
        .bind(0, id)
        .map(PostStore::row)
        .one();
  }

  private List<Post> line(String channel, String which, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + PostStore.COLUMNS
                        + " FROM post WHERE channel = ? AND state = 'PENDING' AND"
                        + which
                        + " ORDER BY id LIMIT ?")
                .bind(0, channel)
                .bind(1, limit)
                .map(PostStore::row)
                .list());
  }
}
