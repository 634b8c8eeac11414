package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port that agents keep though the bridge goes. */
class HookPortTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("port");
  }

  @Test
  void isChosenOnceAndRemembered() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    HookPort port = new HookPort(file(), 0);
    assertThat(port.get())
        .as("none that an outgoing connection may take while the bridge is down")
        .isBetween(20_000, 31_999);
    port.opened(free);
    assertThat(new HookPort(file(), 0).get()).isEqualTo(free);
    assertThat(new HookPort(file(), 4711).get()).as("the settings win").isEqualTo(4711);
  }

  @Test
  void isChosenAnewWhereAnotherTookIt() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new HookPort(file(), 0).opened(other.getLocalPort());
      assertThat(new HookPort(file(), 0).get()).isBetween(20_000, 31_999);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "99999", "65536", "-1", "123456789012", "80 81"})
  void isChosenAnewWhereTheFileIsRubbish(String kept) throws Exception {
    Files.writeString(file(), kept);
    assertThat(new HookPort(file(), 0).get()).isBetween(20_000, 31_999);
  }
}
