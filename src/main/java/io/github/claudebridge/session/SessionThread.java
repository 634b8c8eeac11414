package io.github.claudebridge.session;

import org.slf4j.MDC;

/** Threads that work for one session: what they log is its own, and stands in its log. */
public final class SessionThread {
  private SessionThread() {}

  /** Starts a virtual thread, named after what it does and the session. */
  public static Thread start(String name, int session, Runnable work) {
    return Thread.ofVirtual()
        .name(name + "-" + session)
        .start(
            () -> {
              MDC.put("session", Integer.toString(session));
              work.run();
            });
  }
}
