package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.DeliveryLife.Row;
import io.github.claudebridge.session.DeliveryLife.Step;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of the delivery ladder, and that the store makes its moves and no others. */
class DeliveryLifeTest {
  private static final Author ANN = new Author("ann", "Ann", Author.Kind.PERSON);
  private static final AttachmentRef FILE = new AttachmentRef("1", "a", "http://x/a", 1, null);

  private final SettableTime time = SettableTime.start();
  private final Set<Row> made = new HashSet<>();
  private TempStore disk;
  private MessageStore messages;
  private int count;

  @BeforeEach
  void open() throws Exception {
    disk = new TempStore(time);
    messages = new MessageStore(disk.database(), time, 2);
  }

  @AfterEach
  void close() throws Exception {
    disk.close();
  }

  /** Every step is tried on every rung; each line of the table happens, and nothing else does. */
  @Test
  void theStoreMakesEveryMoveOfTheTableAndNoOther() {
    for (Rung from : Rung.values()) {
      for (Step step : Step.values()) {
        for (boolean files : new boolean[] {false, true}) {
          tryIt(from, step, files);
        }
      }
    }
    tooMany();
    assertThat(made).containsExactlyInAnyOrderElementsOf(DeliveryLife.rows());
    Optional<Long> broken = disk.database().read(h -> Ledger.firstBroken(h, 1));
    assertThat(broken).isEmpty();
  }

  private void tryIt(Rung from, Step step, boolean files) {
    if (step == Step.TOO_MANY) {
      return; // happens to new messages only
    }
    Delivery d = on(from, files);
    Optional<Rung> told = perform(d, step);
    Rung now = messages.find(d.message().id()).orElseThrow().rung();
    assertThat(now).as("%s on %s", step, from).isEqualTo(told.orElse(from));
    if (told.isPresent()) {
      made.add(new Row(from, step, now));
      assertThat(DeliveryLife.rows()).contains(new Row(from, step, now));
    }
    messages.queue().withdraw(now(d), ANN); // else those who wait would be too many
  }

  private void tooMany() {
    on(Rung.QUEUED, false);
    on(Rung.RECEIVED, true);
    Message third = message(false);
    assertThat(messages.receive(1, third)).isTrue();
    Delivery refused = messages.find(third.id()).orElseThrow();
    assertThat(refused.rung()).isEqualTo(Rung.FAILED);
    assertThat(refused.times()).containsKeys(Rung.RECEIVED, Rung.FAILED);
    made.add(new Row(Rung.RECEIVED, Step.TOO_MANY, Rung.FAILED));
  }

  private Message message(boolean files) {
    String id = "m" + ++count;
    return new Message(
        id, "local-1", ANN, "text", files ? List.of(FILE) : List.of(), Instant.EPOCH);
  }

  /** A message that got to a rung by the store's own moves. */
  private Delivery on(Rung rung, boolean files) {
    Message m = message(files);
    assertThat(messages.receive(1, m)).isTrue();
    Delivery d = messages.find(m.id()).orElseThrow();
    if (rung == Rung.RECEIVED && !files) { // one without attachments is queued with its storing
      disk.database()
          .write(h -> h.execute("UPDATE message SET rung = 'RECEIVED' WHERE id = ?", m.id()));
      return now(d);
    }
    if (rung == Rung.RECEIVED) {
      return d;
    }
    if (files && rung == Rung.FAILED) { // before its attachments were fetched
      assertThat(messages.queue().withdraw(d, ANN)).isTrue();
      return now(d);
    }
    if (files) {
      assertThat(messages.steps().prepared(d, List.of("a file"))).isTrue();
    }
    List<Step> way =
        switch (rung) {
          case RECEIVED, QUEUED -> List.<Step>of();
          case TYPING -> List.of(Step.INTENT);
          case TYPED -> List.of(Step.INTENT, Step.KEYS_SENT);
          case ACCEPTED -> List.of(Step.INTENT, Step.PROVEN);
          case ANSWERED -> List.of(Step.INTENT, Step.PROVEN, Step.TURN_ENDED);
          case FAILED -> List.of(Step.WITHDRAWN);
          case UNDECIDED -> List.of(Step.INTENT, Step.UNKNOWABLE);
        };
    way.forEach(step -> assertThat(perform(now(d), step)).as("%s", step).isPresent());
    if (files && rung == Rung.UNDECIDED) { // as one of which the files are not known any more
      disk.database().write(h -> h.execute("UPDATE message SET files = NULL WHERE id = ?", m.id()));
    }
    assertThat(now(d).rung()).isEqualTo(rung);
    return now(d);
  }

  private Delivery now(Delivery d) {
    return messages.find(d.message().id()).orElseThrow();
  }

