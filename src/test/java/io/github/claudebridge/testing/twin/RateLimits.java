package io.github.claudebridge.testing.twin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Discord's request windows: one per route and channel, and one over everything. */
final class RateLimits {
  /** What a request may still do, for the headers; {@code refused} means status 429. */
  record Standing(
      String bucket, int limit, int remaining, Duration resetAfter, boolean refused, boolean all) {}

  private record Rule(Pattern request, String bucket, int limit, Duration window) {}

  private static final List<Rule> RULES =
      List.of(
          rule("POST /channels/(\\d+)/messages", "post", 5, 5000),
          rule("PATCH /channels/(\\d+)/messages/\\d+", "edit", 5, 5000),
          rule("DELETE /channels/(\\d+)/messages/\\d+", "delete", 5, 1000),
          rule("PUT /channels/(\\d+)/messages/\\d+/reactions/.+", "react", 1, 250),
          rule("DELETE /channels/(\\d+)/messages/\\d+/reactions/.+", "unreact", 1, 250));
  private static final Rule EVERYTHING = rule("", "global", 50, 1000);
  private static final Rule RENAME = rule("", "rename", 2, 600_000);

  private static final class Window {
    private Instant ends = Instant.MIN;
    private int used;
  }

  private final InstantSource time;
  private final Map<String, Window> windows = new HashMap<>();
  private final List<String> breaches = new ArrayList<>();
  private double scale = 1;
  private boolean editsArePosts;
  private int refusals;
  private Duration refusedFor = Duration.ZERO;

  RateLimits(InstantSource time) {
    this.time = time;
  }

  private static Rule rule(String pattern, String bucket, int limit, long millis) {
    return new Rule(Pattern.compile(pattern), bucket, limit, Duration.ofMillis(millis));
  }

  /** Lets edits of messages count as posts, as they may at Discord. */
  synchronized void editsArePosts() {
    editsArePosts = true;
  }

  /** Refuses the next calls of routes that have a window, however few there were. */
  synchronized void refuseNext(int calls, Duration retryAfter) {
    refusals = calls;
    refusedFor = retryAfter;
  }

  synchronized void scale(double factor) {
    scale = factor;
    windows.clear();
  }

  /** Counts a request; null where no limit is known for its route. */
  synchronized @Nullable Standing count(String method, String path) {
    String request = method + " " + path;
    if (!path.startsWith("/interactions/") && !path.startsWith("/webhooks/")) {
      Standing all = take(EVERYTHING, "", request);
      if (all.refused()) {
        return all;
      }
    }
    for (Rule rule : RULES) {
      Matcher match = rule.request().matcher(request);
      if (match.matches()) {
        return take(rule, match.group(1), request);
      }
    }
    return null;
  }

  /** Counts a change of a channel's name or topic, which has a window of its own. */
  synchronized Standing countRename(String channelId) {
    return take(RENAME, channelId, "PATCH /channels/" + channelId + " (name or topic)");
  }

  synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  private Standing take(Rule rule, String major, String request) {
    String bucket = editsArePosts && rule.bucket().equals("edit") ? "post" : rule.bucket();
    if (refusals > 0 && rule != EVERYTHING) {
      refusals--;
      breaches.add(request);
      return new Standing(bucket, rule.limit(), 0, refusedFor, true, false);
    }
    Window window = windows.computeIfAbsent(bucket + major, key -> new Window());
    Instant now = time.instant();
    if (!now.isBefore(window.ends)) {
      window.ends = now.plusMillis((long) (rule.window().toMillis() * scale));
      window.used = 0;
    }
    boolean refused = window.used >= rule.limit();
    if (refused) {
      breaches.add(request);
    } else {
      window.used++;
    }
    return new Standing(
        bucket,
        rule.limit(),
        rule.limit() - window.used,
        Duration.between(now, window.ends),
        refused,
        rule == EVERYTHING);
  }
}
