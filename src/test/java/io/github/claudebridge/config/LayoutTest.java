package io.github.claudebridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir Path project;

  @Test
  void directoriesAreMadeClosed() throws Exception {
    var layout = Layout.of(project, null);
    // As a fresh checkout brings it: open, but with nothing in it.
    open(Files.createDirectory(layout.logs()));
    Files.createFile(layout.logs().resolve(".gitkeep"));
    layout.prepare();
    layout.prepare();
    assertThat(mode(layout.run())).isEqualTo("rwx------");
    assertThat(mode(layout.logs())).isEqualTo("rwx------");
    assertThat(layout.store()).isEqualTo(project.resolve("run/bridge.db"));
    assertThat(layout.bindings()).isEqualTo(project.resolve("config/sessions.json"));
  }

  @Test
  void aSecondBridgeKeepsItsStateElsewhere() throws Exception {
    var layout = Layout.of(project, project.resolve("second"));
    layout.prepare();
    assertThat(layout.bindings()).isEqualTo(project.resolve("second/config/sessions.json"));
    assertThat(layout.dotEnv()).isEqualTo(project.resolve(".env"));
    assertThat(layout.attachments()).isDirectory();
    assertThat(mode(layout.state())).isEqualTo("rwx------");
    assertThat(mode(layout.bindings().getParent())).isEqualTo("rwx------");
  }

  @Test
  void whatOthersCouldReadIsRefusedWithTheMend() throws Exception {
    var layout = Layout.of(project, null);
    layout.prepare();
    open(layout.attachments());
    Files.createFile(layout.attachments().resolve("a"));
    Files.delete(layout.logs());
    Files.createSymbolicLink(layout.logs(), project);
    Files.setPosixFilePermissions(project, PosixFilePermissions.fromString("rwxrwxrwx"));
    var wrong = catchThrowableOfType(BadSettingsException.class, layout::prepare);
    assertThat(wrong.problems()).hasSize(4);
    assertThat(wrong)
        .hasMessageContaining("run: chmod 700 " + layout.attachments())
        .hasMessageContaining(layout.logs() + ": is not a directory")
        .hasMessageContaining("chmod o-w " + project);
  }

  @Test
  void aSocketPathThatIsTooLongIsRefused() {
    var layout = Layout.of(project, project.resolve("x".repeat(110)));
    var wrong = catchThrowableOfType(BadSettingsException.class, layout::prepare);
    assertThat(wrong).hasMessageContaining("may have 107; set state-dir to a shorter path");
  }

  private static void open(Path path) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
