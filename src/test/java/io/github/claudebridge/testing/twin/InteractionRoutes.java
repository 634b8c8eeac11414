package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** REST: answers to interactions, their follow-ups and edits. */
final class InteractionRoutes {
  static final int MODAL = 9;
  private static final int REPLY = 4;
  private static final int REPLY_LATER = 5;
  private static final int UPDATE_LATER = 6;
  private static final int UPDATE = 7;
  private static final String HOOK = RestServer.ROOT + "/webhooks/{app}/{token}";

  private final World world;
  private final Snowflakes ids;
  private final Messages messages;
  private final RestServer rest;
  private final Map<String, TwinInteraction> byToken = new ConcurrentHashMap<>();
  private volatile Duration deadline = Duration.ofSeconds(3);

  InteractionRoutes(World world, Snowflakes ids, Messages messages, RestServer rest) {
    this.world = world;
    this.ids = ids;
    this.messages = messages;
    this.rest = rest;
  }

  void install(RoutesConfig routes) {
    routes.post(RestServer.ROOT + "/interactions/{id}/{token}/callback", this::callback);
    routes.post(HOOK, this::followUp);
    routes.get(HOOK + "/messages/{message}", this::get);
    routes.patch(HOOK + "/messages/{message}", this::edit);
    routes.delete(HOOK + "/messages/{message}", this::delete);
  }

  void deadline(Duration firstAnswer) {
    deadline = firstAnswer;
  }

  void expect(TwinInteraction interaction) {
    byToken.put(interaction.token(), interaction);
  }

  private void callback(Context ctx) {
    RestBody body = rest.body(ctx);
    JsonNode data = body.json().path("data");
    int type = body.json().path("type").asInt();
    if (type == MODAL) {
      rest.check(ctx, () -> MessageLimits.modal(data));
    } else {
      rest.check(ctx, () -> MessageLimits.check(data, body.files()));
    }
    synchronized (world) {
      TwinInteraction interaction = byToken.get(ctx.pathParam("token"));
      if (interaction == null) {
        throw RestError.unknown(10062, "interaction");
      }
      interaction.acknowledge(body.json(), ids.now(), deadline);
      @Nullable StoredMessage message = apply(interaction, type, data, body);
      world.notifyAll();
      if (!"true".equals(ctx.queryParam("with_response"))) {
        ctx.status(204);
        return;
      }
      ObjectNode answer = Nodes.object();
      answer.putObject("interaction").put("id", interaction.id()).put("type", 2);
      ObjectNode resource = answer.putObject("resource").put("type", type);
      if (message != null) {
        resource.set("message", messages.view(message));
      }
      RestServer.answer(ctx, answer);
    }
  }

  private @Nullable StoredMessage apply(
      TwinInteraction interaction, int type, JsonNode data, RestBody body) {
    return switch (type) {
      case REPLY -> {
        MessageLimits.notEmpty(data, body.files());
        yield reply(interaction, data, body);
      }
      case REPLY_LATER -> {
        ObjectNode thinking = Nodes.object();
        thinking.put("flags", data.path("flags").asInt() | Messages.THINKING);
        yield reply(interaction, thinking, body);
      }
      case UPDATE_LATER, UPDATE -> {
        StoredMessage source = interaction.source();
        if (source == null) {
          throw new RestError(400, 50035, "There is no message to update");
        }
        interaction.reply(source, true);
        if (type == UPDATE) {
          messages.edit(source, data, body.files());
        }
        yield source;
      }
      default -> null;
    };
  }

  private StoredMessage reply(TwinInteraction interaction, JsonNode fields, RestBody body) {
    StoredMessage message =
        messages.post(interaction.channelId(), world.user(world.botId()), fields, body.files());
    interaction.reply(message, interaction.original() == null);
    return message;
  }

  private TwinInteraction living(Context ctx) {
    TwinInteraction interaction = byToken.get(ctx.pathParam("token"));
    if (interaction == null) {
      throw RestError.unknown(10015, "Webhook");
    }
    interaction.requireLiving();
    return interaction;
  }

  private void followUp(Context ctx) {
    RestBody body = rest.body(ctx);
    rest.check(ctx, () -> MessageLimits.check(body.json(), body.files()));
    rest.check(ctx, () -> MessageLimits.notEmpty(body.json(), body.files()));
    synchronized (world) {
      TwinInteraction interaction = living(ctx);
      StoredMessage original = interaction.original();
      StoredMessage message = original;
      // The first follow-up takes the place of "thinking", and stays as private as that was.
      if (original != null && (original.flags() & Messages.THINKING) != 0) {
        settle(original, body);
      } else {
        message = reply(interaction, body.json(), body);
      }
      RestServer.answer(ctx, messages.view(message));
    }
  }

  private void settle(StoredMessage thinking, RestBody body) {
    ObjectNode fields = RestServer.fields(body).deepCopy();
    int kept = thinking.flags() & ~Messages.THINKING;
    fields.put("flags", kept | (body.json().path("flags").asInt() & ~Messages.EPHEMERAL));
    messages.edit(thinking, fields, body.files());
  }

  private void get(Context ctx) {
    synchronized (world) {
      StoredMessage message = living(ctx).reply(ctx.pathParam("message"));
      RestServer.answer(ctx, messages.view(message));
    }
  }

  private void edit(Context ctx) {
    RestBody body = rest.body(ctx);
    rest.check(ctx, () -> MessageLimits.check(body.json(), body.files()));
    synchronized (world) {
      StoredMessage message = living(ctx).reply(ctx.pathParam("message"));
      settle(message, body);
      RestServer.answer(ctx, messages.view(message));
    }
  }

  private void delete(Context ctx) {
    synchronized (world) {
      TwinInteraction interaction = living(ctx);
      StoredMessage message = interaction.reply(ctx.pathParam("message"));
      interaction.removeReply(message);
      messages.delete(message);
      ctx.status(204);
    }
  }
}
