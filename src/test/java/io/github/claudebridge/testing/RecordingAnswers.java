package io.github.claudebridge.testing;

import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.Caller;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what is answered, and lets everything happen that it was told to. */
public final class RecordingAnswers implements Answering {
  private final List<String> given = new CopyOnWriteArrayList<>();
  private volatile Next next = new Next.Ready();
  private volatile @Nullable String told;

  /** What comes of pressing something from now on. */
  public void next(Next wanted) {
    next = wanted;
  }

  /** What the caller alone is told from now on. */
  public void tells(@Nullable String text) {
    told = text;
  }

  @Override
  public Next pressed(Caller caller, String component, List<String> chosen) {
    return next;
  }

  @Override
  public @Nullable String answer(
      Caller caller, String component, List<String> chosen, Map<String, String> written) {
    given.add(caller.user() + " " + component + " " + chosen + " " + written);
    return told;
  }

  /** What was answered: who, what was pressed, chosen, written. */
  public List<String> given() {
    return List.copyOf(given);
  }
}
