package io.github.claudebridge.model;

import io.github.claudebridge.text.Graphemes;
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
 * @param buttons what a reader may press below it, at most 25, in rows of five
 * @param menu what a reader may choose from, or null; it takes a row
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

  /** The most characters in the id of a button, of a list or of an entry of it. */
  public static final int MAX_ID = 100;

  private static final int MOST_BUTTONS = 25;
  private static final int BUTTONS_FOR_A_MENU = 5;

  /**
   * A button below a post.
   *
   * @param id what comes back when it is pressed, at most 100 characters
   * @param label what it says; cut at 80 characters
   * @param style how it looks
   */
  public record Button(String id, String label, Style style) {
    private static final int MOST_LABEL = 80;

    public Button {
      mustFit(id);
      label = Graphemes.brief(label, MOST_LABEL);
    }

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
   * @param hint what stands in it before; cut at 150 characters
   * @param most how many may be chosen; all of them at most
   * @param entries what is in it, 1 to {@value #MOST_ENTRIES}
   */
  public record Menu(String id, String hint, int most, List<Entry> entries) {
    /** The most entries of one list. */
    public static final int MOST_ENTRIES = 25;

    private static final int MOST_HINT = 150;

    public Menu {
      mustFit(id);
      hint = Graphemes.brief(hint, MOST_HINT);
      entries = List.copyOf(entries);
      if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
        throw new IllegalArgumentException("a list of " + entries.size() + " entries");
      }
      most = Math.clamp(most, 1, entries.size());
    }
  }

  /**
   * Something to choose.
   *
   * @param value what comes back, at most 100 characters
   * @param label what it says; cut at 100 characters
   * @param more about it; cut at 100 characters, may be empty
   */
  public record Entry(String value, String label, String more) {
    private static final int MOST_LABEL = 100;

    public Entry {
      mustFit(value);
      label = Graphemes.brief(label, MOST_LABEL);
      more = more.isBlank() ? "" : Graphemes.brief(more, MOST_LABEL);
    }
  }

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
    if (buttons.size() + (menu == null ? 0 : BUTTONS_FOR_A_MENU) > MOST_BUTTONS) {
      throw new IllegalArgumentException("a post with " + buttons.size() + " buttons");
    }
  }

  private static void mustFit(String id) {
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new IllegalArgumentException("an id of " + id.length() + " characters");
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
    String head =
        text.length() > room ? text.substring(0, Graphemes.cut(text, 0, room)) + "…" : text;
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
