package io.github.claudebridge.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The port for hooks; what comes by it stands in {@link HookDoorTest}. */
class HookPortServerTest {

  @Test
  void aPortThatIsInUseIsNamedWithTheMend() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> new HookPortServer(port, null))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port "
                  + port
                  + " of 127.0.0.1, where hooks are to come, cannot be had (Address already in use):"
                  + " end what has it, or set api.port to another one");
    }
  }
}
