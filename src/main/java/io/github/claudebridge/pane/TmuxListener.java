package io.github.claudebridge.pane;

/**
 * What hears of panes and of the server.
 *
 * <p>Called on one thread of its own, one event at a time and in order; it may call {@link Tmux}.
 */
public interface TmuxListener {

  /**
   * A pane that was known is gone, for whatever reason, {@link Tmux#kill} included; told once.
   * After {@link #serverGone} it comes with the reconnection, just before {@link #serverBack}.
   */
  void paneGone(PaneId pane, String session);

  /** The connection to the server is lost; calls fail or wait until {@link #serverBack}. */
  void serverGone();

  /** There is a server again, perhaps a new one without panes. */
  void serverBack();
}
