package io.github.claudebridge.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The token by which each session's hooks are known, so that one agent cannot speak for another.
 * Kept in files of its owner alone, since agents outlive the bridge and keep theirs.
 */
public final class HookTokens {
  private static final int BYTES = 32;

  private final Path folder;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, String> tokens = new ConcurrentHashMap<>();

  /** Tokens kept in a folder, which exists and is private. */
  public HookTokens(Path folder) {
    this.folder = folder;
  }

  /**
   * The token of a session, made when it is asked for first.
   *
   * @throws IOException if it can neither be read nor kept
   */
  public synchronized String of(int session) throws IOException {
    String known = tokens.get(session);
    if (known != null) {
      return known;
    }
    Path file = folder.resolve("session-" + session + ".token");
    if (Files.exists(file)) {
      String kept = Files.readString(file).strip();
      if (kept.matches("[0-9a-f]{64}")) {
        tokens.put(session, kept);
        return kept;
      }
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String made = HexFormat.of().formatHex(bytes);
    Files.deleteIfExists(file);
    Files.createFile(
        file,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made + "\n", StandardOpenOption.WRITE);
    tokens.put(session, made);
    return made;
  }

  /**
   * Whether an {@code Authorization} header is the one of a session; takes the same time always.
   */
  public boolean matches(int session, @Nullable String header) throws IOException {
    return header != null
        && MessageDigest.isEqual(
            header.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + of(session)).getBytes(StandardCharsets.UTF_8));
  }
}
