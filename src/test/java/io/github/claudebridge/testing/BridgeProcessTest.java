package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What tests and benches run is run as people run it. */
class BridgeProcessTest {
  private static final Pattern OPTION = Pattern.compile("-X[^ \"]+");

  @Test
  void javaIsRunWithTheOptionsOfTheStartScript() throws Exception {
    String script = Files.readString(Path.of("start-bridge.sh"));
    int from = script.indexOf("set -- -XX:");
    String set = script.substring(from, script.indexOf("--enable-native", from));
    List<String> options = OPTION.matcher(set).results().map(MatchResult::group).toList();
    assertThat(BridgeProcess.FLAGS)
        .filteredOn(option -> option.startsWith("-X"))
        .as("all but what it leaves behind when it fails")
        .containsExactlyInAnyOrderElementsOf(
            options.stream().filter(o -> !o.matches(".*(Crash|ErrorFile).*")).toList());
  }
}
