package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;

import io.github.claudebridge.model.Binding;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Many channels and sessions, all real from JDA to the store and back; the agents are fakes. */
final class FloodRig implements AutoCloseable {
  final DiscordTwin twin = DiscordTwin.start().guild(GUILD, "Home").user(FRIEND, "friend");
  final Map<Integer, FakeEngine> agents = new TreeMap<>();
  final MessageStore messages;
  final SessionManager sessions;
  final TempStore store;
  private final GatewayRig rig;

  /** Channels 201, 202 and so on, for sessions 1, 2 and so on; the first ones are bound. */
  FloodRig(Path dir, int channels, int bound, int mostWaiting) throws Exception {
    this(dir, channels, bound, mostWaiting, new TempStore(InstantSource.system()));
  }

  FloodRig(Path dir, int channels, int bound, int mostWaiting, TempStore disk) throws Exception {
    store = disk;
    List<Binding> links = new ArrayList<>();
    for (int n = 1; n <= channels; n++) {
      twin.channel(GUILD, channel(n), "work-" + n);
      if (n <= bound) {
        links.add(new Binding(n, channel(n), "s" + n, dir, "claude", null, null));
        Path home = Files.createDirectories(store.folder().resolve("agent-" + n));
        agents.put(n, new FakeEngine(home, "prompt-" + n + "-"));
      }
    }
    rig = new GatewayRig(dir, twin, store, agents, links, Set.of(FRIEND), mostWaiting);
    messages = rig.messages;
    sessions = rig.sessions;
  }

  static String channel(int session) {
    return Integer.toString(200 + session);
  }

  /** What a heap of this JVM holds, in bytes, after its garbage is gone. */
  static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime now = Runtime.getRuntime();
      least = Math.min(least, now.totalMemory() - now.freeMemory());
    }
    return least;
  }

  @Override
  public void close() throws Exception {
    rig.close();
    agents.values().forEach(FakeEngine::close);
    store.close();
    twin.close();
  }
}
