package io.github.claudebridge.command;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Decision;
import io.github.claudebridge.access.Gate;
import io.github.claudebridge.access.Request;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.reply.LatePosts;
import io.github.claudebridge.reply.MessageButtons;
import io.github.claudebridge.reply.MessageLine;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.MessageQueue.Outcome;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What slash commands and buttons do: decides by the gate whether the caller may, does it, and says
 * what came of it in the chosen language. Whoever is refused learns nothing but that.
 */
public final class ChatCommands implements ChatOrders {
  private static final Logger log = LoggerFactory.getLogger(ChatCommands.class);
  private static final int MOST_SUGGESTIONS = 25;
  private static final int MOST_LABEL = 100;

  private final Gate gate;
  private final AuditLog audit;
  private final Router router;
  private final MessageStore messages;
  private final QueueOrders queue;
  private final SessionOrders sessions;
  private final TerminalAnswers terminal;
  private final LiveOrders live;
  private final Outbox outbox;
  private final StatusAnswer status;
  private final Words words;

  public ChatCommands(
      Gate gate,
      AuditLog audit,
      Router router,
      MessageStore messages,
      QueueOrders queue,
      SessionOrders sessions,
      TerminalAnswers terminal,
      LiveOrders live,
      Outbox outbox,
      StatusAnswer status,
      Words words) {
    this.gate = gate;
    this.audit = audit;
    this.router = router;
    this.messages = messages;
    this.queue = queue;
    this.sessions = sessions;
    this.terminal = terminal;
    this.live = live;
    this.outbox = outbox;
    this.status = status;
    this.words = words;
  }

  @Override
  public String carryOut(Caller caller, ChatOrder order) {
    Request request = caller.wants(order.right());
    if (gate.decide(request) instanceof Decision.Deny deny) {
      audit.denied(request, deny);
      return words.say("order.refused");
    }
    Session session = router.sessionOf(caller.channel()).orElse(null);
    if (session == null) {
      return words.say("order.unbound");
    }
    try {
      String answer = carryOut(caller, session, order);
      return answer.length() <= MAX_ANSWER ? answer : answer.substring(0, MAX_ANSWER - 1) + "…";
    } catch (OrderException e) {
      return words.say("order.failed", e.getMessage(), e.mend());
    } catch (StoreException e) {
      log.warn("an order from chat could not be stored: {}", order, e);
      return words.say("order.failed", e.getMessage(), "");
    }
  }

  private String carryOut(Caller caller, Session session, ChatOrder order) throws OrderException {
    int n = session.binding().session();
    Author by = caller.author();
    return switch (order) {
      case ChatOrder.ShowQueue o -> QueueText.list(queue.waiting(n), words);
      case ChatOrder.Edit o ->
          result("edit", here(caller, o.message(), () -> queue.edit(n, o.message(), o.text(), by)));
      case ChatOrder.Delete o ->
          result("delete", here(caller, o.message(), () -> queue.delete(n, o.message(), by)));
      case ChatOrder.Front o ->
          result("front", here(caller, o.message(), () -> queue.front(n, o.message(), by)));
      case ChatOrder.Now o ->
          result("now", here(caller, o.message(), () -> queue.now(n, o.message(), by)));
      case ChatOrder.Retry o ->
          result("retry", here(caller, o.message(), () -> queue.retry(n, o.message(), by)));
      case ChatOrder.Again o ->
          result("retry", here(caller, o.message(), () -> queue.again(n, o.message(), by)));
      case ChatOrder.Skip o ->
          result("skip", here(caller, o.message(), () -> queue.skip(n, o.message(), by)));
      case ChatOrder.Clear o -> words.count("order.cleared", Integer.toString(queue.clear(n, by)));
      case ChatOrder.DeliverLate o -> late(caller, n, by);
      case ChatOrder.DeliverRefused o -> {
        int count = queue.deliverRefused(n, caller.channel(), o.most(), by);
        yield count == 0
            ? words.say("order.too.late")
            : words.count("order.late", Integer.toString(count));
      }
      case ChatOrder.Press o -> terminal.press(n, o, caller);
      case ChatOrder.Keys o -> terminal.keys(n, o, caller);
      case ChatOrder.Screen o -> terminal.screen(n, caller.channel());
      case ChatOrder.Limit o -> terminal.limit(n, o, by);
      case ChatOrder.Status o -> {
        Session meant = o.session() == 0 ? session : sessions.session(o.session());
        yield status.text(meant, queue.waiting(meant.binding().session()).size());
      }
      case ChatOrder.Stop o -> stop(n, by);
      case ChatOrder.StopTurn o ->
          live.worksOn(n, o.promptId()) ? stop(n, by) : words.say("order.turn.over");
      case ChatOrder.ShowLevel o -> words.say("order.level", live.level(n, words));
      case ChatOrder.ChooseLevel o -> {
        live.choose(n, o.level(), by);
        yield words.say("order.level.set", live.level(n, words));
      }
      case ChatOrder.Recover o -> recover(n, by);
      case ChatOrder.TryAgain o ->
          switch (session.state()) {
            case LOST, STOPPED -> recover(n, by);
            case STARTING, IDLE, TYPING, WORKING, WAITING, STOPPING ->
                words.say("order.runs.already");
          };
      case ChatOrder.Help o -> words.say("order.help");
    };
  }

