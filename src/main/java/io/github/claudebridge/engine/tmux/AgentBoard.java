package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.AgentStatus;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.claude.StatusFolder;
import io.github.claudebridge.pane.PaneId;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxListener;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the engines hear of their agents: what the agents say of themselves in their status files,
 * and what tmux says of the panes. One board for all sessions.
 */
public final class AgentBoard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentBoard.class);

  /** Hears of every agent and every pane, and picks its own; must be quick. */
  interface Reader {
    void status(AgentStatus status);

    /**
     * @param serverLost whether the server is gone too, with all panes
     */
    void paneGone(PaneId pane, boolean serverLost);

    /** What may have been missed is to be looked for. */
    void lookAgain();
  }

  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final List<StatusFolder> statuses;

  /** Follows the agents that keep their files in these configuration folders, and tmux's panes. */
  public AgentBoard(Collection<Path> configFolders, FolderWatch watch, Tmux tmux) {
    StatusFolder.Listener listener =
        new StatusFolder.Listener() {
          @Override
          public void changed(AgentStatus status) {
            readers.forEach(r -> r.status(status));
          }

          @Override
          public void gone(long pid) {
            log.debug("the status file of agent {} is gone", pid);
          }
        };
    this.statuses =
        configFolders.stream().map(folder -> new StatusFolder(folder, watch, listener)).toList();
    tmux.listen(
        new TmuxListener() {
          private volatile boolean lost;

          @Override
          public void paneGone(PaneId pane, String session) {
            readers.forEach(r -> r.paneGone(pane, lost));
          }

          @Override
          public void serverGone() {
            lost = true;
            log.warn("the connection to tmux is lost; connecting again");
          }

          @Override
          public void serverBack() {
            lost = false;
            log.info("connected to tmux again");
          }
        });
  }

  /** Adds a reader, and tells it what every living agent says of itself now. */
  void add(Reader reader) {
    readers.add(reader);
    statuses.stream()
        .flatMap(folder -> folder.all().stream())
        .filter(AgentStatus::alive)
        .forEach(reader::status);
  }

  /**
   * Looks at everything again that is else only told of: the safety net for what could not be read
   * at the time, say for want of file descriptors.
   */
  public void lookAgain() {
    statuses.forEach(StatusFolder::lookAgain);
    readers.forEach(Reader::lookAgain);
  }

  void remove(Reader reader) {
    readers.remove(reader);
  }

  @Override
  public void close() {
    readers.clear();
    for (StatusFolder folder : statuses) {
      try {
        folder.close();
      } catch (Exception e) {
        log.warn("a status folder did not close cleanly", e);
      }
    }
  }
}
