package io.github.claudebridge.attachment;

import io.github.claudebridge.attachment.AttachmentResult.Failed;
import io.github.claudebridge.attachment.AttachmentResult.Stored;
import io.github.claudebridge.config.Durations;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.AttachmentRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the files of messages into {@code attachments/session_N}, a few at a time, each within a
 * time and a size. A file that cannot be had is told as such and never stops the others.
 */
public final class AttachmentManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AttachmentManager.class);

  private final Path root;
  private final Settings.Attachments limits;
  private final HttpClient client;
  private final Download download;
  private final Semaphore overall;
  private final ConcurrentHashMap<Integer, Semaphore> sessions = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService alarms =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("attachment-alarms").factory());

  /**
   * @param root the directory of all attachments; it exists and is private
   * @param alsoFrom a URL whose host may serve files besides Discord's, or null
   */
  public AttachmentManager(Path root, Settings.Attachments limits, @Nullable URI alsoFrom) {
    this.root = root.toAbsolutePath();
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limits.timeout())
            .build();
    this.download =
        new Download(client, new AllowedHosts(alsoFrom), limits.maxSize(), limits.timeout());
    this.overall = new Semaphore(limits.total(), true);
  }

  /**
   * Fetches the attachments of one message.
   *
   * @return what became of each, in the order given; it never completes exceptionally
   */
  public CompletableFuture<List<AttachmentResult>> fetch(int session, List<AttachmentRef> refs) {
    if (threads.isShutdown()) {
      return CompletableFuture.completedFuture(
          refs.stream().<AttachmentResult>map(AttachmentManager::stopped).toList());
    }
    var results =
        refs.stream()
            .map(ref -> CompletableFuture.supplyAsync(() -> one(session, ref), threads))
            .toList();
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(_ -> results.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Keeps a text as a file of a session, whole or not at all; one of the same name is replaced.
   *
   * @param safeName as {@link SafeName} makes it
   * @return where it is, readable for its owner alone
   * @throws IOException if it cannot be kept
   */
  public Path keep(int session, String safeName, String text) throws IOException {
    var file = prepared(session).resolve(safeName);
    var part = file.resolveSibling(safeName + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    // Not Files.writeString: it refuses lone surrogates, and hostile text may have some.
    Files.write(part, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The directory of a session's attachments, whether or not it exists. */
  public Path directory(int session) {
    return root.resolve("session_" + session);
  }

  /** Ends the downloads that run; they are told as failed. */
  @Override
  public void close() {
    threads.shutdownNow();
    alarms.shutdownNow();
    client.shutdownNow();
  }

  private AttachmentResult one(int session, AttachmentRef ref) {
    var mine = sessions.computeIfAbsent(session, _ -> new Semaphore(limits.perSession(), true));
    try {
      // The session's own permit first: one busy session must not use up the common ones waiting.
      mine.acquire();
      try {
        overall.acquire();
        try {
          return timed(session, ref);
        } finally {
          overall.release();
        }
      } finally {
        mine.release();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return stopped(ref);
    }
  }

  private static Failed stopped(AttachmentRef ref) {
    return new Failed(ref, "the bridge was stopped meanwhile");
  }

  private AttachmentResult timed(int session, AttachmentRef ref) throws InterruptedException {
    var late = new AtomicBoolean();
    var self = Thread.currentThread();
    var alarm =
        alarms.schedule(
            () -> {
              late.set(true);
              self.interrupt();
            },
            limits.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return new Stored(download.fetch(ref, prepared(session)), ref);
    } catch (IOException failed) {
      if (late.get()) {
        return tooSlow(ref);
      }
      log.info("attachment {} of session {} failed", ref.id(), session, failed);
      return new Failed(ref, words(failed));
    } catch (InterruptedException stopped) {
      if (late.get()) {
        return tooSlow(ref);
      }
      throw stopped;
    } finally {
      alarm.cancel(false);
    }
  }

  private Failed tooSlow(AttachmentRef ref) {
    return new Failed(ref, "it took longer than " + Durations.format(limits.timeout()));
  }

  private static String words(IOException failed) {
    return failed instanceof DownloadException told
        ? String.valueOf(told.getMessage())
        : "it could not be stored on this machine; the bridge's log says more";
  }

  private Path prepared(int session) throws IOException {
    var directory = directory(session);
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException there) {
      // An agent runs as the same user and may have put a link here.
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(directory + " is not a directory; move it away", there);
      }
    }
    return directory;
  }
}