  private String stop(int n, Author by) throws OrderException {
    return switch (queue.interrupt(n, by)) {
      case STOPPED -> words.count("order.stopped", Integer.toString(messages.queued(n)));
      case NOTHING -> words.say("order.nothing.to.stop");
      case GOES_ON -> words.say("order.goes.on", Integer.toString(n));
    };
  }

  private String recover(int n, Author by) throws OrderException {
    audit.record(by.id(), "session.recover", Map.of("session", Integer.toString(n)));
    return words.say("order.recovered", words.say("state." + sessions.recover(n).state().word()));
  }

  private String late(Caller caller, int n, Author by) throws OrderException {
    int count = queue.deliverLate(n, caller.channel(), by);
    if (count == 0) {
      return words.say("order.too.late");
    }
    String line = MessageButtons.decidedLate(by, words);
    outbox.amend(LatePosts.key(caller.channel(), ""), body -> body.decided(line));
    return words.count("order.late", Integer.toString(count));
  }

  /** Something that is done to one message. */
  private interface Work {
    Outcome run() throws OrderException;
  }

  /** Does it to a message of the caller's own channel, and to no other. */
  private Outcome here(Caller caller, String id, Work work) throws OrderException {
    boolean known =
        messages.find(id).filter(d -> d.message().channel().equals(caller.channel())).isPresent();
    return known ? work.run() : Outcome.UNKNOWN;
  }

  private String result(String what, Outcome outcome) {
    return switch (outcome) {
      case DONE -> words.say("order.done." + what);
      case UNKNOWN -> words.say("order.unknown");
      case TOO_LATE -> words.say("order.too.late");
      case NOT_YOURS -> words.say("order.not.yours");
    };
  }

  @Override
  public Optional<Picture> picture(Caller caller, ChatOrder order) {
    Session session = router.sessionOf(caller.channel()).orElse(null);
    if (!(order instanceof ChatOrder.Status wanted)
        || session == null
        || !gate.decide(caller.wants(order.right())).allowed()) {
      return Optional.empty();
    }
    try {
      return status.picture(
          wanted.session() == 0 ? session : sessions.session(wanted.session()));
    } catch (OrderException unknown) {
      return Optional.empty(); // the answer says so
    }
  }

  @Override
  public List<Suggestion> suggest(Caller caller, String typed) {
    Session session = router.sessionOf(caller.channel()).orElse(null);
    if (session == null
        || !gate.decide(caller.wants(new ChatOrder.ShowQueue().right())).allowed()) {
      return List.of();
    }
    String wanted = typed.strip().toLowerCase(java.util.Locale.ROOT);
    return session.queue().waiting().stream()
        .filter(d -> d.message().channel().equals(caller.channel()))
        .map(d -> new Suggestion(d.message().id(), label(d)))
        .filter(s -> s.label().toLowerCase(java.util.Locale.ROOT).contains(wanted))
        .limit(MOST_SUGGESTIONS)
        .toList();
  }

  private static String label(Delivery d) {
    String line =
        MessageLine.name(d.message())
            + ": "
            + MessageLine.beginning(d.message().text(), MOST_LABEL);
    return line.length() > MOST_LABEL ? line.substring(0, MOST_LABEL - 1) + "…" : line;
  }
}
