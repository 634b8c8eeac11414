package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.model.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a bindings file without touching anything beside it: the store itself would write its last
 * good copy there, and would use that copy where the file is broken.
 */
final class BindingsLook {
  private BindingsLook() {}

  static List<Binding> read(Path file, BindingDefaults defaults)
      throws BadSettingsException, IOException {
    var place = Files.createTempDirectory("vai-doctor");
    var config = Files.createDirectory(place.resolve(file.getParent().getFileName()));
    var copy = config.resolve(file.getFileName());
    try {
      Files.copy(file, copy);
      try (var store = new BindingStore(copy, defaults)) {
        return store.current();
      }
    } finally {
      try (var all = Files.walk(place)) {
        for (var each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
