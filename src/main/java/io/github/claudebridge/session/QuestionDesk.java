package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookAnswer;
import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.QuestionStore.Kept;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions of one session, from the moment they are asked until somebody has answered. A
 * question is stored before it is told; the first answer wins, wherever it comes from. Nothing is
 * ever allowed because somebody did not answer.
 */
public final class QuestionDesk {
  private static final Logger log = LoggerFactory.getLogger(QuestionDesk.class);

  /** What came of an answer. */
  public enum Outcome {
    /** It counts. */
    DONE,
    /** It counts; the rest of the question is still to be answered. */
    PART,
    /** The session has no such question. */
    UNKNOWN,
    /** Somebody was first, or the dialog is gone. */
    TOO_LATE,
    /** Nobody waits for it any more but the dialog itself. */
    AT_TERMINAL
  }

  private final int session;
  private final SessionParts parts;
  private final QuestionParts own;
  private final Mailbox mailbox;
  private final Turns turns;
  private final PaneAnswer pane;
  private final Set<Long> underway = new HashSet<>();
  private final DialogsSeen seen;
  private final FormAnswers forms;

  QuestionDesk(int session, SessionParts parts, Mailbox mailbox, Turns turns, Engine engine) {
    this.session = session;
    this.parts = parts;
    this.own = parts.questions();
    this.mailbox = mailbox;
    this.turns = turns;
    this.pane = new PaneAnswer(engine, mailbox);
    this.seen =
        new DialogsSeen(
            mailbox,
            () -> own.store().open(session).stream().filter(k -> !underway(k)).toList(),
            this::waited,
            this::seemsEnded);
    this.forms =
        new FormAnswers(engine, mailbox, () -> own.store().open(session), seen::no, this::end);
  }

  /** Whether the agent waits for it since this bridge began. */
  private boolean waited(long id) {
    return own.held().of(id) != null || forms.knows(id);
  }

