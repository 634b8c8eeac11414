package io.github.claudebridge.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The samples of the last days. One row for each session and moment; the values are JSON. */
public final class MetricStore {
  private final Database database;

  public MetricStore(Database database) {
    this.database = database;
  }

  /** Keeps samples, and forgets those from before a time. */
  void add(List<Sample> samples, Instant keptFrom) {
    database.write(
        h -> {
          h.execute("DELETE FROM metric WHERE at < ?", keptFrom.getEpochSecond());
          if (samples.isEmpty()) {
            return null;
          }
          PreparedBatch batch =
              h.prepareBatch(
                  "INSERT INTO metric (at, session, measured) VALUES (:at, :session, :measured)"
                      + " ON CONFLICT (at, session) DO UPDATE SET measured = excluded.measured");
          for (Sample sample : samples) {
            batch
                .bind("at", sample.at().getEpochSecond())
                .bind("session", sample.session())
                .bind("measured", Json.write(sample.byWord()))
                .add();
          }
          batch.execute();
          return null;
        });
  }

  /** The samples of one session, or of the machine, from a time on, oldest first. */
  public List<Sample> of(int session, Instant from) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT at, session, measured FROM metric WHERE session = ? AND at >= ?"
                        + " ORDER BY at")
                .bind(0, session)
                .bind(1, from.getEpochSecond())
                .map((r, c) -> row(r))
                .list());
  }

  /**
   * The samples of everything from a time on, oldest first and the machine's first of each moment.
   */
  public List<Sample> all(Instant from) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT at, session, measured FROM metric WHERE at >= ? ORDER BY at, session")
                .bind(0, from.getEpochSecond())
                .map((r, c) -> row(r))
                .list());
  }

  private static Sample row(ResultSet r) throws SQLException {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    try {
      JsonNode measured = Json.parse(r.getString("measured"));
      measured
          .properties()
          .forEach(
              e -> Measure.of(e.getKey()).ifPresent(m -> values.put(m, e.getValue().asDouble())));
    } catch (BadJsonException e) {
      throw new StoreException("the store holds a sample that cannot be read", e);
    }
    return new Sample(Instant.ofEpochSecond(r.getLong("at")), r.getInt("session"), values);
  }
}
