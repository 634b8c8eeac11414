package io.github.claudebridge.gateway;

import io.github.claudebridge.command.Caller;
import io.github.claudebridge.command.ChatOrder;
import io.github.claudebridge.command.ChatOrders;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.ISnowflake;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.interactions.commands.Command;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people press and command. Discord wants a first answer within three seconds, so that
 * is given at once and for the caller alone; the order is carried out on a thread of its own, and
 * what came of it takes the place of the first answer. An order whose first answer Discord did not
 * take is not carried out: the caller was told that it failed.
 */
final class InteractionListener extends ListenerAdapter {
  private static final Logger log = LoggerFactory.getLogger(InteractionListener.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ChatOrders orders;
  private final SlashCommands commands;

  InteractionListener(ChatOrders orders, SlashCommands commands) {
    this.orders = orders;
    this.commands = commands;
  }

  @Override
  public void onReady(ReadyEvent event) {
    register(event.getJDA());
  }

  @Override
  public void onSessionRecreate(SessionRecreateEvent event) {
    register(event.getJDA());
  }

  private void register(JDA jda) {
    Thread.ofVirtual().name("slash-commands").start(() -> commands.register(jda));
  }

  @Override
  public void onButtonInteraction(ButtonInteractionEvent event) {
    ChatOrder.ofButton(event.getComponentId()).ifPresent(order -> take(event, order));
  }

  @Override
  public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
    SlashCommands.order(event).ifPresent(order -> take(event, order));
  }

  @Override
  public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
    Caller caller = caller(event);
    String typed = event.getFocusedOption().getValue();
    Thread.ofVirtual()
        .name("suggest-" + event.getId())
        .start(
            () -> {
              List<Command.Choice> choices =
                  orders.suggest(caller, typed).stream()
                      .map(s -> new Command.Choice(s.label(), s.id()))
                      .toList();
              try {
                Trouble.waitFor(() -> event.replyChoices(choices), TIMEOUT);
              } catch (Trouble e) {
                log.debug("suggestions came too late: {}", e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void take(IReplyCallback event, ChatOrder order) {
    Caller caller = caller(event);
    Thread.ofVirtual()
        .name("order-" + event.getId())
        .start(
            () -> {
              try {
                InteractionHook hook =
                    Trouble.waitFor(() -> event.deferReply(true), TIMEOUT);
                String answer = orders.carryOut(caller, order);
                Trouble.waitFor(
                    () ->
                        hook.editOriginal(answer)
                            .setAllowedMentions(EnumSet.noneOf(MentionType.class))
                            .setFiles(pictures(caller, order)),
                    TIMEOUT);
              } catch (Trouble e) {
                log.warn("an order of {} has no answer: {}", caller.user(), e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                log.error("an order of {} could not be carried out", caller.user(), e);
              }
            });
  }

  /** A picture is a courtesy: without it the answer is given all the same. */
  private List<FileUpload> pictures(Caller caller, ChatOrder order) {
    try {
      return orders.picture(caller, order).stream()
          .map(p -> FileUpload.fromData(p.png(), p.name()).setDescription(p.description()))
          .toList();
    } catch (RuntimeException e) {
      log.warn("the picture for {} could not be made", order, e);
      return List.of();
    }
  }

  static Caller caller(Interaction event) {
    Member member = event.getMember();
    Set<String> roles =
        member == null
            ? null
            : member.getUnsortedRoles().stream()
                .map(ISnowflake::getId)
                .collect(Collectors.toSet());
    return new Caller(
        event.getGuild() == null ? null : event.getGuild().getId(),
        String.valueOf(event.getChannelId()),
        event.getUser().getId(),
        member == null ? event.getUser().getEffectiveName() : member.getEffectiveName(),
        roles,
        event.getUser().isBot());
  }
}
