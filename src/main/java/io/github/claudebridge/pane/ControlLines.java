package io.github.claudebridge.pane;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of tmux control mode (tmux(1), CONTROL MODE; seen with 3.3a).
 *
 * <p>An answer stands between {@code %begin T N F} and {@code %end T N F} or {@code %error T N F}.
 * Its body is raw and may hold the picture of a hostile screen, so only the exact triple closes it.
 * A screen that guesses the triple closes it early, but cannot hide: the true end then stands
 * outside of any block, and the numbers of blocks only grow. Both are reported as a violation,
 * after which the connection must be dropped. Bounded: a body above the cap is a violation too.
 */
final class ControlLines {

  private static final Pattern TRIPLE = Pattern.compile("[0-9]{1,19} ([0-9]{1,18}) ([0-9]{1,9})");

  private final int maxBody;
  private final List<String> body = new ArrayList<>();
  private @Nullable String open;
  private boolean ours;
  private int bodySize;
  private long lastNumber = -1;

  /**
   * Starts at the beginning of a connection.
   *
   * @param maxBody the largest answer accepted, in bytes
   */
  ControlLines(int maxBody) {
    this.maxBody = maxBody;
  }

  /** Takes the next line, without its line feed; null when it says nothing by itself. */
  @Nullable ControlEvent accept(byte[] bytes) {
    var line = new String(bytes, StandardCharsets.UTF_8);
    var triple = open;
    if (triple == null) {
      return outside(line);
    }
    if (line.equals("%end " + triple)) {
      return close(true);
    }
    if (line.equals("%error " + triple)) {
      return close(false);
    }
    bodySize += bytes.length + 1;
    if (bodySize > maxBody) {
      return new ControlEvent.Violation("an answer is larger than " + maxBody + " bytes");
    }
    body.add(line);
    return null;
  }

  private @Nullable ControlEvent outside(String line) {
    if (!line.startsWith("%")) {
      return new ControlEvent.Violation("a line outside of any answer");
    }
    int space = line.indexOf(' ');
    var name = space < 0 ? line.substring(1) : line.substring(1, space);
    var rest = space < 0 ? "" : line.substring(space + 1);
    return switch (name) {
      case "begin" -> begin(rest);
      case "end", "error" -> new ControlEvent.Violation("an end without its beginning");
      case "exit" -> new ControlEvent.Exit(rest);
      default -> new ControlEvent.Notification(name);
    };
  }

  private @Nullable ControlEvent begin(String triple) {
    var match = TRIPLE.matcher(triple);
    if (!match.matches()) {
      return new ControlEvent.Violation("a beginning without time, number and flags");
    }
    long number = Long.parseLong(match.group(1));
    if (number <= lastNumber) {
      return new ControlEvent.Violation("the number of an answer did not grow");
    }
    lastNumber = number;
    open = triple;
    // Flag 1: a command of this client. The attach itself and commands of hooks carry 0.
    ours = (Long.parseLong(match.group(2)) & 1) != 0;
    return null;
  }

  private @Nullable ControlEvent close(boolean ok) {
    var reply = ours ? new ControlEvent.Reply(ok, List.copyOf(body)) : null;
    open = null;
    body.clear();
    bodySize = 0;
    return reply;
  }
}
