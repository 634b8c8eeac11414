package io.github.claudebridge.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The one embedded database: many readers, and one {@link WriteLane} for all writes.
 *
 * <p>Every write is durable when the call returns ({@code synchronous=FULL}); writes that arrive
 * together share one commit.
 */
public final class Database implements AutoCloseable {

  /** What is done with a connection; everything in it happens or nothing does. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Handle handle) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /** Marks a SQLite file as ours: the letters "CDBr". */
  static final int APPLICATION_ID = 0x43444272;

  private static final int READERS = 4;

  /**
   * After so many pages SQLite's log is taken over into the file and begun anew: left to itself it
   * takes four times as much, which on a small disk is all the room that there is.
   */
  private static final int LOG_PAGES = 256;

  private final HikariDataSource pool;
  private final Jdbi readers;
  private final WriteLane lane;

  private Database(HikariDataSource pool, WriteLane lane) {
    this.pool = pool;
    this.readers = discreet(Jdbi.create(pool));
    this.lane = lane;
  }

  /**
   * Opens the store, creating it or bringing its schema up to date first.
   *
   * @param file the SQLite file; its folder exists
   * @param clock for the times in the migration table
   * @throws StoreException if the file is not ours, is damaged, or is newer than this program
   */
  public static Database open(Path file, InstantSource clock) {
    return open(file, clock, connections -> connections);
  }

  /** Opens a store whose writer's connections are made in another way. */
  static Database open(Path file, InstantSource clock, UnaryOperator<Connections> writers) {
    SQLiteDataSource writer = source(file);
    new Migrations(file, clock).apply(writer);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source(file));
    config.setMaximumPoolSize(READERS);
    config.setConnectionInitSql("PRAGMA query_only = 1");
    config.setPoolName("store-readers");
    // Hikari asks a connection that has rested for half a second whether it lives; a file always
    // does.
    System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", Long.toString(Long.MAX_VALUE / 2));
    WriteLane lane = new WriteLane(writers.apply(() -> writer(writer)));
    return new Database(new HikariDataSource(config), lane);
  }

  /** Reads. Blocks for a connection and for the query only. */
  public <T> T read(Work<T> work) {
    try (Handle handle = readers.open()) {
      return work.on(handle);
    } catch (StoreException e) {
      throw e;
    } catch (Exception e) {
      throw new StoreException("reading the store failed: " + e.getMessage(), e);
    }
  }

  /** Writes, and returns when it is committed. */
  public <T> T write(Work<T> work) {
    return lane.run(work);
  }

  /**
   * Begins to write, for who has something to do until it is committed: {@link Writing#done} waits.
   */
  public <T> Writing<T> beginWrite(Work<T> work) {
    CompletableFuture<T> done = lane.begin(work);
    return () -> WriteLane.await(done);
  }

  /** Something that is being written. */
  @FunctionalInterface
  public interface Writing<T> {
    /**
     * Returns when it is committed.
     *
     * @throws StoreException if it was not
     */
    T done();
  }

  /** Ends the lane after what it was given, then closes all connections. */
  @Override
  public void close() {
    lane.close();
    pool.close();
  }

  /**
   * A connection to write with. It may stand for one that had no room, so what the log holds is
   * taken over first, and its room is free again.
   */
  private static Connection writer(SQLiteDataSource source) throws SQLException {
    try (Connection before = source.getConnection();
        Statement statement = before.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      log.debug("the store's log could not be taken over", e);
    }
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES);
    }
    return connection;
  }

  /** What fails is told without what people wrote, which Jdbi would put into every message. */
  static Jdbi discreet(Jdbi jdbi) {
    jdbi.configure(StatementExceptions.class, c -> c.setMessageRendering(MessageRendering.NONE));
    return jdbi;
  }

  /** A source of connections whose pragmas hold for every connection it opens. */
  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.enforceForeignKeys(true);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setJournalSizeLimit(LOG_PAGES * 4_096);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** Opens a connection for the lane; a seam so that a failed one can be replaced. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }
}
