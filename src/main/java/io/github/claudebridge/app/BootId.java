package io.github.claudebridge.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tells this start of the machine from every other. */
final class BootId {
  private static final Logger log = LoggerFactory.getLogger(BootId.class);

  private BootId() {}

  /** The kernel's own id of it, or a word for all starts where it does not tell. */
  static String read() {
    return read(Path.of("/proc/sys/kernel/random/boot_id"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      log.info("whether the machine was started anew cannot be told: {}", e.toString());
      return "unknown";
    }
  }
}
