package io.github.claudebridge.pane;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A pane of a tmux server, addressed by its id only. */
final class TmuxPane implements Pane {

  /** Bytes per {@code send-keys}, far below every limit seen. */
  private static final int TYPE_CHUNK = 1_000;

  private static final Pattern CURSOR =
      Pattern.compile("([0-9]{1,6}) ([0-9]{1,6}) ([0-9]{1,6}) ([0-9]{1,6}) ([0-9]{0,3})");
  private static final String CURSOR_FORMAT =
      "\"#{cursor_x} #{cursor_y} #{pane_width} #{pane_height} #{pane_in_mode}\"";

  private final Tmux tmux;
  private final PaneId id;
  private final String session;
  private final long pid;

  TmuxPane(Tmux tmux, PaneRow row) {
    this.tmux = tmux;
    this.id = row.id();
    this.session = row.session();
    this.pid = row.pid();
  }

  @Override
  public PaneId id() {
    return id;
  }

  @Override
  public String session() {
    return session;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public void paste(String text) {
    if (!PaneText.check(text).isEmpty()) {
      tmux.paste(this, text);
    }
  }

  @Override
  public void paste(String text, Key then) {
    if (PaneText.check(text).isEmpty()) {
      press(then);
    } else {
      tmux.paste(this, text, "send-keys" + target() + " " + then.tmuxName());
    }
  }

  @Override
  public void type(String text) {
    var bytes = TmuxWords.hex(PaneText.check(text));
    var commands = new ArrayList<String>();
    commands.add("copy-mode -q" + target());
    int chunk = TYPE_CHUNK * 3; // two digits and a blank per byte
    for (int from = 0; from < bytes.length(); from += chunk) {
      var part = bytes.substring(from, Math.min(bytes.length(), from + chunk));
      commands.add("send-keys -H" + target() + " " + part);
    }
    tmux.ask(this, commands.toArray(String[]::new));
  }

  @Override
  public void press(Key key) {
    tmux.ask(this, "copy-mode -q" + target(), "send-keys" + target() + " " + key.tmuxName());
  }

  @Override
  public Screen screen() {
    // On one line nothing comes between the two, so that cursor and text are of one moment.
    var bodies =
        tmux.ask(
            this,
            "display-message -p" + target() + " " + CURSOR_FORMAT,
            "capture-pane -p" + target());
    var cursor = CURSOR.matcher(String.join("", bodies.get(0)));
    if (!cursor.matches()) {
      throw new TmuxException(
          TmuxException.Reason.REFUSED, "tmux does not tell the cursor of pane " + id);
    }
    List<String> lines = bodies.get(1);
    return new Screen(
        lines,
        Integer.parseInt(cursor.group(1)),
        Integer.parseInt(cursor.group(2)),
        Integer.parseInt(cursor.group(3)),
        Integer.parseInt(cursor.group(4)),
        !cursor.group(5).isEmpty() && !cursor.group(5).equals("0"));
  }

  @Override
  public String ansiScreen() {
    var lines = tmux.ask(this, "capture-pane -p -e" + target()).getFirst();
    return String.join("\n", lines) + "\n";
  }

  String target() {
    return " -t " + TmuxWords.quote(id.value());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TmuxPane pane && pane.id.equals(id) && pane.pid == pid;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(pid);
  }

  @Override
  public String toString() {
    return "pane " + id + " of " + session;
  }
}
