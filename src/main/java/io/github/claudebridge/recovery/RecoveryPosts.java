package io.github.claudebridge.recovery;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.recovery.Attempt.Outcome;
import io.github.claudebridge.reply.MessageButtons;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.text.ScreenText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The one post of an outage: what happened, what was tried, how it ended. It is edited as that goes
 * on, and made of the recorded attempts alone, so that a restart of the bridge goes on with it.
 */
public final class RecoveryPosts {
  private static final int SHOWN = 5;
  private static final int LAST_LINES = 20;

  /** Troubles in which the agent is still there. */
  private static final Set<String> RUNNING = Set.of("hung", "looping", "dialog-in-the-way");

  private final Outbox outbox;
  private final Words words;
  private final IntFunction<@Nullable String> channelOf;

  public RecoveryPosts(
      Outbox outbox, Words words, IntFunction<@Nullable String> channelOf) {
    this.outbox = outbox;
    this.words = words;
    this.channelOf = channelOf;
  }

  /** Posts an outage, or has its post edited to how it is now. */
  void show(List<Attempt> outage) {
    Attempt first = outage.getFirst();
    String channel = channelOf.apply(first.session());
    if (channel == null) {
      return;
    }
    Draft draft =
        new Draft(channel, first.session(), Post.Kind.NOTICE, key(first), body(outage));
    if (outbox.add(draft).isEmpty()) {
      update(outage);
    }
  }

  /** Has the post of an outage edited to how it is now, if there is one. */
  void update(List<Attempt> outage) {
    outbox.revise(key(outage.getFirst()), body(outage));
  }

  private static String key(Attempt first) {
    return "recovery:" + first.outage() + ":";
  }

  /** A notice of its own, beside any outage. */
  void notice(int session, String key, String text) {
    String channel = channelOf.apply(session);
    if (channel != null) {
      outbox.add(new Draft(channel, session, Post.Kind.NOTICE, key, PostBody.of(text)));
    }
  }

  Words words() {
    return words;
  }

  /** What the post of an outage says. */
  PostBody body(List<Attempt> outage) {
    List<String> lines = new ArrayList<>();
    int from = Math.max(0, outage.size() - SHOWN);
    int restart = 0;
    String before = null;
    for (int i = 0; i < outage.size(); i++) {
      Attempt each = outage.get(i);
      restart += each.remedy().starts() ? 1 : 0;
      if (i == from && from > 0) {
        lines.add(words.say("recovery.earlier", Integer.toString(from)));
      }
      if (i == 0 || (i >= from && !each.signature().equals(before))) {
        lines.add(symptom(each));
      }
      if (i >= from) {
        lines.add(remedy(each, restart));
        if (each.note() != null) {
          lines.add(each.note());
        }
      }
      before = each.signature();
    }
    Attempt last = outage.getLast();
    boolean asks =
        !RUNNING.contains(last.symptom()) && (last.holds() || last.outcome() == Outcome.LEFT);
    PostBody body = PostBody.of(fit(lines, screen(outage)));
    return asks ? body.withButtons(MessageButtons.tryAgain(words)) : body;
  }

  /** The last that was seen of the agent, below the first line, as far as there is room. */
  private static String fit(List<String> lines, @Nullable String screen) {
    String head = lines.getFirst();
    String rest = String.join("\n", lines.subList(1, lines.size()));
    int most = PostBody.MAX_TEXT;
    int room = most - head.length() - rest.length() - 12;
    if (screen != null && room > 40) {
      String shown =
          screen.length() > room ? "…" + screen.substring(screen.length() - room + 1) : screen;
      return head + "\n```\n" + shown + "\n```\n" + rest;
    }
    String all = head + "\n" + rest;
    return all.length() > most ? all.substring(0, most - 1) + "…" : all;
  }

  private static @Nullable String screen(List<Attempt> outage) {
    String found = null;
    for (Attempt each : outage) {
      found = each.evidence() == null ? found : each.evidence();
    }
    if (found == null || found.isBlank()) {
      return null;
    }
    List<String> lines = ScreenText.compact(found).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private String symptom(Attempt a) {
    String detail = a.detail() == null ? "" : a.detail().replace("`", "'");
    String key =
        a.symptom().equals("out-of-memory") && detail.equals("probable")
            ? "recovery.out-of-memory.probable"
            : "recovery." + a.symptom();
    return words.say(key, words.told(detail), Integer.toString(a.session()));
  }

  private String remedy(Attempt a, int restart) {
    String session = Integer.toString(a.session());
    return switch (a.remedy()) {
      case RESTART, END_AND_RESTART, FRESH ->
          words.say(
                  "recovery." + a.remedy().word(),
                  Integer.toString(restart),
                  seconds(a.at(), a.dueAt()))
              + outcome(a, "back");
      case INTERRUPT -> words.say("recovery.interrupt") + outcome(a, "stopped");
      case QUARANTINE ->
          words.say(a.open() ? "recovery.quarantine" : "recovery.released", session);
      case LEAVE -> {
        String key =
            a.outcome() == Outcome.BY_PERSON
                ? "recovery.released"
                : RUNNING.contains(a.symptom()) ? "recovery.left.running" : "recovery.left";
        yield words.say(key, session);
      }
    };
  }

  private String outcome(Attempt a, String good) {
    return switch (a.outcome()) {
      case null -> words.say("recovery.open");
      case BACK ->
          words.say(
              "recovery." + good, seconds(a.at(), a.doneAt() == null ? a.at() : a.doneAt()));
      case FAILED -> words.say("recovery.failed");
      case BY_PERSON -> words.say("recovery.by-person");
      case LEFT -> "";
    };
  }

  private static String seconds(Instant from, Instant to) {
    double seconds = Math.max(0, Duration.between(from, to).toMillis()) / 1_000.0;
    return seconds < 9.95
        ? String.format(Locale.ROOT, "%.1f", seconds)
        : Long.toString(Math.round(seconds));
  }
}
