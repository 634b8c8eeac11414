package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a session that was removed. */
class ConversationStoreTest {
  /** Says where a post stands that is to be taken away when the bridge comes to it. */
  private static final Set<String> KEPT = Set.of("live_post");

  private final SettableTime time = SettableTime.start();
  private final TempStore store;
  private final ConversationStore conversations;

  ConversationStoreTest() throws Exception {
    store = new TempStore(time);
    conversations = new ConversationStore(store.database(), time);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  void ofAPurgedSessionNothingStays() {
    List<String> tables = store.database().write(ConversationStoreTest::fill);
    assertThat(tables).contains("message", "question", "usage_limit", "session_wish");
    conversations.forget(1);
    conversations.purge(1);
    for (String table : tables) {
      assertThat(count(table, 1)).as(table).isEqualTo(KEPT.contains(table) ? 1 : 0);
      assertThat(count(table, 2)).as("%s of another session", table).isEqualTo(1);
    }
  }

  @Test
  void aNewSessionOfTheNumberInheritsNoLimitNoLevelAndNoWish() {
    store.database().write(ConversationStoreTest::fill);
    conversations.forget(1);
    for (String table : List.of("usage_limit", "session_level", "session_wish")) {
      assertThat(count(table, 1)).as(table).isZero();
      assertThat(count(table, 2)).as(table).isEqualTo(1);
    }
    assertThat(count("message", 1)).as("kept unless purged").isEqualTo(1);
  }

  /** Puts a row for sessions 1 and 2 into every table that knows sessions; gives their names. */
  private static List<String> fill(Handle h) {
    List<String> filled = new ArrayList<>();
    for (String table :
        h.createQuery("SELECT name FROM sqlite_master WHERE type = 'table'")
            .mapTo(String.class)
            .list()) {
      List<Map<String, Object>> columns =
          h.createQuery("SELECT * FROM pragma_table_info('" + table + "')").mapToMap().list();
      if (columns.stream().noneMatch(c -> c.get("name").equals("session"))) {
        continue;
      }
      filled.add(table);
      for (int session = 1; session <= 2; session++) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Map<String, Object> column : columns) {
          names.add((String) column.get("name"));
          boolean number = "INTEGER".equals(column.get("type"));
          values.add(number ? Integer.toString(session) : "'of " + session + "'");
        }
        h.execute(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(table, String.join(", ", names), String.join(", ", values)));
      }
    }
    return filled;
  }

  private int count(String table, int session) {
    return store
        .database()
        .read(
            h ->
                h.createQuery("SELECT count(*) FROM " + table + " WHERE session = ?")
                    .bind(0, session)
                    .mapTo(Integer.class)
                    .one());
  }
}
