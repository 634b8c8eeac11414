package io.github.claudebridge.session;

import static io.github.claudebridge.model.Rung.ACCEPTED;
import static io.github.claudebridge.model.Rung.ANSWERED;
import static io.github.claudebridge.model.Rung.FAILED;
import static io.github.claudebridge.model.Rung.QUEUED;
import static io.github.claudebridge.model.Rung.RECEIVED;
import static io.github.claudebridge.model.Rung.TYPED;
import static io.github.claudebridge.model.Rung.TYPING;
import static io.github.claudebridge.model.Rung.UNDECIDED;

import io.github.claudebridge.model.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The delivery ladder as a table: which step takes a message from which rung to which. The store
 * makes no other move, and it draws its own diagram.
 */
public final class DeliveryLife {

  /** What can happen to a message that is stored. */
  public enum Step {
    /** It was read too long after it was written. */
    TOO_OLD,
    /** Too many messages of its author wait already. */
    TOO_MANY,
    /** What was attached to it is here, or is known not to come. */
    COMPLETE,
    /** The intent to type it is stored. */
    INTENT,
    /** Its last key is in the pane. */
    KEYS_SENT,
    /** The agent showed that it has it. */
    PROVEN,
    /** It is known that the agent does not have it. */
    NOT_THERE,
    /** It cannot be known whether the agent has it. */
    UNKNOWABLE,
    /** The turn that works on it ended, by itself or by a person. */
    TURN_ENDED,
    /** The agent failed in that turn. */
    AGENT_FAILED,
    /** The agent ended in that turn, and how far it got cannot be known. */
    AGENT_LOST,
    /** A usage limit met it before anything came of it. */
    LIMITED,
    /** Nothing of it could be typed. */
    EMPTY,
    /** Somebody took it out of the queue. */
    WITHDRAWN,
    /** Somebody has it sent again. */
    AGAIN,
    /** Somebody gives it up. */
    SKIPPED
  }

  /** One line of the table. */
  public record Row(Rung from, Step step, Rung to) {}

  private static final List<Row> TABLE = new ArrayList<>();

  static {
    on(RECEIVED, Step.TOO_OLD, FAILED);
    on(RECEIVED, Step.TOO_MANY, FAILED);
    on(RECEIVED, Step.COMPLETE, QUEUED);
    on(RECEIVED, Step.WITHDRAWN, FAILED);

    on(QUEUED, Step.INTENT, TYPING);
    on(QUEUED, Step.PROVEN, ACCEPTED); // put back in the queue, and there all the same
    on(QUEUED, Step.EMPTY, FAILED);
    on(QUEUED, Step.WITHDRAWN, FAILED);

    on(TYPING, Step.KEYS_SENT, TYPED);
    for (Rung underWay : List.of(TYPING, TYPED)) {
      on(underWay, Step.PROVEN, ACCEPTED);
      on(underWay, Step.NOT_THERE, QUEUED);
      on(underWay, Step.UNKNOWABLE, UNDECIDED);
    }

    on(ACCEPTED, Step.PROVEN, ACCEPTED); // told once more, under the prompt's own id
    on(ACCEPTED, Step.TURN_ENDED, ANSWERED);
    on(ACCEPTED, Step.AGENT_FAILED, FAILED);
    on(ACCEPTED, Step.AGENT_LOST, UNDECIDED);
    on(ACCEPTED, Step.LIMITED, QUEUED);

    for (Rung settled : List.of(FAILED, UNDECIDED)) {
      on(settled, Step.AGAIN, QUEUED);
      on(settled, Step.AGAIN, RECEIVED); // its attachments were never fetched
    }
    on(UNDECIDED, Step.SKIPPED, FAILED);
  }

  private DeliveryLife() {}

  private static void on(Rung from, Step step, Rung to) {
    TABLE.add(new Row(from, step, to));
  }

  /** Every line of the table, by the rung it starts from. */
  public static List<Row> rows() {
    return TABLE.stream().sorted(Comparator.comparing(Row::from)).toList();
  }

  /** The rungs from which a step leads on. */
  static Set<Rung> before(Step step) {
    return from(TABLE.stream().filter(r -> r.step() == step).toList());
  }

  /**
   * The rungs from which a session itself takes a message to a rung; what people order is apart,
   * and so is what becomes of the agent that has it.
   */
  static Set<Rung> before(Rung to) {
    return from(TABLE.stream().filter(r -> r.to() == to && !apart(r.step())).toList());
  }

  private static boolean apart(Step step) {
    return switch (step) {
      case WITHDRAWN, AGAIN, SKIPPED, LIMITED, AGENT_LOST -> true;
      case TOO_OLD,
          TOO_MANY,
          COMPLETE,
          INTENT,
          KEYS_SENT,
          PROVEN,
          NOT_THERE,
          UNKNOWABLE,
          TURN_ENDED,
          AGENT_FAILED,
          EMPTY ->
          false;
    };
  }

  private static Set<Rung> from(List<Row> rows) {
    return rows.stream().map(Row::from).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A condition of SQL: that a message is on one of these rungs. */
  static String on(Set<Rung> rungs) {
    return rungs.stream()
        .map(r -> "'" + r.name() + "'")
        .collect(Collectors.joining(", ", " rung IN (", ")"));
  }

  /** The table as a Mermaid state diagram, for {@code docs/delivery.md}. */
  public static String diagram() {
    StringBuilder out = new StringBuilder("stateDiagram-v2\n  [*] --> received: heard\n");
    for (Row row : rows()) {
      out.append("  ")
          .append(row.from().word())
          .append(" --> ")
          .append(row.to().word())
          .append(": ")
          .append(row.step().name().toLowerCase(Locale.ROOT).replace('_', ' '))
          .append('\n');
    }
    return out.append("  answered --> [*]\n").toString();
  }
}
