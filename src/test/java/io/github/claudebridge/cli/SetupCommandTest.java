package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupCommandTest {
  @TempDir Path project;
  private final List<Secret> seen = new ArrayList<>();
  private VaiRun vai;

  @BeforeEach
  void example() throws Exception {
    Files.createDirectories(project.resolve("config"));
    Files.copy(
        Path.of("config/bridge.example.yaml"), project.resolve("config/bridge.example.yaml"));
    vai = new VaiRun(project).probe(VaiRun.FakeBot.probe(seen));
  }

  @Test
  void withoutATerminalEverythingIsGiven() throws Exception {
    var status =
        vai.in("tok.en-1\n").run("setup", "--channel", "222", "--user", "333,334", "--role", "9");

    assertThat(status).as(vai.err()).isZero();
    assertThat(seen).containsExactly(new Secret("tok.en-1"));
    assertThat(DotEnv.read(project.resolve(".env"))).containsEntry("DISCORD_BOT_TOKEN", "tok.en-1");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve(".env"))))
        .isEqualTo("rw-------");
    var settings = new SettingsReader(project, Map.of("HOME", project.toString())).read();
    assertThat(settings.discord().guild()).isEqualTo("111");
    assertThat(settings.access().users()).containsExactlyInAnyOrder("333", "334");
    assertThat(settings.access().roles()).containsExactly("9");
    assertThat(project.resolve("config/bridge.yaml")).content().contains("# Who is heard.");
    assertThat(project.resolve("config/sessions.json")).content().contains("\"222\"");
    assertThat(vai.err())
        .contains("oauth2/authorize", "Message Content Intent is off", "Send Messages");
    assertThat(vai.out() + vai.err()).doesNotContain("tok.en-1");
  }

  @Test
  void personIsAsked() throws Exception {
    var status = vai.person().in("tok.en\n2\n333\n").run("setup");

    assertThat(status).as(vai.err()).isZero();
    assertThat(vai.err()).contains("#general", "#work", "Which channel?");
    assertThat(project.resolve("config/sessions.json")).content().contains("\"222\"");
  }

  @Test
  void withoutATokenItIsForThisMachine() throws Exception {
    assertThat(vai.person().in("\n\n").run("setup")).isZero();

    assertThat(seen).isEmpty();
    assertThat(project.resolve("config/sessions.json")).content().contains("local-1");
    assertThat(project.resolve(".env")).doesNotExist();
    assertThat(new VaiRun(project).run("setup", "--local")).isZero();
  }

  @Test
  void filesThatAreThereAreNotChangedUnasked() throws Exception {
    var yaml =
        Files.writeString(project.resolve("config/bridge.yaml"), "access:\n  users: [\"1\"]\n");

    assertThat(vai.in("tok.en\n").run("setup", "--channel", "222", "--user", "3")).isEqualTo(1);
    assertThat(vai.err()).contains("was not changed", "--yes");
    assertThat(yaml).content().contains("\"1\"");
    assertThat(project.resolve(".env")).doesNotExist();

    assertThat(vai.in("tok.en\n").run("setup", "--channel", "222", "--user", "3", "--yes"))
        .isZero();
    assertThat(yaml).content().contains("users: [\"3\"]", "guild: \"111\"");
    assertThat(project.resolve("config/bridge.yaml.bak")).content().contains("\"1\"");
  }

  @Test
  void otherLinesOfDotEnvStay() throws Exception {
    var dotEnv = Files.writeString(project.resolve(".env"), "A=1\nDISCORD_BOT_TOKEN=\n# b\n");
    Files.setPosixFilePermissions(dotEnv, PosixFilePermissions.fromString("rw-------"));

    assertThat(vai.in("tok.en\n").run("setup", "--channel", "222", "--user", "3")).isZero();
    assertThat(dotEnv).content().isEqualTo("A=1\nDISCORD_BOT_TOKEN=tok.en\n# b\n");
  }

  @Test
  void wrongIdsAreTold() {
    assertThat(vai.in("t\n").run("setup", "--user", "ann")).isEqualTo(2);
    assertThat(vai.err()).contains("'ann' is no Discord id", "developer mode");
  }
}
