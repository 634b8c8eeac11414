package io.github.claudebridge.live;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Doing.Todo;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a turn that goes on: folded from what the agent tells, and gone with the turn.
 * Not thread-safe.
 */
final class LiveTurn {
  private static final int MOST = 10_000;

  /** A tool that runs. */
  record Running(String tool, String subject, Instant since) {}

  private final Set<String> prompts = new LinkedHashSet<>();
  private final String channel;
  private final Instant began;
  private final boolean resumed;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private final Set<String> files = new LinkedHashSet<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<String, Double> dollars = new HashMap<>();
  private final LiveText text = new LiveText();
  private List<Todo> todos = List.of();
  private boolean waiting;
  private boolean shown;
  private int version;

  /**
   * A turn of which nothing is known so far.
   *
   * @param resumed whether it went on while nobody listened
   */
  LiveTurn(String promptId, String channel, Instant began, boolean resumed) {
    this.prompts.add(promptId);
    this.channel = channel;
    this.began = began;
    this.resumed = resumed;
    this.shown = resumed;
  }

  /** Takes in what the agent does. */
  void take(Doing doing, Instant at) {
    boolean news =
        switch (doing) {
          case Doing.ToolBegan d -> began(d, at);
          case Doing.ToolEnded d -> ended(d);
          case Doing.Wrote d -> text.piece(d.message(), d.index(), d.text());
          case Doing.Planned d -> planned(d.todos());
          case Doing.Spent d -> spent(d);
        };
    if (news) {
      waiting = false;
      version++;
    }
  }

  private boolean began(Doing.ToolBegan d, Instant at) {
    if (ended.contains(d.id()) || running.containsKey(d.id()) || running.size() >= MOST) {
      return false; // two hooks may overtake one another
    }
    running.put(d.id(), new Running(d.tool(), d.subject(), at));
    return true;
  }

  private boolean ended(Doing.ToolEnded d) {
    running.remove(d.id());
    if (ended.size() >= MOST || !ended.add(d.id())) {
      return false;
    }
    if (d.file() != null) {
      files.add(d.file());
    }
    return true;
  }

  private boolean spent(Doing.Spent d) {
    if (tokens.size() >= MOST) {
      return false;
    }
    if (d.dollars() != null) {
      dollars.merge(d.message(), d.dollars(), Math::max);
    }
    return tokens.merge(d.message(), d.tokens(), Math::max) > 0;
  }

  private boolean planned(List<Todo> now) {
    boolean another = !todos.equals(now);
    todos = now;
    return another;
  }

  /** An answer was finished and is posted by others. */
  void said(String answer) {
    text.said(answer);
    version++;
  }

  /** The agent waits for a person, or does so no more. */
  void waits(boolean now) {
    if (waiting != now) {
      waiting = now;
      version++;
    }
  }

  /** Something beside the turn changed that is shown with it. */
  void changed() {
    version++;
  }

  /** It was shown to people, so they are told of its end. */
  void wasShown() {
    shown = true;
  }

  /** Another prompt is worked on in the same turn. */
  void takes(String promptId) {
    prompts.add(promptId);
    version++;
  }

  /** The prompts that it is about, the first one first. */
  Set<String> prompts() {
    return Set.copyOf(prompts);
  }

  /** The prompt that came last. */
  String promptId() {
    return List.copyOf(prompts).getLast();
  }

  String channel() {
    return channel;
  }

  Instant began() {
    return began;
  }

  boolean resumed() {
    return resumed;
  }

  boolean waiting() {
    return waiting;
  }

  /** Whether its end is worth a line: it was shown, or tools were used. */
  boolean worthAFooter() {
    return shown || tools() > 0;
  }

  /** The tools that run, the one that began first at the front. */
  List<Running> running() {
    return List.copyOf(running.values());
  }

  /** How many tools were used, those that run included. */
  int tools() {
    return ended.size() + running.size();
  }

  /** How many files were changed. */
  int files() {
    return files.size();
  }

  /** How many tokens the model has written. */
  long tokens() {
    return tokens.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What it has cost, in US dollars; null where the price of any of it is not known. */
  @Nullable Double dollars() {
    return tokens.isEmpty() || !dollars.keySet().containsAll(tokens.keySet())
        ? null
        : dollars.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  List<Todo> todos() {
    return todos;
  }

  /** What was written and is not posted so far. */
  String unposted() {
    return text.unposted();
  }

  /** Grows whenever something to be shown has changed. */
  int version() {
    return version;
  }
}
