package io.github.claudebridge.live;

import io.github.claudebridge.model.Doing.Todo;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.text.MarkdownSplitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent does, in words that read well on a phone. Secrets are masked before anything is
 * cut. Times are written as Discord's own marks, which every reader's screen keeps up to date by
 * itself.
 */
final class LiveWords {
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_SUBJECT = 60;
  private static final int MOST_TOOL = 40;
  private static final int MOST_RESULT = 60;
  private static final int MOST_TODO = 60;
  private static final int MOST_TODOS = 5;
  private static final int MOST_TOOLS = 3;
  private static final int MOST_CALLS = 700;
  private static final int GAPS = 10;

  private final MarkdownSplitter splitter = new MarkdownSplitter(MOST_TEXT);
  private final Words words;
  private final UnaryOperator<String> redaction;

  LiveWords(Words words, UnaryOperator<String> redaction) {
    this.words = words;
    this.redaction = redaction;
  }

  /**
   * The live post of a turn.
   *
   * @param calls lines of calls that are not posted so far
   * @param waiting how many messages wait in the queue
   */
  String live(LiveTurn turn, List<String> calls, int waiting) {
    String text = written(turn.unposted());
    String status = now(turn, text.isEmpty()) + "\n" + sum(turn, waiting);
    int room = PostBody.MAX_TEXT - status.length() - text.length() - GAPS;
    String used = last(calls, Math.min(MOST_CALLS, room));
    String list = turn.todos().isEmpty() ? "" : todos(turn.todos());
    return Stream.of(text, list.length() < room - used.length() ? list : "", used, status)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  /** The last lines that there is room for. */
  private static String last(List<String> lines, int room) {
    int from = lines.size();
    int size = 0;
    while (from > 0 && size + lines.get(from - 1).length() < room) {
      size += lines.get(--from).length() + 1;
    }
    return String.join("\n", lines.subList(from, lines.size()));
  }

  /** The end of what was written, with its fences closed. */
  private String written(String markdown) {
    List<String> pieces = splitter.split(redaction.apply(markdown));
    if (pieces.isEmpty()) {
      return "";
    }
    return pieces.size() == 1 ? pieces.getLast() : "…\n" + pieces.getLast();
  }

  private String todos(List<Todo> todos) {
    long done = todos.stream().filter(t -> t.state() == Todo.State.DONE).count();
    List<String> lines = new ArrayList<>();
    lines.add(words.say("live.todos", Long.toString(done), Integer.toString(todos.size())));
    List<Todo> open = todos.stream().filter(t -> t.state() != Todo.State.DONE).toList();
    for (Todo todo : open.subList(0, Math.min(open.size(), MOST_TODOS))) {
      String text = plain(todo.text(), MOST_TODO);
      lines.add(todo.state() == Todo.State.ACTIVE ? "▶️ **" + text + "**" : "▫️ " + text);
    }
    if (open.size() > MOST_TODOS) {
      lines.add(words.say("live.more", Integer.toString(open.size() - MOST_TODOS)));
    }
    return String.join("\n", lines);
  }

  private String now(LiveTurn turn, boolean silent) {
    if (turn.waiting()) {
      return words.say("live.waits");
    }
    List<LiveTurn.Running> running = turn.running();
    if (running.isEmpty()) {
      return words.say(silent ? "live.thinks" : "live.writes");
    }
    List<String> lines = new ArrayList<>();
    for (LiveTurn.Running tool : running.subList(0, Math.min(running.size(), MOST_TOOLS))) {
      lines.add("⚙️ " + call(tool.tool(), tool.subject()) + " · " + ago(tool.since()));
    }
    if (running.size() > MOST_TOOLS) {
      lines.add(words.say("live.more", Integer.toString(running.size() - MOST_TOOLS)));
    }
    return String.join("\n", lines);
  }

  private String sum(LiveTurn turn, int waiting) {
    List<String> parts = new ArrayList<>();
    parts.add(words.say("live.began", ago(turn.began())));
    parts.addAll(counts(turn));
    if (waiting > 0) {
      parts.add(words.say("live.waiting", Integer.toString(waiting)));
    }
    return "-# " + String.join(" · ", parts);
  }

  private List<String> counts(LiveTurn turn) {
    List<String> parts = new ArrayList<>();
    if (turn.tools() > 0) {
      parts.add(counted("live.tools", turn.tools()));
    }
    if (turn.files() > 0) {
      parts.add(counted("live.files", turn.files()));
    }
    if (turn.tokens() > 0) {
      parts.add(words.say("live.tokens", shortened(turn.tokens())));
    }
    return parts;
  }

  private String counted(String key, int count) {
    return words.say(key + (count == 1 ? ".one" : ".many"), Integer.toString(count));
  }

  /** The one line that is left of a turn. */
  String footer(LiveTurn turn, @Nullable End end, Instant at) {
    String sign =
        switch (end) {
          case null -> "⏸️";
          case DONE -> "✅";
          case INTERRUPTED -> "⏹️";
          case FAILED -> "⚠️";
        };
    List<String> parts = new ArrayList<>();
    parts.add(sign + " " + duration(Duration.between(turn.began(), at)));
    parts.addAll(counts(turn));
    Double dollars = turn.dollars();
    if (dollars != null && !turn.resumed()) { // else some of it is not known
      parts.add(money(dollars));
    }
    if (end == null) {
      parts.add(words.say("live.cut.off"));
    } else if (turn.resumed()) {
      parts.add(words.say("live.resumed"));
    }
    return "-# " + String.join(" · ", parts);
  }

  /** What stands there while the bridge is away. */
  String paused(LiveTurn turn) {
    return words.say("live.paused") + "\n" + sum(turn, 0);
  }

  /** One call of a tool that has run. */
  String ended(String tool, String subject, boolean failed, String result, Duration took) {
    StringBuilder line = new StringBuilder(failed ? "✗ " : "✓ ").append(call(tool, subject));
    String told = code(result, MOST_RESULT);
    if (!told.isEmpty()) {
      line.append(" → ").append(told);
    }
    if (took.toSeconds() > 0) {
      line.append(" · ").append(duration(took));
    }
    return line.toString();
  }

  private String call(String tool, String subject) {
    String about = code(subject, MOST_SUBJECT);
    return "**" + plain(tool, MOST_TOOL) + "**" + (about.isEmpty() ? "" : " " + about);
  }

  /** A text of the agent's as code, which nothing in it can end. */
  private String code(String text, int most) {
    String clean = flat(text).replace('`', '\'');
    return clean.isEmpty() ? "" : "`" + cut(clean, most) + "`";
  }

  /** A text of the agent's in one line, with nothing in it that formats what follows. */
  private String plain(String text, int most) {
    return cut(flat(text), most).replaceAll("([\\\\*_~`|<>#@\\[\\]])", "\\\\$1");
  }

  private String flat(String text) {
    return redaction.apply(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  private static String ago(Instant since) {
    return "<t:" + since.getEpochSecond() + ":R>";
  }

  private String duration(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return words.say("live.seconds", Long.toString(seconds));
    }
    if (seconds < 3_600) {
      return words.say(
          "live.minutes", Long.toString(seconds / 60), Long.toString(seconds % 60));
    }
    return words.say(
        "live.hours", Long.toString(seconds / 3_600), Long.toString(seconds % 3_600 / 60));
  }

  private static String money(double dollars) {
    return dollars < 0.005
        ? "< $0.01"
        : String.format(Locale.ROOT, dollars < 100 ? "≈ $%.2f" : "≈ $%.0f", dollars);
  }

  private static String shortened(long number) {
    return number < 1_000
        ? Long.toString(number)
        : String.format(Locale.ROOT, "%.1fk", number / 1_000.0);
  }
}
