package io.github.claudebridge.command;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.session.AnswerText;
import io.github.claudebridge.session.QuestionDesk;
import io.github.claudebridge.session.QuestionDesk.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answers to what agents ask. Every answer stands in the audit log. */
public final class QuestionOrders {
  private static final long PATIENCE_SECONDS = 30;

  private final SessionOrders sessions;
  private final AuditLog audit;

  public QuestionOrders(SessionOrders sessions, AuditLog audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  /** The questions of a session that nobody has answered, oldest first. */
  public List<Question> open(int session) throws OrderException {
    return desk(session).open();
  }

  /** The newest questions of a session, answered or not, oldest of them first. */
  public List<Question> newest(int session, int limit) throws OrderException {
    return desk(session).newest(limit);
  }

  /** The question of a session with a number, however it stands. */
  public Optional<Question> find(int session, long id) throws OrderException {
    return desk(session).find(id);
  }

  /** Answers a question. */
  public Outcome answer(int session, long id, Answer answer, Author by) throws OrderException {
    Outcome outcome = await(desk(session).answer(id, answer, by), id);
    record(session, id, AnswerText.write(answer), outcome, by);
    return outcome;
  }

  /** Answers one part of a question that has several. */
  public Outcome answerPart(int session, long id, int part, String answer, Author by)
      throws OrderException {
    Outcome outcome = await(desk(session).answerPart(id, part, answer, by), id);
    record(session, id, part + ": " + answer, outcome, by);
    return outcome;
  }

  private QuestionDesk desk(int session) throws OrderException {
    return sessions.session(session).questions();
  }

  private void record(int session, long id, String answer, Outcome outcome, Author by) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("session", Integer.toString(session));
    details.put("question", Long.toString(id));
    details.put("answer", answer);
    details.put("result", outcome.name());
    audit.record(by.id(), "question.answer", details);
  }

  private static Outcome await(CompletableFuture<Outcome> done, long id) throws OrderException {
    try {
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new OrderException(
          Kind.FAILED,
          "question " + id + " could not be answered: " + e.getCause().getMessage(),
          "try again, or answer at the terminal");
    } catch (TimeoutException e) {
      throw new OrderException(
          Kind.FAILED,
          "it takes too long to answer question " + id,
          "it may still happen; look with vai questions");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException(Kind.FAILED, "interrupted while answering " + id, "try again");
    }
  }
}
