package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeStandIn;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path project;
  private int status;

  private Map<String, JsonNode> findings() throws Exception {
    var vai = new VaiRun(project).probe(VaiRun.FakeBot.probe(new ArrayList<>()));
    status = vai.run("doctor", "--json");
    var found = new HashMap<String, JsonNode>();
    for (var each : Json.parse(vai.out())) {
      found.merge(each.path("name").asText(), each, (first, _) -> first);
    }
    return found;
  }

  private void write(String name, String text, String mode) throws Exception {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void freshProjectOnlyNeedsToBeStarted() throws Exception {
    write("config/bridge.yaml", "agents:\n  claude:\n    command: sh\n", "rw-------");

    var found = findings();

    assertThat(found.get("bridge").path("grade").asText()).isEqualTo("warn");
    assertThat(found.get("bridge").path("mend").asText()).isEqualTo("./start-bridge.sh");
    assertThat(found.get("tmux").path("grade").asText()).isEqualTo("ok");
    assertThat(found.get("java").path("grade").asText()).isEqualTo("ok");
    assertThat(found.get("disk")).isNotNull();
  }

  @Test
  void sicknessIsFoundWithItsMend() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      write(
          "config/bridge.yaml",
          "api:\n  port: "
              + taken.getLocalPort()
              + "\nagents:\n  claude:\n    command: /no/claude\n",
          "rw-------");
      write(".env", "DISCORD_BOT_TOKEN=x\n", "rw-r--r--");
      write("config/sessions.json", "{\"sessions\": {\"1\": {\"chanel\": \"1\"}}}", "rw-------");
      write("logs/bridge.log", "x", "rw-------");
      Files.setPosixFilePermissions(
          project.resolve("logs"), PosixFilePermissions.fromString("rwxr-xr-x"));

      var found = findings();

      assertThat(status).isEqualTo(1);
      for (var name : new String[] {"claude", ".env", "sessions", "logs/", "port"}) {
        assertThat(found.get(name).path("grade").asText()).as(name).isEqualTo("fail");
        assertThat(found.get(name).path("mend").asText()).as(name).isNotEmpty();
      }
      assertThat(found.get(".env").path("mend").asText()).contains("chmod 600");
      assertThat(project.resolve("config/sessions.json.last-good")).doesNotExist();
    }
  }

  @Test
  void theTmuxServerIsAsked() throws Exception {
    var socket = "doctor";
    write("config/bridge.yaml", "tmux:\n  socket: " + socket + "\n", "rw-------");
    assertThat(findings().get("tmux socket").path("detail").asText()).contains("is free");
    var tmux = List.of("tmux", "-L", socket, "-f", "/dev/null");
    try {
      run(tmux, "new-session", "-d", "-s", "claude-session-7", "cat");
      run(tmux, "new-session", "-d", "-s", "of-somebody", "cat");
      assertThat(findings().get("tmux socket").path("detail").asText())
          .contains("panes of sessions: 1");
    } finally {
      run(tmux, "kill-server");
    }
    var refuses = "#!/bin/sh\necho 'error connecting to /x: Permission denied' >&2\nexit 1\n";
    write("no", refuses, "rwx------");
    var no = "tmux:\n  command: " + project.resolve("no") + "\n";
    write("config/bridge.yaml", no, "rw-------");
    assertThat(findings().get("tmux socket").path("grade").asText()).isEqualTo("fail");
    assertThat(findings().get("tmux socket").path("detail").asText()).contains("Permission denied");
  }

  private void run(List<String> tmux, String... words) throws Exception {
    var command = new ArrayList<>(tmux);
    command.addAll(List.of(words));
    var program = new ProcessBuilder(command).inheritIO();
    program.environment().put("TMUX_TMPDIR", project.toString()); // as VaiRun has it
    assertThat(program.start().waitFor()).isZero();
  }

  @Test
  void settingsThatAreWrongAreToldAndTheRestIsStillLookedAt() throws Exception {
    write("config/bridge.yaml", "tmux:\n  sockets: x\n", "rw-------");

    var found = findings();

    assertThat(status).isEqualTo(1);
    assertThat(found.get("settings").path("detail").asText()).contains("sockets");
    assertThat(found).containsKeys("bridge", "tmux");
  }

  @Test
  void discordIsAsked() throws Exception {
    write(".env", "DISCORD_BOT_TOKEN=tok.en\n", "rw-------");
    write("config/bridge.yaml", "discord:\n  guild: \"999\"\n", "rw-------");
    write("config/sessions.json", "{\"sessions\": {\"1\": {\"channel\": \"222\"}}}", "rw-------");

    var found = findings();

    assertThat(found.get("token").path("detail").asText()).contains("bridge-bot");
    assertThat(found.get("intents").path("grade").asText()).isEqualTo("fail");
    assertThat(found.get("server").path("detail").asText()).contains("not in 999");
    assertThat(found.get("channel of session 1").path("detail").asText()).contains("Send Messages");
    assertThat(found.get("access").path("detail").asText()).contains("nobody is heard");
  }

  @Test
  void runningBridgeTellsOfLostSessions() throws Exception {
    try (var bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"))) {
      bridge.answer(
          "GET /v1/health",
          200,
          "{\"ready\":true,\"version\":\"1\",\"pid\":5,"
              + "\"sessions\":[{\"session\":3,\"state\":\"lost\",\"detail\":\"gone\"}]}");

      var found = findings();

      assertThat(found.get("bridge").path("grade").asText()).isEqualTo("ok");
      assertThat(found.get("session 3").path("mend").asText()).isEqualTo("vai recover 3");
    }
  }
}
