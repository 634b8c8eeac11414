package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What outlives a socket: the intents, the sequence and the events sent last. */
final class GatewaySession {
  private static final int KEPT = 20_000;

  private record Sent(int sequence, ObjectNode frame) {}

  private final String id;
  private final long intents;
  private final Deque<Sent> events = new ArrayDeque<>();
  private int sequence;
  private @Nullable GatewaySocket socket;

  GatewaySession(String id, long intents, GatewaySocket socket) {
    this.id = id;
    this.intents = intents;
    this.socket = socket;
  }

  String id() {
    return id;
  }

  boolean wants(long intent) {
    return intent == 0 || (intents & intent) != 0;
  }

  /** Keeps the event for a RESUME and sends it where a socket is there; tells when, or 0. */
  synchronized long send(String type, ObjectNode data, boolean twice) {
    ObjectNode frame = Nodes.object().put("op", 0).put("s", ++sequence).put("t", type);
    frame.set("d", data);
    events.add(new Sent(sequence, frame));
    if (events.size() > KEPT) {
      events.removeFirst();
    }
    GatewaySocket open = socket;
    if (open == null) {
      return 0;
    }
    open.send(frame);
    long at = open.sentAt();
    if (twice) {
      open.send(frame);
    }
    return at;
  }

  /** Continues on this socket with everything after the given sequence number. */
  synchronized void resume(GatewaySocket next, int after) {
    socket = next;
    events.stream()
        .filter(sent -> sent.sequence() > after)
        .forEach(sent -> next.send(sent.frame()));
    send("RESUMED", Nodes.object().put("_trace", "twin"), false);
  }

  synchronized void detach(GatewaySocket closed) {
    if (socket == closed) {
      socket = null;
    }
  }

  synchronized boolean isConnected() {
    return socket != null;
  }
}
