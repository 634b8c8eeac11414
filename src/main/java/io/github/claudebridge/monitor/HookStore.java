package io.github.claudebridge.monitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.json.StringCutter;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agents' hooks said, the newest of each session, for a person who looks for what went
 * wrong. The bridge itself reads none of it back: what a hook changes is stored where it belongs.
 * So no agent waits for it: a hook is on disk a few milliseconds after it was answered, those that
 * come meanwhile in one commit.
 */
public final class HookStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HookStore.class);

  /** How many of a session are kept; a hundred more may be there before they go. */
  public static final int KEPT = 1_000;

  private static final int LOOK_AFTER = 100;
  private static final int MOST_TOGETHER = 256;

  /** In nanoseconds, from one commit of hooks to the next: the disk is for messages, too. */
  private static final long BETWEEN = 10_000_000;

  /** In characters; of a longer one long strings are cut. */
  private static final int WHOLE = 4 * 1024;

  private static final int LONGEST_STRING = 1_000;
  private static final int LONGEST = 32 * 1024;

  /** In characters; beyond it hooks are not stored, so that a disk that hangs costs no memory. */
  private static final long MOST_WAITING = 16L * 1024 * 1024;

  /**
   * One hook.
   *
   * @param id counts the hooks of all sessions
   * @param body what it said, as JSON; long strings are cut
   */
  public record Hook(long id, int session, Instant at, String body) {}

  private record Waiting(int session, Instant at, String body) {}

  private final Database database;
  private final InstantSource clock;
  private final Metrics metrics;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Integer, Integer> sinceLook = new HashMap<>();
  private volatile boolean failing;
  private volatile boolean closed;
  private long writtenAt = System.nanoTime() - BETWEEN;

  public HookStore(Database database, InstantSource clock, Metrics metrics) {
    this.database = database;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Stores a hook, soon; it never waits and never fails.
   *
   * @param json what it said
   */
  public void add(int session, String json) {
    Waiting hook = new Waiting(session, clock.instant(), shortened(json));
    if (waiting.addAndGet(hook.body.length()) > MOST_WAITING) {
      waiting.addAndGet(-hook.body.length());
      failed("they come faster than the disk takes them");
      return;
    }
    queue.add(hook);
    if (draining.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::drain);
    }
  }

  /** The newest hooks of a session, oldest first. */
  public List<Hook> lately(int session, int limit) {
    return database
        .<List<Hook>>read(
            h ->
                h.createQuery(
                        "SELECT id, session, at, body FROM hook WHERE session = ?"
                            + " ORDER BY id DESC LIMIT ?")
                    .bind(0, session)
                    .bind(1, limit)
                    .map(
                        (r, c) ->
                            new Hook(
                                r.getLong("id"),
                                r.getInt("session"),
                                Instant.parse(r.getString("at")),
                                r.getString("body")))
                    .list())
        .reversed();
  }

  /** Stores what has come so far. */
  @Override
  public void close() {
    closed = true;
    writeAll();
  }

  private void drain() {
    do {
      writeAll();
      draining.set(false);
    } while (!queue.isEmpty() && draining.compareAndSet(false, true));
  }

  private void writeAll() {
    writing.lock();
    try {
      while (!queue.isEmpty()) {
        if (!closed) {
          LockSupport.parkNanos(writtenAt + BETWEEN - System.nanoTime());
        }
        List<Waiting> batch = new ArrayList<>();
        for (int i = 0; i < MOST_TOGETHER && !queue.isEmpty(); i++) {
          batch.add(queue.remove());
        }
        writtenAt = System.nanoTime();
        write(batch);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(List<Waiting> batch) {
    try {
      database.write(
          h -> {
            insert(h, batch);
            return null;
          });
      failing = false;
      metrics.hooksStored(batch.size());
    } catch (StoreException e) {
      failed(e.getMessage());
    } finally {
      waiting.addAndGet(-batch.stream().mapToLong(hook -> hook.body.length()).sum());
    }
  }

  private void insert(Handle h, List<Waiting> batch) {
    Set<Integer> many = new HashSet<>();
    PreparedBatch rows =
        h.prepareBatch("INSERT INTO hook (session, at, body) VALUES (?, ?, ?)");
    for (Waiting hook : batch) {
      rows.bind(0, hook.session).bind(1, hook.at.toString()).bind(2, hook.body).add();
      if (sinceLook.merge(hook.session, 1, Integer::sum) >= LOOK_AFTER) {
        sinceLook.remove(hook.session);
        many.add(hook.session);
      }
    }
    rows.execute();
    for (int session : many) {
      h.execute(
          "DELETE FROM hook WHERE session = ? AND id <= (SELECT id FROM hook WHERE session = ?"
              + " ORDER BY id DESC LIMIT 1 OFFSET ?)",
          session,
          session,
          KEPT);
    }
  }

  private void failed(String why) {
    if (!failing) {
      failing = true;
      log.warn("hooks are taken, but not stored at the moment: {}", why);
    }
  }

  private static String shortened(String json) {
    if (json.length() <= WHOLE) {
      return json;
    }
    try {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      return StringCutter.read(
              new ByteArrayInputStream(bytes),
              bytes.length,
              LONGEST_STRING,
              LONGEST,
              Long.MAX_VALUE)
          .json();
    } catch (IOException e) { // very many short strings: what it is all about must do
      return head(json);
    }
  }

  private static String head(String json) {
    ObjectNode kept = Json.object();
    try {
      Json.parse(json)
          .properties()
          .forEach(
              field -> {
                String value = field.getValue().asText();
                if (field.getValue().isValueNode() && value.length() <= LONGEST_STRING) {
                  kept.set(field.getKey(), field.getValue());
                }
              });
    } catch (BadJsonException e) {
      log.debug("a hook that was understood cannot be read again", e);
    }
    return Json.write(kept);
  }
}
