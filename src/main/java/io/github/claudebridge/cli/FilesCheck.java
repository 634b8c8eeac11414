package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.DotEnv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether settings, bindings and directories are right, and closed to others. */
final class FilesCheck implements Check {
  private static final long ENOUGH = 1L << 30;
  private static final long TOO_LITTLE = 50L << 20;
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  @Override
  public List<Finding> look(Patient patient) {
    var findings = new ArrayList<Finding>();
    dotEnv(patient, findings);
    for (var problem : patient.wrong()) {
      findings.add(
          Finding.fail("settings", problem, "edit that line; see config/bridge.example.yaml"));
    }
    if (patient.wrong().isEmpty()) {
      var file = patient.home().project().resolve("config/bridge.yaml");
      findings.add(
          Finding.ok(
              "settings", Files.exists(file) ? file + " is valid" : "none, so the defaults"));
    }
    bindings(patient, findings);
    var layout = patient.layout();
    for (var path : List.of(layout.run(), layout.attachments(), layout.logs())) {
      directory(path, findings);
    }
    disk(layout.state(), findings);
    return findings;
  }

  private static void dotEnv(Patient patient, List<Finding> findings) {
    var file = patient.layout().dotEnv();
    if (!Files.exists(file)) {
      return;
    }
    try {
      DotEnv.read(file);
      findings.add(Finding.ok(".env", "valid and closed to others"));
    } catch (BadSettingsException bad) {
      bad.problems().forEach(each -> findings.add(Finding.fail(".env", each, "chmod 600 " + file)));
    }
  }

  private static void bindings(Patient patient, List<Finding> findings) {
    var file = patient.layout().bindings();
    if (!Files.exists(file)) {
      findings.add(
          Finding.warn("sessions", "no session is bound", "add one: vai add-session local"));
      return;
    }
    try {
      var found = BindingsLook.read(file, BindingDefaults.of(patient.settings()));
      findings.add(Finding.ok("sessions", found.size() + " bound in " + file));
      for (var binding : found) {
        if (!Files.isDirectory(binding.directory())) {
          findings.add(
              Finding.fail(
                  "sessions",
                  "session %d: %s is no directory"
                      .formatted(binding.session(), binding.directory()),
                  "make it, or change it in " + file));
        }
        if (!patient.settings().agents().containsKey(binding.agent())) {
          findings.add(
              Finding.fail(
                  "sessions",
                  "session %d: there is no agent '%s'"
                      .formatted(binding.session(), binding.agent()),
                  "define it under agents: in config/bridge.yaml"));
        }
      }
    } catch (BadSettingsException bad) {
      bad.problems().forEach(each -> findings.add(Finding.fail("sessions", each, "edit " + file)));
    } catch (IOException broken) {
      findings.add(Finding.fail("sessions", file + " cannot be read", "chmod u+r " + file));
    }
  }

  private static void directory(Path path, List<Finding> findings) {
    var name = path.getFileName().toString() + "/";
    if (!Files.exists(path)) {
      findings.add(Finding.ok(name, "not made yet"));
      return;
    }
    try {
      var open = Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
      var used = Files.list(path);
      try (used) {
        var empty = used.allMatch(each -> each.getFileName().toString().equals(".gitkeep"));
        if (open && !empty) {
          findings.add(Finding.fail(name, "others may look into it", "chmod 700 " + path));
        } else if (!Files.isWritable(path)) {
          findings.add(Finding.fail(name, "it cannot be written", "chmod u+w " + path));
        } else {
          findings.add(
              Finding.ok(name, open ? "empty, closed at the next start" : "closed to others"));
        }
      }
    } catch (IOException broken) {
      findings.add(
          Finding.fail(name, "cannot be read: " + broken.getMessage(), "chmod 700 " + path));
    }
  }

  private static void disk(Path state, List<Finding> findings) {
    var there = state;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      var free = Files.getFileStore(there == null ? Path.of("/") : there).getUsableSpace();
      var words = (free >> 20) + " MB free at " + there;
      if (free < TOO_LITTLE) {
        findings.add(Finding.fail("disk", words, "make room: messages cannot be stored"));
      } else if (free < ENOUGH) {
        findings.add(
            Finding.warn("disk", words, "make room; see attachments.keep and log.keep-days"));
      } else {
        findings.add(Finding.ok("disk", words));
      }
    } catch (IOException broken) {
      findings.add(Finding.warn("disk", "unknown: " + broken.getMessage(), "look with: df -h"));
    }
  }
}
