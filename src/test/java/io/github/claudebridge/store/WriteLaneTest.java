package io.github.claudebridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/** All writes through one lane. */
@Timeout(30)
class WriteLaneTest {
  private TempStore store;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(SettableTime.start());
    store.database().write(h -> h.execute("CREATE TABLE t (a TEXT NOT NULL, b BLOB)"));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private int count() {
    return store
        .database()
        .<Integer>read(h -> h.createQuery("SELECT count(*) FROM t").mapTo(Integer.class).one());
  }

  private void insert(String text) {
    store.database().write(h -> h.execute("INSERT INTO t (a) VALUES (?)", text));
  }

  /** It gets into logs, where nothing stands that people wrote. */
  @Test
  void whatFailsIsToldWithoutWhatWasWritten() {
    assertThatThrownBy(
            () ->
                store
                    .database()
                    .write(h -> h.execute("INSERT INTO t (a, b) VALUES (NULL, ?)", "a secret")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("NOT NULL")
        .hasMessageNotContaining("a secret")
        .hasStackTraceContaining("NOT NULL")
        .satisfies(e -> assertThat(e.getCause()).hasMessageNotContaining("a secret"));
    assertThatThrownBy(
            () ->
                store
                    .database()
                    .read(h -> h.createQuery("SELECT x FROM t WHERE a = ?").bind(0, "a secret")
                        .mapToMap().list()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no such column")
        .hasMessageNotContaining("a secret");
  }

  @Test
  void oneThatFailsLeavesTheOthersOfItsCommitWhole() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    List<Future<?>> writes = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          callers.submit(
              () ->
                  store
                      .database()
                      .write(
                          h -> {
                            busy.await(10, TimeUnit.SECONDS);
                            return h.execute("INSERT INTO t (a) VALUES ('first')");
                          }));
      for (int i = 0; i < 20; i++) {
        int n = i;
        writes.add(
            callers.submit(
                () ->
                    store
                        .database()
                        .write(
                            h -> {
                              h.execute("INSERT INTO t (a) VALUES (?)", "half " + n);
                              return h.execute(
                                  "INSERT INTO t (a) VALUES (?)", n == 7 ? null : "whole " + n);
                            })));
      }
      busy.countDown();
      first.get();
      for (int i = 0; i < 20; i++) {
        Future<?> write = writes.get(i);
        if (i == 7) {
          assertThatThrownBy(write::get).hasRootCauseInstanceOf(java.sql.SQLException.class);
        } else {
          write.get();
        }
      }
    }
    assertThat(count()).isEqualTo(1 + 19 * 2);
  }

  @Test
  void oneAloneThatFailsIsUndoneWholeAndTheLaneGoesOn() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  store
                      .database()
                      .write(
                          h -> {
                            h.execute("INSERT INTO t (a) VALUES (?)", "half");
                            return h.execute("INSERT INTO t (a) VALUES (?)", (Object) null);
                          }))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("NOT NULL");
      insert("whole");
    }
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void whatWasBoundBeforeIsNotBoundAgain() {
    String sql = "INSERT INTO t (a, b) VALUES (?, ?)";
    store.database().write(h -> h.execute(sql, "first", "bound"));
    assertThatThrownBy(
            () -> store.database().write(h -> h.createUpdate(sql).bind(1, "alone").execute()))
        .isInstanceOf(StoreException.class);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void oneStatementWithinItselfIsNotTheSame() {
    String sql = "SELECT a FROM t ORDER BY a";
    insert("x");
    insert("y");
    List<String> all =
        store
            .database()
            .write(
                h ->
                    h.createQuery(sql)
                        .mapTo(String.class)
                        .stream()
                        .flatMap(
                            outer ->
                                h.createQuery(sql).mapTo(String.class).list().stream()
                                    .map(inner -> outer + inner))
                        .toList());
    assertThat(all).containsExactly("xx", "xy", "yx", "yy");
  }

  @Test
  void writesThatWaitShareACommit() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    AtomicInteger commits = new AtomicInteger();
    store
        .database()
        .write(
            h -> {
              h.getConnection()
                  .unwrap(SQLiteConnection.class)
                  .addCommitListener(
                      new SQLiteCommitListener() {
                        @Override
                        public void onCommit() {
                          commits.incrementAndGet();
                        }

                        @Override
                        public void onRollback() {}
                      });
              return null;
            });
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.submit(
          () -> store.database().write(h -> busy.await(10, TimeUnit.SECONDS)));
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = i;
        writes.add(callers.submit(() -> insert("w" + n)));
      }
      busy.countDown();
      for (Future<?> write : writes) {
        write.get();
      }
    }
    assertThat(count()).isEqualTo(100);
    assertThat(commits.get()).as("commits of a hundred writes").isBetween(1, 50);
  }

  @Test
  void anErrorOfOneWriteDoesNotEndTheLane() {
    assertThatThrownBy(
            () ->
                store
                    .database()
                    .write(
                        h -> {
                          throw new StackOverflowError("deep");
                        }))
        .hasRootCauseInstanceOf(StackOverflowError.class);
    insert("after");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aWriteWithinAWriteIsRefusedAndDoesNotHang() {
    assertThatThrownBy(
            () ->
                store
                    .database()
                    .write(
                        h -> {
                          insert("inner");
                          return null;
                        }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("within a write");
    insert("after");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  @Logs("the connection is replaced")
  void afterAFullDiskWritingWorksOnceThereIsRoom() {
    int pages =
        store
            .database()
            .<Integer>write(h -> h.createQuery("PRAGMA page_count").mapTo(Integer.class).one());
    store
        .database()
        .write(
            h ->
                h.createQuery("PRAGMA max_page_count = " + (pages + 2))
                    .mapTo(Integer.class)
                    .one());
    String big = "x".repeat(100_000);
    assertThatThrownBy(() -> insert(big)).isInstanceOf(StoreException.class);
    // The limit is one of the connection: with a new one there is room again.
    insert(big);
    insert("after");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void readersCannotWrite() {
    assertThatThrownBy(
            () -> store.database().read(h -> h.execute("INSERT INTO t (a) VALUES ('no')")))
        .isInstanceOf(StoreException.class);
    assertThat(count()).isZero();
  }

  @Test
  void whatWasAskedForBeforeTheEndIsDoneAndWhatComesAfterIsRefused() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch under = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          callers.submit(
              () ->
                  store
                      .database()
                      .write(
                          h -> {
                            under.countDown();
                            busy.await(10, TimeUnit.SECONDS);
                            return h.execute("INSERT INTO t (a) VALUES ('x')");
                          }));
      under.await();
      Future<?> end = callers.submit(() -> store.database().close());
      busy.countDown();
      first.get();
      end.get();
      assertThatThrownBy(() -> insert("late"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("closed");
    }
    store.reopen();
    assertThat(count()).isEqualTo(1);
  }
}