  /**
   * Takes in what an agent asks by a hook, and keeps it waiting. From any thread.
   *
   * @param hook the hook's JSON as it came
   * @return the body of the hook's answer; cancelled by the caller when the agent hangs up
   */
  public CompletableFuture<String> asked(HookEvent event, String hook) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    mailbox.post(() -> ask(event, hook, answer));
    return answer;
  }

  private void ask(HookEvent event, String hook, CompletableFuture<String> answer) {
    if (answer.isDone() || QuestionReader.matter(event).isEmpty()) {
      answer.complete(HookAnswer.NONE);
      return;
    }
    try {
      Kept kept = own.store().add(session, hook);
      long id = kept.question().id();
      log.info("question {} is open: {}", id, kept.question().matter().kind());
      if (kept.question().matter() instanceof Question.Form) {
        forms.asked(id);
        show(kept);
        answer.complete(HookAnswer.NONE); // it comes up at the terminal then
        return;
      }
      own.held().hold(id, answer);
      answer.whenComplete(
          (body, failed) -> {
            if (failed != null) {
              mailbox.post(() -> seen.hungUp(id));
            }
          });
      show(kept);
    } catch (StoreException e) {
      log.warn("a question could not be stored, and stays at the terminal", e);
      answer.complete(HookAnswer.NONE);
    }
  }

  /**
   * Takes in that a form has ended at the agent's terminal. From any thread.
   *
   * @return the body of the hook's answer: what was given from afar, or no opinion
   */
  public CompletableFuture<String> formEnded(HookEvent.FormAnswered event) {
    return mailbox.ask(() -> forms.ended(event));
  }

  private void show(Kept kept) {
    Question q = kept.question();
    tell(new SessionEvent.QuestionAsked(session, now(), q, turns.cause(q.promptId())));
    if (!kept.reminded() && !own.remindAfter().isZero()) {
      mailbox.after(left(q, own.remindAfter()), () -> remind(q.id()));
    }
    mailbox.after(left(q, own.expireAfter()), () -> expire(q.id()));
  }

  private Duration left(Question q, Duration span) {
    Duration left = Duration.between(now(), q.at().plus(span));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void remind(long id) {
    Kept kept = own.store().find(id).filter(k -> k.question().open()).orElse(null);
    if (kept != null && own.store().reminded(id)) {
      String cause = turns.cause(kept.question().promptId());
      Author asker =
          Optional.ofNullable(cause)
              .flatMap(parts.messages()::find)
              .map(d -> d.message())
              .map(Message::author)
              .orElse(null);
      tell(new SessionEvent.QuestionReminded(session, now(), kept.question(), cause, asker));
    }
  }

  private void expire(long id) {
    Kept kept = own.store().find(id).filter(k -> k.question().open()).orElse(null);
    if (kept == null) {
      return;
    }
    Answer no = new Answer.Deny("Nobody answered in time.");
    CompletableFuture<String> waits = own.held().of(id);
    if (kept.question().matter() instanceof Question.Form) {
      forms.give(kept, new Answer.Decline(), null);
    } else if (waits == null) {
      pane.give(kept.question().matter(), no);
    }
    if (end(id, State.EXPIRED, null, null) && waits != null) {
      waits.complete(HookAnswer.json(kept.hook(), no));
    }
  }

  /** Answers a question. From any thread; done when it is known what came of it. */
  public CompletableFuture<Outcome> answer(long id, Answer answer, Author by) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    mailbox.post(
        () -> {
          try {
            answer(id, answer, by, outcome);
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return outcome;
  }

  private void answer(long id, Answer answer, Author by, CompletableFuture<Outcome> outcome) {
    Kept kept = mine(id);
    if (kept == null) {
      outcome.complete(Outcome.UNKNOWN);
    } else if (!kept.question().open() || underway.contains(id) || forms.underway(id)) {
      outcome.complete(Outcome.TOO_LATE);
    } else if (kept.question().matter() instanceof Question.Form) {
      fill(kept, answer, by, outcome);
    } else if (own.held().of(id) != null) {
      outcome.complete(answerHook(kept, answer, by));
    } else {
      underway.add(id);
      pane.give(kept.question().matter(), answer)
          .thenAccept(
              result -> {
                underway.remove(id);
                outcome.complete(
                    switch (result) {
                      case DONE ->
                          end(id, State.ANSWERED, answer, by) ? Outcome.DONE : Outcome.TOO_LATE;
                      case NOT_SHOWN, NOT_BY_KEYS, STAYS -> Outcome.AT_TERMINAL;
                    });
              });
    }
  }

  private void fill(Kept form, Answer answer, Author by, CompletableFuture<Outcome> outcome) {
    if (HookAnswer.ofForm(answer).equals(HookAnswer.NONE)) {
      outcome.complete(Outcome.UNKNOWN);
      return;
    }
    forms
        .give(form, answer, by)
        .thenAccept(
            taken ->
                outcome.complete(
                    switch (taken) {
                      case DONE -> Outcome.DONE;
                      case TOO_LATE -> Outcome.TOO_LATE;
                      case NOT_TAKEN -> Outcome.AT_TERMINAL;
                    }));
  }

  private Outcome answerHook(Kept kept, Answer answer, Author by) {
    long id = kept.question().id();
    CompletableFuture<String> waits = own.held().of(id);
    String body = HookAnswer.json(kept.hook(), answer);
    if (waits == null || body.equals(HookAnswer.NONE)) {
      return Outcome.UNKNOWN;
    }
    Kept ended = own.store().end(id, State.ANSWERED, answer, by).orElse(null);
    if (ended == null) {
      return Outcome.TOO_LATE;
    }
    if (!waits.complete(body)) {
      log.info("question {} was answered when its dialog was gone already", id);
    }
    told(ended);
    return Outcome.DONE;
  }

  /** Answers one part of a question that has several; the last one answers it. */
  public CompletableFuture<Outcome> answerPart(long id, int part, String answer, Author by) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    mailbox.post(
        () -> {
          try {
            part(id, part, answer, by, outcome);
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return outcome;
  }

  private void part(
      long id, int part, String answer, Author by, CompletableFuture<Outcome> outcome) {
    Kept kept = mine(id);
    if (kept == null
        || !(kept.question().matter() instanceof Question.Choice choice)
        || part < 0
        || part >= choice.items().size()) {
      outcome.complete(Outcome.UNKNOWN);
      return;
    }
    if (choice.items().size() == 1) {
      answer(
          id, new Answer.Chosen(Map.of(choice.items().getFirst().question(), answer)), by, outcome);
      return;
    }
    if (!kept.question().open()
        || !own.store().part(kept, choice.items().get(part).question(), answer)) {
      outcome.complete(Outcome.TOO_LATE);
      return;
    }
    tell(
        new SessionEvent.QuestionPartAnswered(
            session, now(), kept.question(), part, answer, by));
    Map<String, String> all = own.store().find(id).orElseThrow().parts();
    if (all.size() < choice.items().size()) {
      outcome.complete(Outcome.PART);
      return;
    }
    Map<String, String> inOrder = new LinkedHashMap<>();
    choice.items().forEach(i -> inOrder.put(i.question(), all.get(i.question())));
    answer(id, new Answer.Chosen(inOrder), by, outcome);
  }

  /** The questions that nobody has answered, oldest first. */
  public List<Question> open() {
    return own.store().open(session).stream().map(Kept::question).toList();
  }

  /** The question with a number, if it is of this session. */
  public Optional<Question> find(long id) {
    return Optional.ofNullable(mine(id)).map(Kept::question);
  }

  /** The newest questions, answered or not, oldest of them first. */
  public List<Question> newest(int limit) {
    return own.store().newest(session, limit).stream().map(Kept::question).toList();
  }

  /** The agent was started, or taken over while it ran; what is open is told again. */
  void begin(boolean adopted) {
    if (!adopted) {
      gone();
      return;
    }
    own.store().open(session).forEach(this::show);
  }

  /** The agent is not there any more. */
  void gone() {
    own.store().open(session).forEach(k -> end(k.question().id(), State.GONE, null, null));
  }

  /** What was seen of the agent's dialogs says which questions are answered there. */
  DialogsSeen seen() {
    return seen;
  }

  /** Whether keys are being pressed for it, so that its dialog going says nothing new. */
  private boolean underway(Kept kept) {
    return underway.contains(kept.question().id());
  }

  private @Nullable Kept mine(long id) {
    return own.store().find(id).filter(k -> k.question().session() == session).orElse(null);
  }

  /** Closes what seems to have been answered at the terminal, but no form that stands there. */
  private boolean seemsEnded(long id, State state, @Nullable Answer answer, @Nullable Author by) {
    Kept kept = mine(id);
    boolean form = kept != null && kept.question().matter() instanceof Question.Form;
    return !(form && forms.stands(kept)) && end(id, state, answer, by);
  }

  /** Closes a question, lets its agent go, and tells of it; false if it was closed before. */
  private boolean end(long id, State state, @Nullable Answer answer, @Nullable Author by) {
    Kept ended = own.store().end(id, state, answer, by).orElse(null);
    if (ended == null) {
      return false;
    }
    told(ended);
    CompletableFuture<String> waits = own.held().of(id);
    if (waits != null && state != State.EXPIRED) {
      waits.complete(HookAnswer.NONE);
    }
    return true;
  }

  private void told(Kept ended) {
    log.info("question {} is {}", ended.question().id(), ended.question().state().word());
    tell(new SessionEvent.QuestionEnded(session, now(), ended.question()));
  }

  private Instant now() {
    return parts.clock().instant();
  }

  private void tell(SessionEvent event) {
    parts.listener().accept(event);
  }
}
