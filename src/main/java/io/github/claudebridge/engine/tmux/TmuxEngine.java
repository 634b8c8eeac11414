package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.AgentStatus;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.ScreenReader;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.engine.TerminalView;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.PaneId;
import io.github.claudebridge.pane.PaneSpec;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a session's agent in the tmux pane {@code claude-session-N}.
 *
 * <p>What the agent does is known from its hooks, its status file and its transcript; the screen is
 * read only to see what a prompt would be typed into. All methods are called on the session's
 * thread; so is the engine's own work, which it hands to the executor it was given.
 */
public final class TmuxEngine implements Engine {
  private static final Logger log = LoggerFactory.getLogger(TmuxEngine.class);

  /**
   * What every engine of this kind is made from.
   *
   * @param tmux the panes
   * @param watch tells of changed files
   * @param board tells of agents and panes
   * @param launcher prepares a start
   * @param timers for looks at a terminal that tells nothing by itself
   * @param width columns of a new pane
   * @param height rows of a new pane
   * @param startTimeout how long the start-up screens of an agent are looked after
   */
  public record Parts(
      Tmux tmux,
      FolderWatch watch,
      AgentBoard board,
      Launcher launcher,
      ScheduledExecutorService timers,
      int width,
      int height,
      Duration startTimeout) {}

  private final Parts parts;
  private final String name;
  private final Consumer<AgentEvent> events;
  private final Executor own;
  private final AgentDoings doings;
  private final DialogKeeper dialogs;
  private final ComposerWriter composer;
  private final AgentBoard.Reader reader;
  private volatile @Nullable Pane pane;
  private Launcher.@Nullable Run run;
  private @Nullable String version;

  public TmuxEngine(Binding binding, Consumer<AgentEvent> events, Executor own, Parts parts) {
    this.parts = parts;
    this.name = "claude-session-" + binding.session();
    this.events = events;
    this.own = own;
    this.doings = new AgentDoings(events, parts.watch());
    this.composer = new ComposerWriter(name, this::pane, this::look);
    this.dialogs = new DialogKeeper(parts, own, events, this::screenState, composer::press);
    this.reader =
        new AgentBoard.Reader() {
          @Override
          public void status(AgentStatus status) {
            own.execute(() -> onStatus(status));
          }

          @Override
          public void paneGone(PaneId gone, boolean serverLost) {
            own.execute(() -> onPaneGone(gone, serverLost));
          }

          @Override
          public void lookAgain() {
            own.execute(doings::drain);
          }
        };
  }

