package io.github.claudebridge.pane;

import io.github.claudebridge.pane.TmuxException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Our own tmux server and the panes of ours in it.
 *
 * <p>Everything goes over one control-mode connection; any number of threads may call. The server
 * and its panes outlive this object: closing it ends no session, and opening another adopts them. A
 * pane is known by its id, its pid and a mark we put on it, never by a name alone.
 */
public final class Tmux implements AutoCloseable {

  private static final Duration PING_EVERY = Duration.ofSeconds(15);
  private static final Pattern NUMBERED = Pattern.compile("claude-session-[0-9]+");

  private final TmuxSettings settings;
  private final PaneWatch watch;
  private final TmuxLink link;
  private final AtomicLong pastes = new AtomicLong();

  private Tmux(TmuxSettings settings, Duration pingEvery) {
    this.settings = settings;
    this.watch = new PaneWatch(settings.deadline());
    this.link = new TmuxLink(new Hub(settings), watch, settings.deadline(), pingEvery);
  }

  /**
   * Connects to the server, starting it if there is none.
   *
   * @throws TmuxException when tmux is missing or does not answer
   */
  public static Tmux open(TmuxSettings settings) {
    return open(settings, PING_EVERY);
  }

  static Tmux open(TmuxSettings settings, Duration pingEvery) {
    var tmux = new Tmux(settings, pingEvery);
    try {
      tmux.link.open();
    } catch (TmuxException e) {
      tmux.close();
      throw e;
    }
    return tmux;
  }

  /** Tells the listener what happens from now on. */
  public void listen(TmuxListener listener) {
    watch.listen(listener);
  }

  /**
   * Starts a program as a pane's own command in a new session, with no shell behind it.
   *
   * @throws TmuxException {@code REFUSED} when the session name is in use, {@code PANE_GONE} when
   *     the program ended at once
   */
  public Pane start(PaneSpec spec) {
    var client = link.client();
    if (watch.table().find(spec.session()).isPresent()) { // even if a person renamed the session
      throw taken(spec, null);
    }
    var answer =
        client.send(
            bodies -> watch.table().add(started(bodies, spec)),
            newSession(spec),
            "set-option -p -t "
                + TmuxWords.quote("=" + spec.session() + ":")
                + " "
                + PaneRow.MARK
                + " "
                + TmuxWords.quote(spec.session()),
            givesBackItsSize(spec));
    try {
      var bodies = ControlClient.await(answer, settings.deadline());
      return new TmuxPane(this, started(bodies, spec));
    } catch (TmuxException e) {
      if (e.getMessage().contains("duplicate session")) {
        throw taken(spec, e);
      }
      throw e;
    }
  }

  /** The pane started in exactly this session, if it lives. */
  public Optional<Pane> find(String session) {
    watch.refresh(link.client());
    return watch.table().find(session).map(row -> new TmuxPane(this, row));
  }

  /** The living panes of sessions named {@code claude-session-N}, whoever of us started them. */
  public List<Pane> panes() {
    watch.refresh(link.client());
    return watch.table().all().stream()
        .filter(row -> NUMBERED.matcher(row.session()).matches())
        .<Pane>map(row -> new TmuxPane(this, row))
        .toList();
  }

  /**
   * Ends a pane and the session it is in, with whatever else a person opened there.
   *
   * <p>The program gets a hangup and is not waited for. Does nothing when the pane is gone.
   */
  public void kill(Pane pane) {
    var client = link.client();
    var row = watch.table().find(pane.id(), pane.pid());
    if (row.isEmpty()) {
      return;
    }
    try {
      client.ask(
          settings.deadline(),
          "kill-pane -t " + TmuxWords.quote(pane.id().value()),
          "kill-session -t " + TmuxWords.quote(row.get().sessionId()));
    } catch (TmuxException e) {
      if (e.reason() != Reason.PANE_GONE) { // the session usually goes with its only pane
        throw e;
      }
    }
    watch.refresh(client);
  }

  /** The version of the server, such as {@code 3.3a}. */
  public String version() {
    var bodies = link.client().ask(settings.deadline(), "display-message -p \"#{version}\"");
    return String.join("", bodies.getFirst());
  }

  /** Lets go of the server, which lives on with its panes. */
  @Override
  public void close() {
    link.close();
    watch.close();
  }

  /** Asks something about a pane that lives. */
  List<List<String>> ask(TmuxPane pane, String... commands) {
    return clientFor(pane).ask(settings.deadline(), commands);
  }

  private ControlClient clientFor(TmuxPane pane) {
    var client = link.client();
    // After the connection is known: a new server's ids start anew, and the table is of this one.
    if (watch.table().find(pane.id(), pane.pid()).isEmpty()) {
      throw new TmuxException(Reason.PANE_GONE, pane + " is gone");
    }
    return client;
  }

  /** Pastes, and then does some more, unless the pasting failed. */
  void paste(TmuxPane pane, String text, String... then) {
    var owner = ProcessHandle.current().pid();
    var buffer = " -b claude-bridge-" + owner + "-" + pastes.incrementAndGet();
    var client = clientFor(pane);
    try {
      List<String> commands = new ArrayList<>();
      commands.add("set-buffer" + buffer + " -- " + TmuxWords.quote(text));
      commands.add("copy-mode -q" + pane.target());
      commands.add("paste-buffer -p -r -d" + buffer + pane.target());
      Collections.addAll(commands, then);
      client.ask(settings.deadline(), commands.toArray(String[]::new));
    } catch (TmuxException e) {
      client.send(bodies -> {}, "delete-buffer" + buffer); // runs after the paste, if ever
      throw e;
    }
  }

  /**
   * The last person who leaves gives the window its size back, also while no bridge runs. The size
   * that resize-window fixes is set free at once: whoever is attached still, or next, decides.
   */
  private static String givesBackItsSize(PaneSpec spec) {
    return "set-hook -t "
        + TmuxWords.quote("=" + spec.session() + ":")
        + " client-detached \"resize-window -x %d -y %d ; set-option -w -u window-size\""
            .formatted(spec.width(), spec.height());
  }

  private static TmuxException taken(PaneSpec spec, @Nullable TmuxException cause) {
    return new TmuxException(
        Reason.REFUSED,
        "session \"" + spec.session() + "\" exists already: adopt it or end it first",
        cause);
  }

  private static PaneRow started(List<List<String>> bodies, PaneSpec spec) {
    return PaneRow.parse(String.join("", bodies.getFirst()))
        .orElseThrow(() -> new TmuxException(Reason.REFUSED, "tmux does not tell the new pane"))
        .marked(spec.session());
  }

  private static String newSession(PaneSpec spec) {
    var words = new ArrayList<String>();
    words.add("new-session -d -E -P -F \"" + PaneRow.FORMAT + "\"");
    words.add("-s " + TmuxWords.quote(spec.session()));
    words.add("-x " + spec.width() + " -y " + spec.height());
    words.add("-c " + TmuxWords.quoteFormat(spec.directory().toString()));
    spec.environment()
        .forEach((name, value) -> words.add("-e " + TmuxWords.quote(name + "=" + value)));
    words.add("--");
    // tmux gives a single word to a shell, several to execvp (spawn.c of 3.3a).
    if (spec.command().size() == 1) {
      words.add("/usr/bin/env");
    }
    return words.stream().collect(Collectors.joining(" "))
        + spec.command().stream().map(TmuxWords::quote).collect(Collectors.joining(" ", " ", ""));
  }
}
