package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookAnswer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The agents that wait for the answer to a hook, by the numbers of their questions. They wait for
 * as long as this bridge runs and no longer: after that their dialogs are on their screens.
 */
public final class HeldAnswers {
  private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

  /** Keeps an agent waiting. */
  void hold(long question, CompletableFuture<String> answer) {
    waiting.put(question, answer);
    answer.whenComplete((body, failed) -> waiting.remove(question));
  }

  /** What an agent waits for, or null if none does. */
  @Nullable CompletableFuture<String> of(long question) {
    return waiting.get(question);
  }

  /** Lets all go without an answer: their dialogs stay where they are. */
  public void release() {
    waiting.values().forEach(answer -> answer.complete(HookAnswer.NONE));
  }
}
