package io.github.claudebridge.pane;

/** A key that is pressed by name rather than typed as a character. */
public enum Key {
  ENTER("Enter"),
  ESCAPE("Escape"),
  TAB("Tab"),
  BACK_TAB("BTab"),
  UP("Up"),
  DOWN("Down"),
  LEFT("Left"),
  RIGHT("Right"),
  SPACE("Space"),
  BACKSPACE("BSpace"),
  CTRL_C("C-c"),
  CTRL_S("C-s"),
  CTRL_U("C-u"),
  CTRL_X("C-x"),
  CTRL_Y("C-y"),
  CTRL_L("C-l"),
  CTRL_O("C-o"),
  PAGE_UP("PPage"),
  PAGE_DOWN("NPage");

  private final String tmuxName;

  Key(String tmuxName) {
    this.tmuxName = tmuxName;
  }

  /** The name tmux knows the key by. */
  public String tmuxName() {
    return tmuxName;
  }
}
