package io.github.claudebridge.session;

import io.github.claudebridge.claude.AuthorLine;
import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes prompts from what people post: their words as they wrote them, who wrote them where that
 * matters, and where their attachments are.
 */
public final class ChatPrompts implements PromptWriter {
  private static final Pattern COMMAND = Pattern.compile("/([a-z][a-z0-9:_-]*)(?:\\s.*)?", Pattern.DOTALL);

  private final Set<String> commands;
  private final ComposerText composer;

  /**
   * Prompts for one agent.
   *
   * @param commands the agent's own commands that may be ordered from chat, without the slash
   */
  public ChatPrompts(Set<String> commands) {
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
    String text = written;
    if (!delivery.files().isEmpty()) {
      String files = String.join("\n", delivery.files());
      text = text.isBlank() ? files : text.stripTrailing() + "\n\n" + files;
    }
    boolean named =
        (severalWriters && author.kind() == Author.Kind.PERSON)
            || AuthorLine.looksLikeHeader(written);
    if (named) {
      text = AuthorLine.of(author.label(), author.id(), text);
    }
    return new Prompt(composer.compose(text).text(), false);
  }
}
