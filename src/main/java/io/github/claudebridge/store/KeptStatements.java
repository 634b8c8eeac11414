package io.github.claudebridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps the prepared statements of the one connection that writes, since SQLite takes as long to
 * prepare one as to run it. For one thread.
 */
final class KeptStatements extends DefaultStatementBuilder {
  private static final int MOST = 100;

  /** Those that nobody uses, by their SQL, the one used last at the end. */
  private final LinkedHashMap<String, PreparedStatement> free = new LinkedHashMap<>();

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    PreparedStatement kept = free.remove(sql);
    return kept == null ? super.create(connection, sql, context) : kept;
  }

  @Override
  public void close(Connection connection, String sql, Statement statement) throws SQLException {
    if (!(statement instanceof PreparedStatement prepared) || free.containsKey(sql)) {
      super.close(connection, sql, statement);
      return;
    }
    try {
      prepared.clearParameters();
    } catch (SQLException e) { // the driver has given it up, as it does where one failed
      super.close(connection, sql, statement);
      return;
    }
    free.put(sql, prepared);
    if (free.size() > MOST) {
      free.pollFirstEntry().getValue().close();
    }
  }
}
