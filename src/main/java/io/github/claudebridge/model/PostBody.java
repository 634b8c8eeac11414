package io.github.claudebridge.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one Discord message of ours says.
 *
 * @param text its content, at most 2,000 characters; may be empty when there are files
 * @param replyTo the id of the message it answers, or null
 * @param files files on this machine to send with it, already copied to a place of ours
 * @param mentions ids of users that it may ping; everybody else in the text is never pinged
 * @param buttons what a reader may press below it, at most 20
 * @param menu what a reader may choose from, or null
 */
public record PostBody(
    String text,
    @Nullable String replyTo,
    List<Path> files,
    List<String> mentions,
    List<Button> buttons,
    @Nullable Menu menu) {

  /** The most characters that Discord takes in one message. */
  public static final int MAX_TEXT = 2_000;

  /**
   * A button below a post.
   *
   * @param id what comes back when it is pressed, at most 100 characters
   * @param label what it says, at most 80 characters
   * @param style how it looks
   */
  public record Button(String id, String label, Style style) {
    /** How a button looks. */
    public enum Style {
      PRIMARY,
      SECONDARY,
      SUCCESS,
      DANGER
    }
  }

  /**
   * A list below a post to choose from.
   *
   * @param id what comes back when something is chosen, at most 100 characters
   * @param hint what stands in it before, at most 150 characters
   * @param most how many may be chosen
   * @param entries what is in it, at most 25
   */
  public record Menu(String id, String hint, int most, List<Entry> entries) {
    public Menu {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Something to choose.
   *
   * @param value what comes back, at most 100 characters
   * @param label what it says, at most 100 characters
   * @param more about it, at most 100 characters; may be empty
   */
  public record Entry(String value, String label, String more) {}

  /** A post without a list to choose from. */
  public PostBody(
      String text,
      @Nullable String replyTo,
      List<Path> files,
      List<String> mentions,
      List<Button> buttons) {
    this(text, replyTo, files, mentions, buttons, null);
  }

  public PostBody {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a post of " + text.length() + " characters: Discord takes " + MAX_TEXT);
    }
    files = List.copyOf(files);
    mentions = List.copyOf(mentions);
    buttons = List.copyOf(buttons);
    if (text.isEmpty() && files.isEmpty()) {
      throw new IllegalArgumentException("a post with neither text nor files");
    }
  }

  /** A post of text alone. */
  public static PostBody of(String text) {
    return new PostBody(text, null, List.of(), List.of(), List.of());
  }

  /** The same post as an answer to a message. */
  public PostBody inReplyTo(@Nullable String messageId) {
    return new PostBody(text, messageId, files, mentions, buttons, menu);
  }

  /** The same post with buttons. */
  public PostBody withButtons(Button... pressed) {
    return new PostBody(text, replyTo, files, mentions, List.of(pressed), menu);
  }

  /** The same post with a list to choose from. */
  public PostBody withMenu(@Nullable Menu choices) {
    return new PostBody(text, replyTo, files, mentions, buttons, choices);
  }

  /** The same post, which may ping these people. */
  public PostBody mentioning(List<String> users) {
    return new PostBody(text, replyTo, files, users, buttons, menu);
  }

  /** The same post with a last line, cut where it would not fit, and nothing to press. */
  public PostBody decided(String line) {
    int room = MAX_TEXT - line.length() - 2;
    String head = text.length() > room ? text.substring(0, room) + "…" : text;
    return new PostBody(head + "\n" + line, replyTo, files, mentions, List.of());
  }

  /** The same post with another text. */
  public PostBody saying(String words) {
    return new PostBody(words, replyTo, files, mentions, buttons);
  }

  /** The same post with files. */
  public PostBody with(List<Path> more) {
    return new PostBody(text, replyTo, more, mentions, buttons, menu);
  }
}
