package io.github.claudebridge.session;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.DeliveryLife.Step;
import io.github.claudebridge.store.Database;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The steps of messages on the delivery ladder, none but those that {@link DeliveryLife} knows.
 * Each is also written to the {@link Ledger}, in the same commit.
 */
public final class StepStore {
  private final Database database;
  private final Ledger ledger;

  StepStore(Database database, Ledger ledger) {
    this.database = database;
    this.ledger = ledger;
  }

  /**
   * Stores what became of a message's attachments, one line each, and queues it; false if it was
   * taken back meanwhile.
   */
  public boolean prepared(Delivery delivery, List<String> files) {
    return database.write(
        h -> {
          int queued =
              h.execute(
                  "UPDATE message SET rung = ?, files = ? WHERE id = ? AND"
                      + DeliveryLife.on(DeliveryLife.before(Step.COMPLETE)),
                  Rung.QUEUED.name(),
                  Json.write(files),
                  delivery.message().id());
          if (queued == 1) {
            ledger.append(h, delivery.session(), delivery.message().id(), Rung.QUEUED, null);
          }
          return queued == 1;
        });
  }

  /**
   * Moves a message to a rung, with the reason where it failed.
   *
   * @throws IllegalStateException if {@link DeliveryLife} knows no such move; nothing is changed
   */
  public void move(Delivery delivery, Rung rung, @Nullable String reason) {
    int moved =
        database.write(h -> move(h, delivery, DeliveryLife.before(rung), rung, reason));
    check(moved, delivery, rung);
  }

  /**
   * Queues a message again that the agent had and could not begin with.
   *
   * @throws IllegalStateException if the agent does not have it; nothing is changed
   */
  void limited(Delivery delivery) {
    int moved =
        database.write(
            h -> move(h, delivery, DeliveryLife.before(Step.LIMITED), Rung.QUEUED, null));
    check(moved, delivery, Rung.QUEUED);
  }

  /**
   * Leaves a message to people whose agent ended while it worked on it.
   *
   * @throws IllegalStateException if the agent does not have it; nothing is changed
   */
  void lost(Delivery delivery, String reason) {
    Set<Rung> from = DeliveryLife.before(Step.AGENT_LOST);
    int moved = database.write(h -> move(h, delivery, from, Rung.UNDECIDED, reason));
    check(moved, delivery, Rung.UNDECIDED);
  }

  private int move(
      Handle h, Delivery delivery, Set<Rung> from, Rung rung, @Nullable String reason) {
    int moved =
        h.execute(
            "UPDATE message SET rung = ?, reason = ?, untold = ? WHERE id = ? AND"
                + DeliveryLife.on(from),
            rung.name(),
            reason,
            rung == Rung.FAILED || rung == Rung.UNDECIDED,
            delivery.message().id());
    if (moved == 1) {
      append(h, delivery, rung, reason);
    }
    return moved;
  }

  private void append(Handle h, Delivery delivery, Rung rung, @Nullable String detail) {
    ledger.append(h, delivery.session(), delivery.message().id(), rung, detail);
  }

  private static void check(int moved, Delivery delivery, Rung rung) {
    if (moved != 1) {
      throw new IllegalStateException(
          "message "
              + delivery.message().id()
              + " cannot get to "
              + rung.word()
              + " from where it is");
    }
  }

  /**
   * Stores the intent to type a message, with the very text that will be typed; false if the
   * message was edited or taken back since it was read, and then nothing is changed.
   */
  public boolean intend(Delivery delivery, String prompt) {
    return beginIntent(delivery, prompt).done();
  }

  /** Begins to store the intent to type a message, as {@link #intend} does. */
  Database.Writing<Boolean> beginIntent(Delivery delivery, String prompt) {
    return database.beginWrite(
        h -> {
          int intended =
              h.execute(
                  "UPDATE message SET rung = ?, reason = NULL, prompt = ?"
                      + " WHERE id = ? AND text = ? AND"
                      + DeliveryLife.on(DeliveryLife.before(Step.INTENT)),
                  Rung.TYPING.name(),
                  prompt,
                  delivery.message().id(),
                  delivery.message().text());
          if (intended == 1) {
            ledger.append(h, delivery.session(), delivery.message().id(), Rung.TYPING, null);
          }
          return intended == 1;
        });
  }

  /**
   * Stores the proof that the agent has a message, under the agent's own id of the prompt.
   *
   * @throws IllegalStateException if {@link DeliveryLife} knows no such move; nothing is changed
   */
  public void accept(Delivery delivery, String promptId) {
    int moved =
        database.write(
            h -> {
              int accepted =
                  h.execute(
                      "UPDATE message SET rung = ?, prompt_id = ? WHERE id = ? AND"
                          + DeliveryLife.on(DeliveryLife.before(Step.PROVEN)),
                      Rung.ACCEPTED.name(),
                      promptId,
                      delivery.message().id());
              if (accepted == 1) {
                append(h, delivery, Rung.ACCEPTED, promptId);
              }
              return accepted;
            });
    check(moved, delivery, Rung.ACCEPTED);
  }

  /**
   * Changes the text of a message that is not on its way to the agent, since it was changed where
   * it was posted; false if it is too late. What failed may be sent again, and then says this.
   */
  public boolean edit(String id, String text) {
    return edit(id, text, "NULL");
  }

  /** The same for a change that was made here, and not where the message was posted. */
  boolean editHere(String id, String text) {
    return edit(id, text, "coalesce(posted, text)");
  }

  private boolean edit(String id, String text, String posted) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE message SET text = ?, posted = "
                        + posted
                        + " WHERE id = ?"
                        + " AND rung IN ('RECEIVED', 'QUEUED', 'FAILED', 'UNDECIDED')",
                    text,
                    id)
                == 1);
  }

  /**
   * Takes a message out of the queue that its author took back, or from those that are kept out of
   * it until somebody lets them in; false if it is too late.
   */
  public boolean withdraw(String id) {
    return database.write(
        h -> {
          int gone =
              h.execute(
                  "UPDATE message SET rung = 'FAILED', reason = 'taken back by its author'"
                      + " WHERE id = ? AND ("
                      + DeliveryLife.on(DeliveryLife.before(Step.WITHDRAWN))
                      + " OR"
                      + QueueStore.KEPT_OUT
                      + ")",
                  id);
          if (gone == 1) {
            int session =
                h.createQuery("SELECT session FROM message WHERE id = ?")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .one();
            ledger.append(h, session, id, Rung.FAILED, "taken back by its author");
          }
          return gone == 1;
        });
  }
}
