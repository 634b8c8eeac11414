package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.MapHearing;
import io.github.claudebridge.testing.RecordingAnswers;
import io.github.claudebridge.testing.RecordingOrders;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A twin with one server, one bound channel, a friend and a stranger, and gateways to it. */
final class DiscordBench implements AutoCloseable {
  static final String GUILD = "100";
  static final String CHANNEL = "200";
  static final String FRIEND = "1000";
  static final String STRANGER = "1001";
  static final Duration SOON = Duration.ofSeconds(20);

  final DiscordTwin twin =
      DiscordTwin.start()
          .guild(GUILD, "Home")
          .channel(GUILD, CHANNEL, "work")
          .user(FRIEND, "friend", "dev")
          .user(STRANGER, "stranger");
  final MapHearing hearing = new MapHearing().bind(CHANNEL);
  final List<String> turnedAway = new CopyOnWriteArrayList<>();
  final List<Sender> asked = new CopyOnWriteArrayList<>();
  final List<String> changed = new CopyOnWriteArrayList<>();
  final List<String> upToDate = new CopyOnWriteArrayList<>();
  final List<Wording> waiting = new CopyOnWriteArrayList<>();
  final List<String> missed = new CopyOnWriteArrayList<>();
  final RecordingOrders orders = new RecordingOrders();
  final Ends ends = new Ends();
  final RecordingAnswers answering = new RecordingAnswers();
  private final Path dir;
  private final List<DiscordGateway> gateways = new CopyOnWriteArrayList<>();
  Words words = new Words(Locale.ENGLISH);
  String token = twin.token();
  int budget = 100;
  Duration maxAge = Duration.ofDays(1);

  DiscordBench(Path dir) {
    this.dir = dir;
  }

  DiscordGateway gateway() {
    InstantSource clock = InstantSource.system();
    GatewayOptions options =
        new GatewayOptions(
            token, GUILD, URI.create(twin.restUrl()), URI.create(twin.gatewayUrl()), maxAge);
    GatewayParts parts =
        new GatewayParts(
            hearing,
            new FriendsOnly(),
            hearing::startAt,
            new Changes(),
            ends,
            new Report(),
            orders,
            answering,
            words,
            new IdentifyBudget(dir.resolve("identifies"), budget, clock, () -> 0.0),
            clock);
    DiscordGateway gateway = new DiscordGateway(options, parts);
    gateways.add(gateway);
    return gateway;
  }

  DiscordGateway ready() {
    DiscordGateway gateway = gateway();
    gateway.start();
    until(() -> gateway.state() instanceof GatewayState.Ready);
    return gateway;
  }

  static void until(Callable<Boolean> done) {
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        // JDA interrupts its own worker when a login fails, which dies of it now and then.
        .dontCatchUncaughtExceptions()
        .until(done);
  }

  static Post post(int id, PostBody body) {
    return new Post(
        id, CHANNEL, 1, Post.Kind.ANSWER, "key-" + id, "nonce-" + id, body, Post.State.PENDING,
        null, null, Instant.EPOCH);
  }

  @Override
  public void close() {
    gateways.forEach(DiscordGateway::close);
    twin.close();
  }

  /** Which messages do not show their end, as the store remembers it. */
  static final class Ends implements MarkLog {
    final Map<String, Due> due = new ConcurrentHashMap<>();

    @Override
    public List<Due> due(long before, int most) {
      return due.values().stream()
          .filter(each -> each.line() < before)
          .sorted(Comparator.comparingLong(Due::line).reversed())
          .limit(most)
          .toList();
    }

    @Override
    public void settled(String messageId, Rung end) {
      due.computeIfPresent(messageId, (id, each) -> each.end() == end ? null : each);
    }
  }

  private final class FriendsOnly implements Door {
    @Override
    public boolean admits(Sender sender) {
      asked.add(sender);
      return sender.user().equals(FRIEND) && !sender.bot() && !sender.webhook();
    }

    @Override
    public void turnedAway(Sender sender, String messageId) {
      turnedAway.add(sender.user());
    }
  }

  private final class Changes implements MessageChanges {
    @Override
    public void edited(String messageId, String newText) {
      changed.add("edited " + messageId + " " + newText);
    }

    @Override
    public void deleted(String messageId) {
      changed.add("deleted " + messageId);
    }

    @Override
    public List<Wording> waiting(String channel) {
      return List.copyOf(waiting);
    }

    @Override
    public void upToDate(String channel) {
      upToDate.add(channel);
    }
  }

  private final class Report implements CatchUpReport {
    @Override
    public void tooOld(String channel, List<Message> late, boolean more) {
      missed.add(channel + " too old " + late.size() + (more ? " and more" : ""));
    }

    @Override
    public void unreadable(String channel, String reason) {
      missed.add(channel + " unreadable " + reason);
    }
  }
}
