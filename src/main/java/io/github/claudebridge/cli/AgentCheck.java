package io.github.claudebridge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether Claude Code is there, of a version the bridge knows, and logged in. */
final class AgentCheck implements Check {
  /** The versions whose screens, hooks and transcripts the bridge was tried with. */
  private static final Set<String> KNOWN = Set.of("2.1.329", "2.1.197");

  private static final List<String> KEYS =
      List.of("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN");

  @Override
  public List<Finding> look(Patient patient) {
    if (patient.home().demo()) {
      return List.of(Finding.ok("agent", "the demo's own"));
    }
    var findings = new ArrayList<Finding>();
    var agent = patient.settings().agents().get("claude");
    var usual = patient.settings().sessions().agent();
    if (agent == null || !usual.equals("claude")) {
      var command = patient.settings().agents().get(usual);
      findings.add(Finding.ok("agent", usual + (command == null ? "" : ": " + command.command())));
    }
    if (agent != null) {
      findings.add(version(patient, agent.command(), usual.equals("claude")));
      findings.add(login(patient, agent.env()));
    }
    return findings;
  }

  private static Finding version(Patient patient, String command, boolean needed) {
    var answer = patient.run(command, "--version");
    if (answer.isEmpty() || !answer.get().succeeded()) {
      var detail = command + " cannot be started";
      var mend = "npm install -g @anthropic-ai/claude-code, or set agents.claude.command";
      return needed ? Finding.fail("claude", detail, mend) : Finding.warn("claude", detail, mend);
    }
    var version = answer.get().out().strip();
    return KNOWN.contains(version.split(" ")[0])
        ? Finding.ok("claude", version)
        : Finding.warn(
            "claude",
            version
                + ": the bridge was tried with "
                + String.join(", ", KNOWN.stream().sorted().toList()),
            "it will most likely work; if a dialog is not understood, install one of those");
  }

  private static Finding login(Patient patient, java.util.Map<String, String> agentEnv) {
    for (var key : KEYS) {
      if (agentEnv.containsKey(key)) { // the bridge's own environment does not reach the agent
        return Finding.ok("login", "by " + key);
      }
    }
    var configured =
        agentEnv.getOrDefault("CLAUDE_CONFIG_DIR", patient.env().get("CLAUDE_CONFIG_DIR"));
    var config = configured == null ? patient.userHome().resolve(".claude") : Path.of(configured);
    if (Files.exists(config.resolve(".credentials.json"))) {
      return Finding.ok("login", "logged in (" + config.resolve(".credentials.json") + ")");
    }
    if (System.getProperty("os.name").startsWith("Mac")) {
      return Finding.ok("login", "kept in the keychain, which is not looked into");
    }
    return Finding.warn(
        "login",
        "no login was found",
        "run claude once in a terminal and log in, or set agents.claude.env.ANTHROPIC_API_KEY");
  }
}
