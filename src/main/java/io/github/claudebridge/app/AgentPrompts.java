package io.github.claudebridge.app;

import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.LongPrompts;
import io.github.claudebridge.session.PromptWriter;
import java.util.Set;

/** Writes each session's prompts with the commands that its agent may be given. */
final class AgentPrompts implements PromptWriter {
  private final Settings settings;
  private final BindingStore bindings;
  private final LongPrompts longPrompts;

  AgentPrompts(Settings settings, BindingStore bindings, LongPrompts longPrompts) {
    this.longPrompts = longPrompts;
    this.settings = settings;
    this.bindings = bindings;
  }

  @Override
  public Prompt write(Delivery delivery, boolean severalWriters) {
    Set<String> commands =
        bindings
            .of(delivery.session())
            .map(Binding::agent)
            .map(settings.agents()::get)
            .map(Settings.Agent::slashCommands)
            .orElse(Set.of());
    return new ChatPrompts(commands, longPrompts).write(delivery, severalWriters);
  }
}
