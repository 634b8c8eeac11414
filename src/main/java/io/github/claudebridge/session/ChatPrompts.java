package io.github.claudebridge.session;

import io.github.claudebridge.claude.AuthorLine;
import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import java.util.Set;

/**
 * Writes prompts from what people post: their words as they wrote them, who wrote them where that
 * matters, and where their attachments are.
 */
public final class ChatPrompts implements PromptWriter {
  private final Set<String> commands;

  /**
   * Prompts for one agent.
   *
   * @param commands the agent's own commands that may be ordered from chat, without the slash
   */
  public ChatPrompts(Set<String> commands) {
    this.commands = Set.copyOf(commands);
  }

  @Override
  public Prompt write(Delivery delivery, boolean severalWriters) {
    String written = delivery.message().text();
    Author author = delivery.message().author();
    if (delivery.files().isEmpty() && ComposerText.command(written, commands).isPresent()) {
      return new Prompt(ComposerText.command(written, commands).get(), true);
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
      text = AuthorLine.write(author.label(), author.id(), text);
    }
    return new Prompt(ComposerText.compose(text).text(), false);
  }
}
