package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Option;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that answer those dialogs which the bridge answers itself: those of the start-up, and
 * the menu that comes up at a usage limit, which the bridge tells of in the channel instead.
 *
 * <p>Keys are ignored for the first 0.2 s of a dialog (2.1.329): wait half a second, read the
 * screen again, compute the keys from that, and check that it closed.
 */
public final class DialogAnswers {
  /** A key by tmux's name for it. */
  public enum Key {
    /** The cursor key. */
    UP("Up"),
    /** The cursor key. */
    DOWN("Down"),
    /** Confirms. */
    ENTER("Enter");

    private final String tmuxName;

    Key(String tmuxName) {
      this.tmuxName = tmuxName;
    }

    /** What {@code send-keys} calls it. */
    public String tmuxName() {
      return tmuxName;
    }
  }

  private DialogAnswers() {}

  /**
   * The keys for a dialog, or none if a person has to decide.
   *
   * @param permissionMode the mode this session was started with
   */
  public static List<Key> keys(Dialog dialog, String permissionMode) {
    return switch (dialog.kind()) {
      case TRUST -> choose(dialog, "Yes, I trust");
      case AUTO_MODE_OFFER -> choose(dialog, "No, keep");
      case BYPASS_WARNING ->
          permissionMode.equals("bypassPermissions") ? choose(dialog, "Yes, I accept") : List.of();
      case RESUME_CHOICE -> choose(dialog, "Resume full session as-is");
      case USAGE_LIMIT -> choose(dialog, "Stop and wait");
      case AUTO_MODE_UNAVAILABLE,
          API_KEY_APPROVAL,
          LOGIN,
          FIRST_RUN,
          PERMISSION,
          QUESTION,
          PLAN,
          MODEL_OFFER,
          MODEL_PICKER,
          RESUME_PICKER,
          REWIND,
          EDITOR,
          VIEWER,
          ELICITATION,
          OTHER ->
          List.of();
    };
  }

  /** Moves from the selected option to the one wanted; nothing if either is not on the screen. */
  private static List<Key> choose(Dialog dialog, String labelStart) {
    int selected = -1;
    int wanted = -1;
    for (int i = 0; i < dialog.options().size(); i++) {
      Option option = dialog.options().get(i);
      selected = option.selected() ? i : selected;
      wanted = option.label().startsWith(labelStart) ? i : wanted;
    }
    if (selected < 0 || wanted < 0) {
      return List.of();
    }
    List<Key> keys = new ArrayList<>();
    for (int i = selected; i != wanted; i += Integer.signum(wanted - selected)) {
      keys.add(wanted > selected ? Key.DOWN : Key.UP);
    }
    keys.add(Key.ENTER);
    return keys;
  }
}
