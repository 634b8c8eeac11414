package io.github.claudebridge.gateway;

import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.Caller;
import io.github.claudebridge.command.QuestionForm;
import io.github.claudebridge.reply.QuestionButtons;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.GenericComponentInteractionCreateEvent;
import net.dv8tion.jda.api.events.interaction.component.StringSelectInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.callbacks.IMessageEditCallback;
import net.dv8tion.jda.api.interactions.modals.ModalMapping;
import net.dv8tion.jda.api.modals.Modal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people press, choose and write below a question. Discord wants a first answer within
 * three seconds: a refusal or a form is given as that answer, and anything else is acknowledged,
 * then done; the post itself says what came of it. An answer whose acknowledgement Discord did not
 * take is not given.
 */
final class QuestionListener extends ListenerAdapter {
  private static final Logger log = LoggerFactory.getLogger(QuestionListener.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Answering answering;

  QuestionListener(Answering answering) {
    this.answering = answering;
  }

  @Override
  public void onButtonInteraction(ButtonInteractionEvent event) {
    take(event, List.of());
  }

  @Override
  public void onStringSelectInteraction(StringSelectInteractionEvent event) {
    take(event, event.getValues());
  }

  @Override
  public void onModalInteraction(ModalInteractionEvent event) {
    String id = event.getModalId();
    if (id.startsWith(QuestionButtons.PREFIX)) {
      Map<String, String> written =
          event.getValues().stream()
              .collect(
                  Collectors.toMap(
                      ModalMapping::getCustomId, ModalMapping::getAsString, (a, b) -> a));
      Caller caller = InteractionListener.caller(event);
      run(event.getId(), caller, () -> give(event, caller, id, List.of(), written));
    }
  }

  private void take(GenericComponentInteractionCreateEvent event, List<String> chosen) {
    String id = event.getComponentId();
    if (!id.startsWith(QuestionButtons.PREFIX)) {
      return;
    }
    Caller caller = InteractionListener.caller(event);
    run(
        event.getId(),
        caller,
        () -> {
          switch (answering.pressed(caller, id, chosen)) {
            case Answering.Next.Refused refused ->
                Trouble.waitFor(() -> event.reply(refused.text()).setEphemeral(true), TIMEOUT);
            case Answering.Next.Write write ->
                Trouble.waitFor(() -> event.replyModal(modal(write.form())), TIMEOUT);
            case Answering.Next.Ready ready -> give(event, caller, id, chosen, Map.of());
          }
        });
  }

  private void give(
      IMessageEditCallback event,
      Caller caller,
      String id,
      List<String> chosen,
      Map<String, String> written)
      throws Trouble, InterruptedException {
    InteractionHook hook = Trouble.waitFor(event::deferEdit, TIMEOUT);
    @Nullable String told = answering.answer(caller, id, chosen, written);
    if (told != null) {
      Trouble.waitFor(
          () ->
              hook.sendMessage(told)
                  .setEphemeral(true)
                  .setAllowedMentions(EnumSet.noneOf(MentionType.class)),
          TIMEOUT);
    }
  }

  private static Modal modal(QuestionForm form) {
    Modal.Builder modal = Modal.create(form.id(), form.title());
    for (QuestionForm.Input input : form.inputs()) {
      TextInput.Builder text =
          TextInput.create(
                  input.id(), input.lines() ? TextInputStyle.PARAGRAPH : TextInputStyle.SHORT)
              .setRequired(input.required());
      if (!input.hint().isEmpty()) {
        text.setPlaceholder(input.hint());
      }
      if (!input.value().isEmpty()) {
        text.setValue(input.value());
      }
      modal.addComponents(Label.of(input.label(), text.build()));
    }
    return modal.build();
  }

  /** Something that talks to Discord. */
  private interface Work {
    void run() throws Trouble, InterruptedException;
  }

  private static void run(String id, Caller caller, Work work) {
    Thread.ofVirtual()
        .name("answer-" + id)
        .start(
            () -> {
              try {
                work.run();
              } catch (Trouble e) {
                log.warn("an answer of {} has no reply: {}", caller.user(), e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                log.error("an answer of {} could not be given", caller.user(), e);
              }
            });
  }
}
