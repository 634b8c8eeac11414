package io.github.claudebridge.command;

import java.util.List;
import java.util.Optional;

/** Takes orders from chat. Whoever calls it knows Discord; whoever does the work does not. */
public interface ChatOrders {

  /** The longest answer, in characters. */
  int MAX_ANSWER = 2_000;

  /**
   * Does what is ordered, if the caller may order it; may take a minute.
   *
   * @return what to tell the caller alone, at most {@value #MAX_ANSWER} characters
   */
  String carryOut(Caller caller, ChatOrder order);

  /**
   * A picture that belongs to the answer of an order; asked for after it was carried out. None for
   * those who may not order it.
   */
  default Optional<Picture> picture(Caller caller, ChatOrder order) {
    return Optional.empty();
  }

  /**
   * A picture to show beside an answer.
   *
   * @param name what its file is called
   * @param png its bytes
   * @param description what it shows, for those who cannot see it
   */
  record Picture(String name, byte[] png, String description) {}

  /**
   * Messages that an order of the caller can mean, for them to choose from; none for those who may
   * not see them.
   *
   * @param typed what they have typed so far
   */
  List<Suggestion> suggest(Caller caller, String typed);

  /**
   * A message to choose.
   *
   * @param id the message's id
   * @param label what it says, at most 100 characters
   */
  record Suggestion(String id, String label) {}
}
