package io.github.claudebridge.session;

import io.github.claudebridge.claude.AuthorLine;
import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes prompts from what people post: their words as they wrote them, who wrote them where that
 * matters, and where their attachments are. Words that are too many for the composer are kept in a
 * file, and the prompt says where.
 */
public final class ChatPrompts implements PromptWriter {
  private static final Logger log = LoggerFactory.getLogger(ChatPrompts.class);
  private static final Pattern COMMAND =
      Pattern.compile("/([a-z][a-z0-9:_-]*)(?:\\s.*)?", Pattern.DOTALL);

  /** The most characters of attachment lines that stay in the prompt of a long message. */
  private static final int MOST_FILES = 4_000;

  private final Set<String> commands;
  private final ComposerText composer;
  private final @Nullable LongPrompts longPrompts;

  /** Prompts for one agent that are typed whole, however long they are. */
  public ChatPrompts(Set<String> commands) {
    this(commands, null);
  }

  /**
   * Prompts for one agent.
   *
   * @param commands the agent's own commands that may be ordered from chat, without the slash
   * @param longPrompts keeps what is longer than {@value LongPrompts#MOST_TYPED} UTF-16 units,
   *     or null to have that typed too
   */
  public ChatPrompts(Set<String> commands, @Nullable LongPrompts longPrompts) {
    this.longPrompts = longPrompts;
    this.commands = Set.copyOf(commands);
    this.composer = new ComposerText(commands);
  }

  @Override
  public Prompt write(Delivery delivery, boolean severalWriters) {
    String written = delivery.message().text();
    Author author = delivery.message().author();
    Matcher command = COMMAND.matcher(written.strip());
    if (delivery.files().isEmpty() && command.matches() && commands.contains(command.group(1))) {
      return new Prompt(composer.compose(written).text(), true);
    }
    String files = String.join("\n", delivery.files());
    boolean named =
        (severalWriters && author.kind() == Author.Kind.PERSON)
            || AuthorLine.looksLikeHeader(written);
    String typed = typed(author, named, joined(written, files));
    if (longPrompts == null || typed.length() <= LongPrompts.MOST_TYPED) {
      return new Prompt(typed, false);
    }
    return new Prompt(pointer(delivery, named, files, typed, longPrompts), false);
  }

  private String typed(Author author, boolean named, String text) {
    String signed = named ? AuthorLine.of(author.label(), author.id(), text) : text;
    return composer.compose(signed).text();
  }

  private static String joined(String written, String files) {
    if (files.isEmpty()) {
      return written;
    }
    return written.isBlank() ? files : written.stripTrailing() + "\n\n" + files;
  }

  /** A prompt that says where the words are; the words themselves where they cannot be kept. */
  private String pointer(
      Delivery delivery, boolean named, String files, String typed, LongPrompts places) {
    boolean filesToo = files.length() > MOST_FILES;
    String written = delivery.message().text();
    String words = filesToo ? joined(written, files) : written;
    Author author = delivery.message().author();
    try {
      Path file =
          places.keep(
              delivery, named ? AuthorLine.of(author.label(), author.id(), words) : words);
      // In the middle of a sentence: a path at the end would open a completion.
      String line =
          ("This message is too long to be typed (%,d characters, %,d lines)."
                  + " Read all of it in %s ; what stands there is the message.")
              .formatted(words.length(), words.lines().count(), file);
      return typed(author, named, joined(line, filesToo ? "" : files));
    } catch (IOException e) {
      log.warn("message {} is typed, however long: {}", delivery.message().id(), e.toString());
      return typed;
    }
  }
}
