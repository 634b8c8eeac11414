package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vai doctor}: looks at everything the bridge needs, and says how to mend what is wrong. */
@Command(
    name = "doctor",
    description = "Looks at everything the bridge needs. Ends with 1 if something cannot work.",
    footer = {
      "  vai doctor",
      "  vai doctor --offline",
      "  vai doctor --screens",
      "  vai doctor --json"
    })
final class DoctorCommand extends VaiCommand {
  private static final List<Check> CHECKS =
      List.of(
          new MachineCheck(),
          new AgentCheck(),
          new FilesCheck(),
          new TmuxCheck(),
          new BridgeCheck());

  @Option(names = "--offline", description = "Do not ask Discord.")
  private boolean offline;

  @Option(
      names = "--screens",
      description =
          "Look only whether the screens of the installed Claude Code are understood: it is started"
              + " in throw-away panes, with a home of its own and no account.")
  private boolean screens;

  @Override
  int run() throws Exception {
    var patient = patient();
    var findings = new ArrayList<Finding>();
    if (screens) {
      findings.addAll(new ScreensCheck().look(patient));
    } else {
      CHECKS.forEach(check -> findings.addAll(check.look(patient)));
    }
    if (!offline && !screens) {
      findings.addAll(new DiscordCheck().look(patient));
    }
    if (json()) {
      var list = Json.array();
      findings.forEach(
          each ->
              list.addObject()
                  .put("name", each.name())
                  .put("grade", each.grade().word())
                  .put("detail", each.detail())
                  .put("mend", each.mend()));
      printJson(list);
    } else {
      findings.forEach(this::print);
    }
    var sick = findings.stream().anyMatch(each -> each.grade() == Finding.Grade.FAIL);
    return sick ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private void print(Finding finding) {
    var mark =
        switch (finding.grade()) {
          case OK -> terminal().green("ok  ");
          case WARN -> terminal().bold("warn");
          case FAIL -> terminal().red("FAIL");
        };
    var text = Terminal.harmless(finding.detail()).lines().findFirst().orElse("");
    terminal().out().println("%s  %-12s %s".formatted(mark, finding.name(), text));
    if (!finding.mend().isEmpty()) {
      terminal().out().println("                   " + Terminal.harmless(finding.mend()));
    }
  }

  private Patient patient() {
    var home = home();
    var wrong = new ArrayList<String>();
    Map<String, String> env = home.env();
    try {
      env = home.environment();
    } catch (BadSettingsException bad) {
      // The check of the files says what; all else is looked at without the file.
      env = home.env();
    }
    var reader = new SettingsReader(home.project(), env);
    var settings = reader.defaults();
    try {
      settings = reader.read();
    } catch (BadSettingsException bad) {
      wrong.addAll(bad.problems());
    }
    var layout =
        home.demo()
            ? new Layout(home.project(), home.project().resolve("state").resolve("demo"))
            : Layout.of(home.project(), settings.stateDir());
    return new Patient(
        home, layout, settings, wrong, env, DotEnv.token(env).orElse(null), vai().probe());
  }
}
