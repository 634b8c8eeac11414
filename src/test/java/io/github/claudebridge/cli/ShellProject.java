package io.github.claudebridge.cli;

import io.github.claudebridge.process.ProgramResult;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A copy of the scripts in a directory of a test, with a PATH that holds only what it is given. */
final class ShellProject {
  private static final List<String> BASICS =
      List.of(
          "sh",
          "cat",
          "sed",
          "awk",
          "tr",
          "id",
          "find",
          "head",
          "tail",
          "grep",
          "dirname",
          "mkdir",
          "chmod",
          "readlink",
          "sleep",
          "rm",
          "mv",
          "nohup",
          "setsid",
          "ps");

  private final Path root;
  private final Path tools;
  private Path javaHome = Path.of(System.getProperty("java.home"));

  ShellProject(Path root) throws IOException {
    this.root = Files.createDirectories(root.resolve("p"));
    this.tools = Files.createDirectories(root.resolve("tools"));
    for (var name : List.of("bin/dp", "bin/vai", "bin/lib.sh", "bin/install.sh")) {
      copy(name);
    }
    copy("start-bridge.sh");
    copy("stop-bridge.sh");
    BASICS.forEach(this::link);
  }

  Path root() {
    return root;
  }

  /** Makes the directory of the socket and says where it will be. */
  Path socket() throws IOException {
    return Files.createDirectories(root.resolve("run")).resolve("bridge.sock");
  }

  /** Puts a program of this machine on the PATH, if it has it. */
  ShellProject link(String program) {
    for (var dir : List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
      var real = Path.of(dir, program);
      if (Files.isExecutable(real)) {
        try {
          // No symbolic link: JUnit warns of each that leads out of its directory.
          fake(program, "exec " + real + " \"$@\"");
        } catch (IOException broken) {
          throw new java.io.UncheckedIOException(broken);
        }
        return this;
      }
    }
    return this;
  }

  /** Puts a program on the PATH that is a shell script of the test's. */
  ShellProject fake(String program, String script) throws IOException {
    var file = tools.resolve(program);
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Puts a Java in place of the real one. */
  void java(Path home) {
    javaHome = home;
  }

  ProgramResult run(String stdin, Map<String, String> more, String... command) throws IOException {
    var env = new HashMap<String, String>();
    env.put("PATH", tools.toString());
    env.put("HOME", root.toString());
    env.put("JAVA_HOME", javaHome.toString());
    env.put("LC_ALL", "C.UTF-8");
    env.putAll(more);
    var words = new ArrayList<String>();
    words.add("/bin/sh");
    words.add(root.resolve(command[0]).toString());
    words.addAll(List.of(command).subList(1, command.length));
    return Programs.run(
        words,
        env,
        root,
        stdin.getBytes(StandardCharsets.UTF_8),
        Duration.ofSeconds(60),
        Programs.DEFAULT_OUTPUT_CAP);
  }

  private void copy(String name) throws IOException {
    var to = root.resolve(name);
    Files.createDirectories(to.getParent());
    Files.copy(Path.of(name), to);
  }
}
