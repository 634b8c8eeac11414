package io.github.claudebridge.session;

import io.github.claudebridge.claude.UsageLimit;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.model.SessionEvent.Lift;
import io.github.claudebridge.session.LimitStore.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds up a session's queue while a usage limit lasts, and continues what the limit cut off where
 * that is wanted. It is stored, so that it lasts over a restart. What is not about choices of
 * people is called on the session's own thread.
 */
public final class LimitHold {
  private static final Logger log = LoggerFactory.getLogger(LimitHold.class);

  /** What the agent is told when it is to go on. */
  static final String CONTINUE = "Continue where you left off.";

  /** Looked at now and then, since a machine that sleeps stops its timers. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** Two limits whose ends are so close are the same, told twice. */
  private static final Duration SAME = Duration.ofMinutes(2);

  /** Claude Code shows its empty composer first, and then a menu of its own over it (2.1.329). */
  private static final Duration MENU_BY = Duration.ofSeconds(2);

  private final Binding binding;
  private final SessionParts parts;
  private final Mailbox mailbox;
  private final LimitStore store;
  private final Runnable moved;
  private volatile @Nullable Hold hold;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ScheduledFuture<?> menu;

  LimitHold(Binding binding, SessionParts parts, Mailbox mailbox, Runnable moved) {
    this.binding = binding;
    this.parts = parts;
    this.mailbox = mailbox;
    this.store = parts.messages().limits();
    this.moved = moved;
    this.hold = store.of(binding.session()).orElse(null);
    if (hold != null) {
      mailbox.post(this::again);
    }
  }

  /** Whether what waits has to wait on because of a limit, or of what the agent asks about it. */
  boolean holds() {
    return hold != null || menu != null;
  }

  /** When what waits goes on by itself; empty while nothing is held up. */
  public Optional<Instant> until() {
    return Optional.ofNullable(hold).map(Hold::release);
  }

  /**
   * A turn failed: if that was because of a limit that lasts, everything waits from now on.
   *
   * @param messageId the message whose turn it was, or null
   * @param untouched whether nothing came of that message, so that it waits again like the others
   *     and there is nothing to be continued
   * @return whether it was
   */
  boolean failed(String said, @Nullable String messageId, boolean untouched) {
    Instant now = parts.clock().instant();
    UsageLimit limit = UsageLimit.read(said, now, parts.limits().zone()).orElse(null);
    Instant resets = limit == null ? null : limit.resets();
    if (limit == null || resets == null || !resets.isAfter(now)) {
      return false;
    }
    awaitMenu();
    Hold before = hold;
    if (before != null && Duration.between(before.resets(), resets).abs().compareTo(SAME) <= 0) {
      return true;
    }
    Hold begun =
        new Hold(
            limit.name(),
            now,
            resets,
            parts.limits().release(resets),
            untouched ? Choice.WAITS : parts.limits().cutOff(),
            null,
            messageId);
    log.info("{}: what waits is held until {}", limit.name(), begun.release());
    keep(begun);
    look();
    return true;
  }

  private void awaitMenu() {
    if (menu != null) {
      menu.cancel(false);
    }
    menu =
        mailbox.after(
            MENU_BY,
            () -> {
              menu = null;
              if (hold == null) {
                moved.run();
              }
            });
  }

  /** The agent ended a turn as it should: there is no limit any more. */
  void worked() {
    if (menu != null) {
      menu.cancel(false);
      menu = null;
    }
    if (hold != null) {
      lift(Lift.AGENT, null);
    }
  }

  /** Somebody wrote: in quiet hours a limit that is over holds up nobody who is awake. */
  void heard() {
    Hold now = hold;
    if (now != null && !parts.clock().instant().isBefore(now.resets())) {
      lift(Lift.TIME, null);
    }
  }

  /** Chooses what becomes of what was cut off; false if no limit holds up anything any more. */
  public CompletableFuture<Boolean> choose(Choice choice, Author by) {
    return mailbox.ask(
        () -> {
          Hold now = hold;
          if (now == null) {
            return false;
          }
          keep(now.chosen(choice, by));
          return true;
        });
  }

  /** Goes on before the limit is over; false if there is none any more. */
  public CompletableFuture<Boolean> goOn(Author by) {
    return mailbox.ask(
        () -> {
          if (hold == null) {
            return false;
          }
          lift(Lift.PERSON, by);
          return true;
        });
  }

  /** Goes on with a limit that was stored: a crash may have come before it was told. */
  private void again() {
    Hold now = hold;
    if (now != null) {
      tell(now);
      look();
    }
  }

  private void keep(Hold now) {
    store.keep(binding.session(), now);
    hold = now;
    tell(now);
  }

  private void tell(Hold now) {
    tell(
        new SessionEvent.LimitReached(
            binding.session(),
            now.since(),
            now.words(),
            now.resets(),
            now.release(),
            now.choice(),
            now.by(),
            now.messageId()));
  }

  private void look() {
    Hold now = hold;
    if (now == null) {
      return;
    }
    Duration left = Duration.between(parts.clock().instant(), now.release());
    if (left.isPositive()) {
      if (timer != null) {
        timer.cancel(false);
      }
      timer = mailbox.after(left.compareTo(LOOK) > 0 ? LOOK : left, this::look);
    } else if (now.choice() == Choice.CONTINUE) {
      resume(now);
    } else {
      lift(Lift.TIME, null);
    }
  }

  /** Puts the order to go on before everything else that waits. */
  private void resume(Hold now) {
    Author by = now.by() == null ? new Author("bridge", "bridge", Author.Kind.CLI) : now.by();
    String id = "continue-" + binding.session() + "-" + now.since().toEpochMilli();
    Message message =
        new Message(
            id, binding.channel(), by, CONTINUE, List.of(), parts.clock().instant());
    if (parts.messages().receive(binding.session(), message)) { // not so before a crash
      parts.messages().find(id).ifPresent(parts.messages().queue()::moveToFront);
    }
    lift(Lift.CONTINUED, now.by());
  }

  private void lift(Lift how, @Nullable Author by) {
    Hold was = hold;
    if (was == null) {
      return;
    }
    log.info("the {} holds up nothing any more ({})", was.words(), how);
    tell( // before it is stored: after a crash between the two it holds again, and that is told
        new SessionEvent.LimitOver(
            binding.session(), parts.clock().instant(), was.resets(), how, by));
    store.forget(binding.session());
    hold = null;
    if (timer != null) {
      timer.cancel(false);
    }
    moved.run();
  }

  private void tell(SessionEvent event) {
    parts.listener().accept(event);
  }
}
