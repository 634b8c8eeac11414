package io.github.claudebridge.attachment;

import io.github.claudebridge.config.ByteSize;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.AttachmentRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * Fetches one attachment on the calling thread, which may be interrupted to end it. The bytes go
 * into a {@code .part} file that becomes the file in one step, or is removed.
 */
final class Download {
  private static final int REDIRECTS = 3;
  private static final int BUFFER = 16 * 1024;

  private final HttpClient client;
  private final AllowedHosts hosts;
  private final ByteSize maxSize;
  private final Duration timeout;

  Download(HttpClient client, AllowedHosts hosts, ByteSize maxSize, Duration timeout) {
    this.client = client;
    this.hosts = hosts;
    this.maxSize = maxSize;
    this.timeout = timeout;
  }

  /**
   * Fetches the attachment, trying a second time where that may help.
   *
   * @return where it is
   */
  Path fetch(AttachmentRef ref, Path directory) throws IOException, InterruptedException {
    if (ref.size() > maxSize.bytes()) {
      throw tooLarge();
    }
    var target = directory.resolve(SafeName.of(ref.id(), ref.name()));
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.size(target) == ref.size()) {
      // The same message comes again after a crash; what it named is here already.
      return target;
    }
    try {
      return attempt(ref, target);
    } catch (DownloadException failed) {
      if (!failed.worthRetry()) {
        throw failed;
      }
      return attempt(ref, target);
    }
  }

  private Path attempt(AttachmentRef ref, Path target) throws IOException, InterruptedException {
    var part = target.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      var response = open(ref);
      try (var body = response.body();
          var out =
              FileChannel.open(
                  part,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")))) {
        check(response);
        var size = copy(body, out);
        if (size < ref.size()) {
          throw new DownloadException(
              "it arrived incomplete: %d of %d bytes".formatted(size, ref.size()), true);
        }
        out.force(true);
      }
      Failpoints.hit("attachment.after-write");
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      Failpoints.hit("attachment.after-rename");
      return target;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private HttpResponse<InputStream> open(AttachmentRef ref)
      throws IOException, InterruptedException {
    var uri = uri(ref.url());
    for (var hop = 0; hop <= REDIRECTS; hop++) {
      if (!hosts.allow(uri)) {
        throw new DownloadException("it is not at one of Discord's file hosts", false);
      }
      var request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
      HttpResponse<InputStream> response;
      try {
        response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      } catch (IOException broken) {
        throw broken(broken);
      }
      var location = response.headers().firstValue("location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return response;
      }
      response.body().close();
      uri = uri.resolve(uri(location.get()));
    }
    throw new DownloadException("the file host sent us around in circles", false);
  }

  private void check(HttpResponse<InputStream> response) throws IOException {
    var status = response.statusCode();
    if (status != 200) {
      var words =
          switch (status) {
            case 403, 404, 410 -> "the file is gone or its link has expired (HTTP " + status + ")";
            default -> "the file host answered HTTP " + status;
          };
      throw new DownloadException(words, status >= 500);
    }
    if (response.headers().firstValueAsLong("content-length").orElse(0) > maxSize.bytes()) {
      throw tooLarge();
    }
  }

  private long copy(InputStream body, FileChannel out) throws IOException {
    var buffer = new byte[BUFFER];
    var size = 0L;
    while (true) {
      int read;
      try {
        read = body.read(buffer);
      } catch (IOException broken) {
        throw broken(broken);
      }
      if (read < 0) {
        return size;
      }
      size += read;
      // What was announced may be a lie; what counts is what comes.
      if (size > maxSize.bytes()) {
        throw tooLarge();
      }
      var bytes = ByteBuffer.wrap(buffer, 0, read);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static DownloadException broken(IOException cause) {
    var words = "the connection to the file host broke";
    var failed = new DownloadException(words, !Thread.currentThread().isInterrupted());
    failed.initCause(cause);
    return failed;
  }

  private DownloadException tooLarge() {
    return new DownloadException("it is larger than the limit of " + maxSize, false);
  }

  private static URI uri(String text) throws DownloadException {
    try {
      return new URI(text);
    } catch (URISyntaxException odd) {
      var failed = new DownloadException("its address is no address", false);
      failed.initCause(odd);
      throw failed;
    }
  }
}
