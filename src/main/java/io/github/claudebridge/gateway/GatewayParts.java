package io.github.claudebridge.gateway;

import io.github.claudebridge.command.Answering;
import io.github.claudebridge.command.ChatOrders;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Hearing;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * What the gateway works with.
 *
 * @param hearing where messages go
 * @param door who is heard
 * @param startAt remembers for a channel without any heard message the id after which its history
 *     counts; called with channel and message id, and may be called again
 * @param changes told of edits and deletions
 * @param marks remembers which messages do not show their end
 * @param report told of what was not caught up
 * @param orders carries out what people order by slash commands and buttons
 * @param answering takes answers to questions
 * @param words what the commands are described with
 * @param budget how many logins there may be
 * @param clock the time
 */
public record GatewayParts(
    Hearing hearing,
    Door door,
    BiConsumer<String, String> startAt,
    MessageChanges changes,
    MarkLog marks,
    CatchUpReport report,
    ChatOrders orders,
    Answering answering,
    Words words,
    IdentifyBudget budget,
    InstantSource clock) {}