  @Override
  public void start(Order order) throws EngineException {
    parts.launcher().admit(order);
    Launcher.Run prepared = parts.launcher().prepare(order);
    ExitRecord.clear(prepared.exitRecord());
    try {
      Pane started =
          parts
              .tmux()
              .start(
                  new PaneSpec(
                      name,
                      order.binding().directory(),
                      prepared.environment(),
                      prepared.command(),
                      parts.width(),
                      parts.height()));
      attend(started, prepared, order);
    } catch (TmuxException | IllegalArgumentException e) {
      throw new EngineException(
          "session " + order.binding().session() + " could not be started: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean adopt(Order order) throws EngineException {
    Pane running = find();
    if (running == null) {
      return false;
    }
    attend(running, parts.launcher().prepare(order), order);
    return true;
  }

  private void attend(Pane found, Launcher.Run prepared, Order order) {
    parts.board().remove(reader);
    pane = found;
    run = prepared;
    doings.forget();
    Path transcript = order.transcript() == null ? prepared.transcript() : order.transcript();
    doings.follow(order.conversation(), transcript, order.readTo());
    dialogs.begin(prepared.permissionMode());
    parts.board().add(reader);
    own.execute(() -> missedItsEnd(found));
  }

  /** A pane that ended between our finding it and our listening was told of to nobody. */
  private void missedItsEnd(Pane found) {
    try {
      boolean lives = parts.tmux().find(name).filter(p -> p.pid() == found.pid()).isPresent();
      if (!lives && pane == found) {
        onPaneGone(found.id(), false);
      }
    } catch (TmuxException e) { // connected again, tmux tells of the panes that are gone
      log.debug("whether {} runs is not known yet: {}", name, e.getMessage());
    }
  }

  @Override
  public void readBack(Order order) {
    if (order.transcript() != null) {
      doings.forget();
      doings.follow(order.conversation(), order.transcript(), order.readTo());
      doings.drain();
    }
  }

  private @Nullable Pane find() {
    try {
      return parts.tmux().find(name).orElse(null);
    } catch (TmuxException e) {
      log.warn("tmux did not tell whether {} runs: {}", name, e.getMessage());
      return null;
    }
  }

  private void onStatus(AgentStatus status) {
    Pane mine = pane;
    if (mine != null && AgentProcess.isOf(status.pid(), mine.pid())) {
      version = status.version();
      dialogs.status(status.state());
      doings.status(status);
    }
  }

  private void onPaneGone(PaneId gone, boolean serverLost) {
    Pane mine = pane;
    if (mine == null || !mine.id().equals(gone)) {
      return;
    }
    pane = null;
    parts.board().remove(reader);
    dialogs.end();
    doings.lastLook();
    events.accept(ExitRecord.read(run == null ? null : run.exitRecord(), serverLost));
  }

  @Override
  public void hook(HookEvent event) {
    doings.hook(event);
  }

  @Override
  public Composer look() {
    Pane mine = pane;
    if (mine == null) {
      return new Composer.Gone();
    }
    try {
      var screen = mine.screen();
      return switch (ScreenReader.read(screen.lines())) {
        case ScreenState.Ready r -> standing(r.composerText());
        case ScreenState.Busy b -> standing(b.composerText());
        case ScreenState.Dialog d -> new Composer.Covered(d.kind().name(), d.text());
        case ScreenState.Unknown u -> new Composer.Unclear(screen.text());
      };
    } catch (TmuxException e) {
      return find() == null ? new Composer.Gone() : new Composer.Unclear(e.getMessage());
    }
  }

  @Override
  public String picture() {
    Pane mine = pane;
    try {
      return mine == null ? "" : mine.screen().text();
    } catch (TmuxException e) {
      return "";
    }
  }

  private static Composer standing(String text) {
    return text.isBlank() ? new Composer.Empty() : new Composer.Holds(text);
  }

  private ScreenState screenState() {
    Pane mine = pane;
    return mine == null ? new ScreenState.Unknown() : ScreenReader.read(mine.screen().lines());
  }

  @Override
  public void type(String prompt, Composer seen) throws EngineException {
    composer.type(prompt, seen, version);
  }

  @Override
  public ScreenState.@Nullable Dialog dialog() {
    try {
      return screenState() instanceof ScreenState.Dialog dialog ? dialog : null;
    } catch (TmuxException e) {
      log.debug("the screen could not be read: {}", e.getMessage());
      return null;
    }
  }

  @Override
  public void keys(String characters) throws EngineException {
    try {
      pane().type(characters);
    } catch (TmuxException | IllegalArgumentException e) {
      throw new EngineException("keys for " + name + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void submit() throws EngineException {
    composer.press(Key.ENTER);
  }

  @Override
  public void clear() throws EngineException {
    composer.clear();
  }

  @Override
  public void interrupt() throws EngineException {
    composer.press(Key.ESCAPE);
  }

  @Override
  public @Nullable TerminalView view() {
    Pane mine = pane;
    try {
      return mine == null ? null : PaneView.of(mine);
    } catch (TmuxException e) {
      log.debug("the screen of {} could not be read: {}", name, e.getMessage());
      return null;
    }
  }

  @Override
  public void press(TerminalKey key) throws EngineException {
    try {
      PaneView.press(pane(), key);
    } catch (TmuxException e) {
      throw new EngineException(
          "the key " + key + " for " + name + " failed: " + e.getMessage(), e);
    }
  }

  private Pane pane() throws EngineException {
    Pane mine = pane;
    if (mine == null) {
      throw new EngineException(name + " does not run");
    }
    return mine;
  }

  @Override
  public void catchUp() {
    doings.drain();
  }

  @Override
  public void stop(Duration grace) {
    Pane mine = pane == null ? find() : pane;
    dialogs.end();
    if (mine == null) {
      return;
    }
    AgentProcess agent = AgentProcess.under(mine.pid());
    try {
      parts.tmux().kill(mine);
    } catch (TmuxException e) {
      log.warn("ending {} went wrong: {}", name, e.getMessage());
    }
    agent.awaitEnd(grace);
    pane = null;
    parts.board().remove(reader);
    doings.lastLook();
  }

  @Override
  public boolean alive() {
    return find() != null;
  }

  @Override
  public @Nullable String terminal() {
    Pane mine = pane;
    return mine == null ? null : mine.id().value();
  }

  @Override
  public void close() {
    parts.board().remove(reader);
    dialogs.end();
    doings.close();
    pane = null;
  }
}
