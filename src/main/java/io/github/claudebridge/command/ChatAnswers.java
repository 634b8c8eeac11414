package io.github.claudebridge.command;

import io.github.claudebridge.access.Action;
import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Decision;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Request;
import io.github.claudebridge.command.FormValues.BadValueException;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Risk;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.QuestionDesk.Outcome;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What buttons, lists and forms below a question do: decides by the gate whether the caller may,
 * and gives the answer. Only questions of the caller's own channel can be answered there.
 */
public final class ChatAnswers implements Answering {
  private static final Logger log = LoggerFactory.getLogger(ChatAnswers.class);

  private final Gate gate;
  private final Function<Risk, Set<String>> approvers;
  private final AuditLog audit;
  private final Router router;
  private final QuestionOrders orders;
  private final QuestionForms forms;
  private final Words words;

  /**
   * Answers for all sessions.
   *
   * @param approvers ids of the people and roles that may say yes to this; none for all who are
   *     heard
   */
  public ChatAnswers(
      Gate gate,
      Function<Risk, Set<String>> approvers,
      AuditLog audit,
      Router router,
      QuestionOrders orders,
      Words words) {
    this.gate = gate;
    this.approvers = approvers;
    this.audit = audit;
    this.router = router;
    this.orders = orders;
    this.forms = new QuestionForms(words);
    this.words = words;
  }

  @Override
  public Next pressed(Caller caller, String component, List<String> chosen) {
    Press press = Press.of(component).orElse(null);
    Request request = caller.wants(Action.ANSWER);
    if (gate.decide(request) instanceof Decision.Deny deny) {
      audit.denied(request, deny);
      return new Next.Refused(words.say("order.refused"));
    }
    Question question = press == null ? null : here(caller, press);
    if (press == null || question == null) {
      return new Next.Refused(words.say("order.answer.unknown"));
    }
    if (!question.open()) {
      return new Next.Refused(words.say("order.answer.late"));
    }
    if (!may(caller, question, press)) {
      return new Next.Refused(words.say("order.refused"));
    }
    return press.writes() ? new Next.Write(forms.of(press, question)) : new Next.Ready();
  }

  @Override
  public @Nullable String answer(
      Caller caller, String component, List<String> chosen, Map<String, String> written) {
    if (pressed(caller, component, chosen) instanceof Next.Refused refused) { // again: time passed
      return refused.text();
    }
    Press press = Press.of(component).orElseThrow();
    Question question = here(caller, press);
    Session session = router.sessionOf(caller.channel()).orElse(null);
    if (question == null || session == null) {
      return words.say("order.answer.unknown");
    }
    int n = session.binding().session();
    try {
      Outcome outcome;
      if (question.matter() instanceof Choice choice && !press.what().equals("skip")) {
        String text = chosen(choice, press, chosen, written);
        outcome =
            text == null
                ? Outcome.UNKNOWN
                : orders.answerPart(n, press.question(), press.part(), text, caller.author());
      } else {
        Answer answer = whole(question, press, written);
        outcome =
            answer == null
                ? Outcome.UNKNOWN
                : orders.answer(n, press.question(), answer, caller.author());
      }
      return said(outcome, n);
    } catch (BadValueException e) {
      return words.say("order.answer.bad", e.getMessage());
    } catch (OrderException e) {
      return words.say("order.failed", e.getMessage(), e.mend());
    } catch (StoreException e) {
      log.warn("an answer from chat could not be stored: {}", component, e);
      return words.say("order.failed", e.getMessage(), "");
    }
  }

  private @Nullable String said(Outcome outcome, int session) {
    return switch (outcome) {
      case DONE, PART -> null;
      case UNKNOWN -> words.say("order.answer.unknown");
      case TOO_LATE -> words.say("order.answer.late");
      case AT_TERMINAL -> words.say("order.answer.terminal", Integer.toString(session));
    };
  }

  private @Nullable Question here(Caller caller, Press press) {
    Session session = router.sessionOf(caller.channel()).orElse(null);
    try {
      return session == null
          ? null
          : orders.find(session.binding().session(), press.question()).orElse(null);
    } catch (OrderException e) {
      log.debug("no question {}: {}", press.question(), e.getMessage());
      return null;
    }
  }

  private boolean may(Caller caller, Question question, Press press) {
    Request request = caller.wants(Action.ANSWER);
    Answer wanted = sample(press);
    for (Risk risk : wanted == null ? List.<Risk>of() : question.risks(wanted)) {
      if (gate.decide(request, approvers.apply(risk)) instanceof Decision.Deny deny) {
        audit.denied(request, deny);
        return false;
      }
    }
    return true;
  }

  /** An answer like the one that is wanted, to know which rights it takes. */
  private static @Nullable Answer sample(Press press) {
    return switch (press.what()) {
      case "once" -> new Answer.Allow(Scope.ONCE);
      case "session" -> new Answer.Allow(Scope.SESSION);
      case "always" -> new Answer.Allow(Scope.ALWAYS);
      case "plan-edits" -> new Answer.Approve(true);
      case "plan-ask" -> new Answer.Approve(false);
      case "plan-more" -> new Answer.Revise("");
      case "pick", "menu", "own" -> new Answer.Chosen(Map.of());
      case "fill" -> new Answer.Filled(Map.of());
      default -> null;
    };
  }

  private @Nullable Answer whole(Question question, Press press, Map<String, String> written)
      throws BadValueException {
    String text = written.getOrDefault(QuestionForms.TEXT, "").strip();
    boolean permission = question.matter() instanceof Question.Permission;
    boolean plan = question.matter() instanceof Question.Plan;
    boolean form = question.matter() instanceof Form;
    return switch (press.what()) {
      case "once", "session", "always" -> permission ? sample(press) : null;
      case "deny", "skip" -> new Answer.Deny(null);
      case "reason" -> new Answer.Deny(text.isEmpty() ? null : text);
      case "plan-edits", "plan-ask" -> plan ? sample(press) : null;
      case "plan-more" -> plan ? new Answer.Revise(text) : null;
      case "decline" -> form ? new Answer.Decline() : null;
      case "cancel" -> form ? new Answer.Cancel() : null;
      case "fill" ->
          question.matter() instanceof Form f
              ? new Answer.Filled(FormValues.read(f.fields(), forms.written(f, written), words))
              : null;
      default -> null;
    };
  }

  private static @Nullable String chosen(
      Choice choice, Press press, List<String> chosen, Map<String, String> written) {
    if (press.part() >= choice.items().size()) {
      return null;
    }
    Item item = choice.items().get(press.part());
    return switch (press.what()) {
      case "pick" ->
          press.option() >= 0 && press.option() < item.options().size()
              ? item.options().get(press.option()).label()
              : null;
      case "menu" -> {
        boolean known =
            !chosen.isEmpty()
                && chosen.stream()
                    .allMatch(
                        c -> c.matches("\\d{1,2}") && Integer.parseInt(c) < item.options().size());
        yield known
            ? chosen.stream()
                .map(Integer::parseInt)
                .sorted()
                .map(i -> item.options().get(i).label())
                .collect(Collectors.joining(", "))
            : null;
      }
      case "own" -> {
        String text = written.getOrDefault(QuestionForms.TEXT, "").strip();
        yield text.isEmpty() ? null : text;
      }
      default -> null;
    };
  }
}
