package io.github.claudebridge.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads along with a session as {@code vai chat} does, and costs the bridge no more than that. */
public final class ReadingAlong implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process curl;
  private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();

  /** Begins to read along; returns once the bridge has said that it tells. */
  public ReadingAlong(Path socket, int session) throws IOException, InterruptedException {
    curl =
        new ProcessBuilder(
                "curl",
                "-sSN",
                "--unix-socket",
                socket.toString(),
                "-H",
                "Accept: text/event-stream",
                "http://localhost/v1/sessions/" + session + "/events")
            .redirectErrorStream(true)
            .start();
    Thread.ofPlatform().daemon().name("reading-along").start(this::read);
    next();
  }

  private void read() {
    boolean post = false;
    try (BufferedReader lines = curl.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          post = line.endsWith("post");
        } else if (line.startsWith(":") || (post && line.startsWith("data:"))) {
          posts.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a post with a text in it. */
  public void await(String text) throws InterruptedException {
    for (String post = next(); !post.contains(text); post = next()) {}
  }

  private String next() throws InterruptedException {
    String line = posts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("nothing was told within " + PATIENCE);
    }
    return line;
  }

  @Override
  public void close() {
    curl.destroy();
  }
}