  /** Does what a step stands for; empty if the store refuses. */
  private Optional<Rung> perform(Delivery d, Step step) {
    return switch (step) {
      case TOO_OLD -> {
        Message late = message(false);
        assertThat(messages.queue().receiveLate(1, late)).isTrue();
        assertThat(messages.find(late.id()).orElseThrow().times())
            .containsKeys(Rung.RECEIVED, Rung.FAILED);
        made.add(new Row(Rung.RECEIVED, Step.TOO_OLD, Rung.FAILED));
        yield Optional.empty();
      }
      case TOO_MANY -> Optional.empty();
      case COMPLETE -> done(messages.steps().prepared(d, List.of("a file")), Rung.QUEUED);
      case INTENT -> done(messages.steps().intend(d, "text"), Rung.TYPING);
      case KEYS_SENT -> moved(d, Rung.TYPED);
      case PROVEN -> {
        try {
          messages.steps().accept(d, "p-" + d.message().id());
          yield Optional.of(Rung.ACCEPTED);
        } catch (IllegalStateException e) {
          yield refused(e);
        }
      }
      case NOT_THERE -> moved(d, Rung.QUEUED, d.rung() != Rung.RECEIVED);
      case UNKNOWABLE -> moved(d, Rung.UNDECIDED);
      case TURN_ENDED -> moved(d, Rung.ANSWERED);
      case AGENT_FAILED -> moved(d, Rung.FAILED, d.rung() == Rung.ACCEPTED);
      case AGENT_LOST -> {
        try {
          messages.steps().lost(d, "gone");
          yield Optional.of(Rung.UNDECIDED);
        } catch (IllegalStateException e) {
          yield refused(e);
        }
      }
      case LIMITED -> {
        try {
          messages.steps().limited(d);
          yield Optional.of(Rung.QUEUED);
        } catch (IllegalStateException e) {
          yield refused(e);
        }
      }
      case EMPTY -> moved(d, Rung.FAILED, d.rung() == Rung.QUEUED);
      case WITHDRAWN -> done(messages.queue().withdraw(d, ANN), Rung.FAILED);
      case AGAIN -> {
        boolean again = messages.queue().retry(d, ANN);
        yield done(again, again ? now(d).rung() : d.rung());
      }
      case SKIPPED -> done(messages.queue().skip(d, ANN), Rung.FAILED);
    };
  }

  /** The store is asked for a rung, not for a step: where two lead there, one is left out. */
  private Optional<Rung> moved(Delivery d, Rung to, boolean mine) {
    boolean another =
        DeliveryLife.rows().stream().anyMatch(r -> r.from() == d.rung() && r.to() == to);
    return !mine && another ? Optional.empty() : moved(d, to);
  }

  private Optional<Rung> moved(Delivery d, Rung to) {
    try {
      messages.steps().move(d, to, null);
      return Optional.of(to);
    } catch (IllegalStateException e) {
      return refused(e);
    }
  }

  private static Optional<Rung> refused(IllegalStateException e) {
    assertThat(e).hasMessageContaining("cannot get to");
    return Optional.empty();
  }

  private static Optional<Rung> done(boolean did, Rung to) {
    return did ? Optional.of(to) : Optional.empty();
  }

  @Test
  void everyRungIsReachedAndEveryStepIsUsed() {
    Set<Rung> reached = EnumSet.of(Rung.RECEIVED);
    boolean more = true;
    while (more) {
      more =
          reached.addAll(
              DeliveryLife.rows().stream()
                  .filter(r -> reached.contains(r.from()))
                  .map(Row::to)
                  .collect(Collectors.toSet()));
    }
    assertThat(reached).containsExactlyInAnyOrder(Rung.values());
    assertThat(DeliveryLife.rows().stream().map(Row::step)).contains(Step.values());
  }

  @Test
  void onlyAPersonMovesWhatIsSettledAndAnAnswerStays() {
    for (Row row : DeliveryLife.rows()) {
      if (row.from().settled()) {
        assertThat(row.step()).isIn(Step.AGAIN, Step.SKIPPED);
        assertThat(row.from()).isNotEqualTo(Rung.ANSWERED);
      }
    }
  }

  @Test
  void nothingIsTypedTwiceWithoutAPersonOrTheKnowledgeThatNothingCameOfIt() {
    for (Row row : DeliveryLife.rows()) {
      boolean mayHaveBeenTyped = row.from().compareTo(Rung.TYPING) >= 0;
      if (mayHaveBeenTyped && (row.to() == Rung.QUEUED || row.to() == Rung.RECEIVED)) {
        assertThat(row.step()).isIn(Step.NOT_THERE, Step.LIMITED, Step.AGAIN);
      }
    }
  }

  @Test
  void theDiagramInTheDocumentsIsTheTable() {
    Golden.at("docs")
        .check(
            "delivery.md",
            """
            # How far a message got

            Written by `DeliveryLife.diagram()` and held by a test; do not edit it by hand
            (`mvn test -Dtest=DeliveryLifeTest -Dgolden.update=true`). The store refuses every move
            that is not here. Each move is a record of the ledger, in the same commit.

            ```mermaid
            """
                + DeliveryLife.diagram()
                + "```\n\n"
                + """
                | step | when |
                | --- | --- |
                | too old | it was read longer after it was written than `discord.catch-up-max-age` |
                | too many | `sessions.max-waiting` messages of its author wait already |
                | complete | its attachments are here, or are known not to come; at once without any |
                | intent | it is about to be typed: from here on a crash leaves it to be proven |
                | keys sent | its last key is in the pane |
                | proven | the agent's own hook or transcript showed it |
                | not there | the agent's composer and record show that it has it not |
                | unknowable | neither could be shown; a person decides |
                | turn ended | the turn that works on it ended, by itself or by *stop* |
                | agent failed | the agent gave that turn up, or ended in it |
                | limited | a usage limit met it before the agent said or did anything for it; it waits again |
                | empty | nothing of it could be typed |
                | withdrawn | its author deleted it, or somebody took it out of the queue |
                | again | somebody has it sent again; to `received` if its attachments were not fetched |
                | skipped | somebody gave it up |

                What failed or is undecided is kept, with the reason, and can be sent again:
                `vai messages N --failed`, `vai retry N ID`, or the buttons of its post.
                """);
  }
}
