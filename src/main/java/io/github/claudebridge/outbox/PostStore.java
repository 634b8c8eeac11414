package io.github.claudebridge.outbox;

import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The outbox on disk: every post before it is sent, with its nonce and how far it got. */
public final class PostStore {
  static final String COLUMNS =
      "id, channel, session, kind, source_key, nonce, body, state, sent_id, reason, at";
  private static final String NONCE_LETTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Database database;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public PostStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What is to be posted, before it has a number. */
  public record Draft(String channel, int session, Post.Kind kind, String key, PostBody body) {}

  /**
   * Stores posts together, in order, and returns those that were not stored before under their key.
   */
  public List<Post> add(List<Draft> drafts) {
    return database.write(h -> insert(h, drafts));
  }

  /** Adds posts and reads them, as those do who send them, and takes all back uncommitted. */
  void dryRun(List<Draft> drafts) {
    database.write(
        h -> {
          h.savepoint("dry_run");
          insert(h, drafts).forEach(post -> withKey(h, post.key()));
          h.rollbackToSavepoint("dry_run");
          return null;
        });
  }

  private List<Post> insert(Handle h, List<Draft> drafts) {
    List<Post> added = new ArrayList<>();
    for (Draft draft : drafts) {
      insert(h, draft).ifPresent(added::add);
    }
    return added;
  }

  private Optional<Post> insert(Handle h, Draft draft) {
    String nonce = nonce();
    Instant now = clock.instant();
    int rows =
        h.execute(
            "INSERT OR IGNORE INTO post (channel, session, kind, source_key, nonce, body, state, at)"
                + " VALUES (?, ?, ?, ?, ?, ?, 'PENDING', ?)",
            draft.channel(),
            draft.session(),
            draft.kind().name(),
            draft.key(),
            nonce,
            Json.write(draft.body()),
            now.toString());
    if (rows == 0) {
      return Optional.empty();
    }
    long id = h.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
    return Optional.of(
        new Post(
            id,
            draft.channel(),
            draft.session(),
            draft.kind(),
            draft.key(),
            nonce,
            draft.body(),
            Post.State.PENDING,
            null,
            null,
            now));
  }

  /**
   * Remembers that a post stands in its channel.
   *
   * @param maybeBefore whether an earlier attempt may have got there: Discord, which knows it by
   *     its nonce, then shows what that one said
   * @return whether it says something else by now, and has to be edited there
   */
  public boolean sent(Post post, String sentId, boolean maybeBefore) {
    String said = Json.write(post.body());
    return database.write(
        h -> {
          h.execute(
              "UPDATE post SET state = 'SENT', sent_id = ?,"
                  + " shown = CASE WHEN body = ? AND NOT (? AND version > 0) THEN version"
                  + " ELSE shown END WHERE id = ?",
              sentId,
              said,
              maybeBefore,
              post.id());
          return h.createQuery("SELECT version > shown FROM post WHERE id = ?")
              .bind(0, post.id())
              .mapTo(Boolean.class)
              .one();
        });
  }

  /** The posts that wait, and their order. */
  WaitingPostStore waiting() {
    return new WaitingPostStore(database);
  }

  /** What changes after it was stored, and what of it its channel does not show so far. */
  public ChangedPostStore changed() {
    return new ChangedPostStore(database);
  }

  /** Makes the first of some posts say all of them; it was never sent as what it says now. */
  void fold(List<Post> run, PostBody body) {
    waiting().fold(run, body, nonce());
  }

  /** The post that was stored under a key. */
  public Optional<Post> withKey(String key) {
    return database.read(h -> withKey(h, key));
  }

  private static Optional<Post> withKey(Handle h, String key) {
    return h.createQuery("SELECT " + COLUMNS + " FROM post WHERE source_key = ?")
        .bind(0, key)
        .map(PostStore::row)
        .findOne();
  }

  /** The newest post whose key begins so. */
  public Optional<Post> newestWithKey(String prefix) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM post WHERE source_key >= ? AND source_key < ?"
                        + " ORDER BY id DESC LIMIT 1")
                .bind(0, prefix)
                .bind(1, prefix + "\uffff")
                .map(PostStore::row)
                .findOne());
  }

  /** Whether a post was stored longer ago than this. */
  boolean olderThan(Post post, Duration age) {
    return post.at().plus(age).isBefore(clock.instant());
  }

  /** Whether the chat's id of a message is known to be that of a post. */
  boolean knows(String channel, String sentId) {
    return database.read(
        h ->
            h.createQuery("SELECT count(*) FROM post WHERE channel = ? AND sent_id = ?")
                    .bind(0, channel)
                    .bind(1, sentId)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  /** Remembers that a post cannot be sent, and why. */
  public void failed(Post post, String reason) {
    database.write(
        h ->
            h.execute(
                "UPDATE post SET state = 'FAILED', reason = ? WHERE id = ?", reason, post.id()));
  }

  /** The next posts of a channel that are to be sent, in order. */
  public List<Post> pending(String channel, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM post WHERE channel = ? AND state = 'PENDING' ORDER BY id LIMIT ?")
                .bind(0, channel)
                .bind(1, limit)
                .map(PostStore::row)
                .list());
  }

  /** Every channel in which something is to be sent. */
  public List<String> pendingChannels() {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT channel FROM post WHERE state = 'PENDING'"
                        + " UNION SELECT channel FROM post WHERE version > shown"
                        + " AND state = 'SENT'")
                .mapTo(String.class)
                .list());
  }

  /** The posts of a session after a number, oldest first. */
  public List<Post> after(int session, long id, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM post WHERE session = ? AND id > ? ORDER BY id LIMIT ?")
                .bind(0, session)
                .bind(1, id)
                .bind(2, limit)
                .map(PostStore::row)
                .list());
  }

  /** The newest posts of a session, oldest of them first. */
  public List<Post> newest(int session, int limit) {
    return database
        .<List<Post>>read(
            h ->
                h.createQuery(
                        "SELECT "
                            + COLUMNS
                            + " FROM post WHERE session = ? ORDER BY id DESC LIMIT ?")
                    .bind(0, session)
                    .bind(1, limit)
                    .map(PostStore::row)
                    .list())
        .reversed();
  }

  /** Whether anything was ever stored under a key that begins so. */
  public boolean anyWithKey(String prefix) {
    return database.read(
        h ->
            h.createQuery("SELECT count(*) FROM post WHERE source_key >= ? AND source_key < ?")
                    .bind(0, prefix)
                    .bind(1, prefix + "\uffff")
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  private String nonce() {
    StringBuilder nonce = new StringBuilder(25);
    for (int i = 0; i < 25; i++) {
      nonce.append(NONCE_LETTERS.charAt(random.nextInt(NONCE_LETTERS.length())));
    }
    return nonce.toString();
  }

  static Post row(ResultSet r, @Nullable StatementContext context) throws SQLException {
    try {
      return new Post(
          r.getLong("id"),
          r.getString("channel"),
          r.getInt("session"),
          Post.Kind.valueOf(r.getString("kind")),
          r.getString("source_key"),
          r.getString("nonce"),
          Json.parse(r.getString("body"), PostBody.class),
          Post.State.valueOf(r.getString("state")),
          r.getString("sent_id"),
          r.getString("reason"),
          Instant.parse(r.getString("at")));
    } catch (BadJsonException e) {
      throw new StoreException("the outbox holds a post that cannot be read", e);
    }
  }
}
