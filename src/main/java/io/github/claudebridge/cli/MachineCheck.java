package io.github.claudebridge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether the programs are there that the bridge runs or is built with. */
final class MachineCheck implements Check {
  private static final Pattern TMUX = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final String INSTALL = "./start-bridge.sh says how to install it here";

  @Override
  public List<Finding> look(Patient patient) {
    var findings = new ArrayList<Finding>();
    var java = Runtime.version();
    findings.add(
        java.feature() == 25
            ? Finding.ok("java", java + " at " + System.getProperty("java.home"))
            : Finding.warn("java", java + ": the bridge is made for 25", INSTALL));
    findings.add(tmux(patient));
    findings.add(there(patient, "git"));
    findings.add(there(patient, "curl"));
    return findings;
  }

  private static Finding tmux(Patient patient) {
    var command = patient.settings().tmux().command();
    var answer = patient.run(command, "-V");
    if (answer.isEmpty() || !answer.get().succeeded()) {
      return Finding.fail("tmux", command + " cannot be started", INSTALL);
    }
    var version = answer.get().out().strip();
    return recent(version)
        ? Finding.ok("tmux", version)
        : Finding.fail("tmux", version + " is too old: 3.2 or later is needed", INSTALL);
  }

  /** Whether {@code tmux -V} says 3.2 or later; a version without a number is a newer one. */
  static boolean recent(String version) {
    var match = TMUX.matcher(version);
    if (!match.find()) {
      return true;
    }
    var major = Integer.parseInt(match.group(1));
    return major > 3 || (major == 3 && Integer.parseInt(match.group(2)) >= 2);
  }

  private static Finding there(Patient patient, String program) {
    return patient
        .run(program, "--version")
        .map(answer -> Finding.ok(program, answer.out().lines().findFirst().orElse("there")))
        .orElseGet(() -> Finding.fail(program, "not found on the PATH", INSTALL));
  }
}
