package io.github.claudebridge.api;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.live.LiveView;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.MessageStore;
import io.javalin.http.sse.SseClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens in a session, as a stream of server-sent events for whoever reads along: {@code
 * post}, {@code delivery}, {@code state}, {@code live}. A reader that falls behind by more than
 * {@value #BEHIND} events is cut off, and reads the posts again from the last one it has.
 */
public final class SessionFeed implements Consumer<SessionEvent> {
  private static final int BEHIND = 1_000;

  private record Item(String name, String data) {}

  private static final Item LAST = new Item("end", "");

  private static final class Reader {
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>(BEHIND);
    private final Semaphore ended = new Semaphore(0);
    private volatile boolean behind;
  }

  private final Map<Integer, List<Reader>> readers = new ConcurrentHashMap<>();
  private final Views views;

  public SessionFeed(MessageStore messages) {
    this.views = new Views(messages);
  }

  @Override
  public void accept(SessionEvent event) {
    switch (event) {
      case SessionEvent.Delivered e ->
          send(
              e.session(),
              "delivery",
              () -> Json.write(
                  Map.of(
                      "id", e.message().id(),
                      "rung", e.rung().word(),
                      "reason", e.reason() == null ? "" : e.reason())));
      case SessionEvent.Decided e when e.decision() != SessionEvent.Decision.AGAIN ->
          send(
              e.session(),
              "delivery",
              () -> Json.write(
                  Map.of(
                      "id", e.message().id(),
                      "rung", Rung.FAILED.word(),
                      "reason", e.decision().name().toLowerCase(java.util.Locale.ROOT))));
      case SessionEvent.StateChanged e ->
          send(
              e.session(),
              "state",
              () -> Json.write(
                  Map.of(
                      "from", e.from(),
                      "state", e.to(),
                      "detail", e.detail() == null ? "" : e.detail())));
      case SessionEvent.Decided _, // sent again: the delivery itself tells it
          SessionEvent.TurnStarted _,
          SessionEvent.TypedAtTerminal _,
          SessionEvent.Said _,
          SessionEvent.Progress _,
          SessionEvent.TurnEnded _,
          SessionEvent.DialogShown _,
          SessionEvent.DialogClosed _,
          SessionEvent.LimitReached _,
          SessionEvent.LimitOver _,
          SessionEvent.QuestionAsked _, // its posts tell it
          SessionEvent.QuestionPartAnswered _,
          SessionEvent.QuestionReminded _,
          SessionEvent.QuestionEnded _ -> {}
    }
  }

  /** A post was stored, sent or failed. */
  public void post(Post post) {
    if (post.state() != Post.State.SENT || !post.channel().startsWith("local-")) {
      send(post.session(), "post", () -> Json.write(views.of(post)));
    }
  }

  /** An agent began or ended something. */
  public void live(LiveView view) {
    send(view.session(), "live", () -> Json.write(LiveRoutes.view(view)));
  }

  /** Most of the time nobody reads along, and it is not even written down. */
  private void send(int session, String name, Supplier<String> data) {
    List<Reader> all = readers.getOrDefault(session, List.of());
    if (all.isEmpty()) {
      return;
    }
    Item item = new Item(name, data.get());
    for (Reader reader : all) {
      if (!reader.items.offer(item)) {
        reader.behind = true;
      }
    }
  }

  /** Cuts off everybody who reads along, before the doors close under them. */
  public void close() {
    readers
        .values()
        .forEach(
            all ->
                all.forEach(
                    reader -> {
                      reader.behind = true;
                      reader.items.clear();
                      reader.items.offer(LAST);
                      await(reader);
                    }));
  }

  private static void await(Reader reader) {
    try {
      if (!reader.ended.tryAcquire(1, TimeUnit.SECONDS)) {
        reader.items.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves one reader until it goes away. */
  void serve(SseClient client, int session) {
    Reader reader = new Reader();
    List<Reader> all = readers.computeIfAbsent(session, n -> new CopyOnWriteArrayList<>());
    all.add(reader);
    client.onClose(() -> all.remove(reader));
    client.keepAlive();
    Thread.ofVirtual()
        .name("feed-" + session)
        .start(
            () -> {
              try {
                client.sendComment("reading along with session " + session);
                while (!client.terminated() && !reader.behind) {
                  Item item = reader.items.poll(15, TimeUnit.SECONDS);
                  if (item == LAST) {
                    break;
                  }
                  if (item == null) {
                    client.sendComment("still here");
                  } else {
                    client.sendEvent(item.name(), item.data());
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                all.remove(reader);
                client.close();
                reader.ended.release();
              }
            });
  }
}
