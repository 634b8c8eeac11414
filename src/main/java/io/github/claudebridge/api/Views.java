package io.github.claudebridge.api;

import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How sessions, deliveries and posts look as JSON. */
final class Views {
  private final MessageStore messages;

  Views(MessageStore messages) {
    this.messages = messages;
  }

  Map<String, Object> of(Session session) {
    Binding b = session.binding();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("session", b.session());
    view.put("name", b.name());
    view.put("channel", b.channel());
    view.put("directory", b.directory().toString());
    view.put("agent", b.agent());
    view.put("model", b.model());
    view.put("permissionMode", b.permissionMode());
    view.put("state", session.state().word());
    view.put("detail", session.detail());
    view.put("conversation", session.conversation());
    view.put("queued", messages.queued(b.session()));
    view.put(
        "lastMessageAt",
        messages.recent(b.session(), 1, false).stream()
            .findFirst()
            .map(d -> d.message().at().toString())
            .orElse(null));
    view.put("pane", session.terminal());
    return view;
  }

  Map<String, Object> of(Delivery d) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", d.message().id());
    view.put("author", d.message().author().label());
    view.put("text", d.message().text());
    view.put("attachments", d.message().attachments().stream().map(a -> a.name()).toList());
    view.put("rung", d.rung().word());
    view.put("reason", d.reason());
    view.put("promptId", d.promptId());
    Map<String, String> times = new TreeMap<>();
    d.times().forEach((rung, at) -> times.put(rung.word(), at.toString()));
    view.put("times", times);
    return view;
  }

  Map<String, Object> of(Post p) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", p.id());
    view.put("session", p.session());
    view.put("kind", p.kind().name().toLowerCase(java.util.Locale.ROOT));
    view.put("text", p.body().text());
    view.put("files", p.body().files().stream().map(Path::toString).toList());
    view.put("replyTo", p.body().replyTo());
    view.put("state", p.state().name().toLowerCase(java.util.Locale.ROOT));
    view.put("reason", p.reason());
    view.put("at", p.at().toString());
    return view;
  }
}
