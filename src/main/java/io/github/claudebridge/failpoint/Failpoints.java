package io.github.claudebridge.failpoint;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The places between two steps of a delivery where a crash is made on purpose, to show that nothing
 * is lost or done twice by it.
 *
 * <p>With {@code CLAUDE_BRIDGE_FAILPOINT=name} or {@code name:n} in the environment, or the system
 * property of that name, the process is halted with exit code 137 (as by {@code kill -9}: no
 * shutdown hook, no flush) when the place is reached for the n-th time. Otherwise reaching one
 * costs a look at a constant. With {@code hang:name} or {@code hang:name:n} the thread that reaches
 * the place stands still there for good, and the process goes on. Names that are not listed in
 * {@link #NAMES} are refused at the start.
 *
 * <ul>
 *   <li>{@code append.before-commit}: a message is written to the inbox, and not committed
 *   <li>{@code append.after-commit}: it is committed, and nothing is done with it so far
 *   <li>{@code attachment.after-write}: a file is on the disk under its temporary name
 *   <li>{@code attachment.after-rename}: under its own, and the message is not queued
 *   <li>{@code typist.after-intent}: the intent to type is stored, no key is pressed
 *   <li>{@code engine.after-paste}: a long prompt stands in the composer, Enter is not pressed;
 *       a short one is given with it in one piece
 *   <li>{@code engine.after-enter}: Enter is pressed, and nothing of it is stored
 *   <li>{@code typist.after-typed}: that it was typed is stored, there is no proof yet
 *   <li>{@code typist.after-proof}: the proof is stored, and nobody was told
 *   <li>{@code turn.after-begin}: a turn is stored, and nobody was told that it began
 *   <li>{@code turn.after-idle}: the agent is idle, and has not told how its turn ended
 *   <li>{@code turn.after-known}: how a turn ends is known, and nothing is done about it
 *   <li>{@code turn.after-answered}: a turn's messages are answered, it is open still
 *   <li>{@code turn.after-end}: a turn is closed, and nobody was told
 *   <li>{@code outbox.before-send}: a post is stored, and not sent
 *   <li>{@code outbox.after-send}: it stands in the channel, and is not marked as sent
 *   <li>{@code outbox.after-mark}: it is marked as sent, and nobody was told
 *   <li>{@code catch-up.after-page}: a page of missed messages was read
 *   <li>{@code shutdown.mid}: an orderly end is half done
 * </ul>
 */
public final class Failpoints {
  /** Every place there is. */
  public static final List<String> NAMES =
      List.of(
          "append.before-commit",
          "append.after-commit",
          "attachment.after-write",
          "attachment.after-rename",
          "typist.after-intent",
          "engine.after-paste",
          "engine.after-enter",
          "typist.after-typed",
          "typist.after-proof",
          "turn.after-begin",
          "turn.after-idle",
          "turn.after-known",
          "turn.after-answered",
          "turn.after-end",
          "outbox.before-send",
          "outbox.after-send",
          "outbox.after-mark",
          "catch-up.after-page",
          "shutdown.mid");

  /** The variable, and the system property, that arms one place. */
  public static final String SETTING = "CLAUDE_BRIDGE_FAILPOINT";

  private static final int KILLED = 137;
  private static final Optional<Armed> ARMED =
      Optional.ofNullable(System.getProperty(SETTING, System.getenv(SETTING)))
          .filter(setting -> !setting.isBlank())
          .map(Armed::of);

  private Failpoints() {}

  /** Ends the process here, or this thread's work, if it was told to; does nothing otherwise. */
  public static void hit(String name) {
    if (ARMED.isPresent() && ARMED.get().reached(name)) {
      while (ARMED.get().hangs()) {
        LockSupport.park();
      }
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** One place, and how often it still has to be reached. */
  record Armed(String name, AtomicInteger left, boolean hangs) {
    private static final String HANG = "hang:";

    static Armed of(String setting) {
      boolean hangs = setting.startsWith(HANG);
      String place = hangs ? setting.substring(HANG.length()) : setting;
      int colon = place.indexOf(':');
      String name = colon < 0 ? place : place.substring(0, colon);
      String times = colon < 0 ? "1" : place.substring(colon + 1);
      if (!NAMES.contains(name) || !times.matches("[1-9]\\d{0,5}")) {
        throw new IllegalArgumentException(
            ("%s is \"%s\": give the name of a failpoint, name:n for the n-th time, or hang: and"
                    + " that; the names: %s")
                .formatted(SETTING, setting, String.join(", ", NAMES)));
      }
      return new Armed(name, new AtomicInteger(Integer.parseInt(times)), hangs);
    }

    boolean reached(String at) {
      return name.equals(at) && left.decrementAndGet() == 0;
    }
  }
}
