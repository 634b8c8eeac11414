package io.github.claudebridge.bench;

import io.github.claudebridge.testing.CrashRig;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;

/** What goes wrong in a soak beside the bridge itself. */
enum SoakFault {
  AGENT_KILLED("an agent killed with signal 9"),
  TMUX_KILLED("the tmux server killed with signal 9"),
  SOCKETS_DROPPED("the gateway's socket dropped"),
  SESSION_FORGOTTEN("the gateway's session forgotten"),
  REST_FAILS("3 REST requests answered with 502"),
  REPLY_LOST("a REST reply lost"),
  REST_SLOW("5 REST replies 1 s late"),
  EVENT_TWICE("an event told twice"),
  NETWORK_GONE("no network for 2 s"),
  FILES_SLOW("20 files that come slowly"),
  FILES_MISSING("a file of each message missing or cut");

  private final String words;

  SoakFault(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Makes it; false if there is nothing to break at the moment. */
  boolean make(CrashRig rig, SoakLoad load, Random random) throws Exception {
    switch (this) {
      case AGENT_KILLED -> {
        return rig.killAgent(1 + random.nextInt(rig.sessions()));
      }
      case TMUX_KILLED -> {
        return rig.bridge().killTmux();
      }
      case SOCKETS_DROPPED -> rig.twin().dropSockets();
      case SESSION_FORGOTTEN -> {
        // So many logins in a row would rightly wait for minutes.
        Files.deleteIfExists(rig.bridge().layout().run().resolve("identifies"));
        rig.twin().forgetSessions();
      }
      case REST_FAILS -> rig.twin().rest5xx(3, 502);
      case REPLY_LOST -> rig.twin().loseNextReply();
      case REST_SLOW -> rig.twin().restSlow(Duration.ofSeconds(1), 5);
      case EVENT_TWICE -> rig.twin().duplicateNextEvent();
      case NETWORK_GONE -> rig.twin().offline(Duration.ofSeconds(2));
      case FILES_SLOW -> load.slowFiles();
      case FILES_MISSING -> load.missingFiles();
    }
    return true;
  }
}
