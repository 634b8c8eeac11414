package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermissionModesTest {
  private static final String NEW =
      """
        --permission-mode <mode>              Permission mode to use for the session
                                              (choices: "acceptEdits", "auto",
                                              "bypassPermissions", "manual",
                                              "dontAsk", "plan")
      """;
  private static final String OLD = NEW.replace("manual", "default");

  @Test
  void theModeThatAsksIsCalledAsTheVersionCallsIt() {
    assertThat(PermissionModes.fitting(NEW, "manual")).isEqualTo("manual");
    assertThat(PermissionModes.fitting(OLD, "manual")).isEqualTo("default");
    assertThat(PermissionModes.fitting(NEW, "default")).isEqualTo("manual");
  }

  @Test
  void whatIsNotKnownStaysAsItIs() {
    assertThat(PermissionModes.fitting("", "manual")).isEqualTo("manual");
    assertThat(PermissionModes.fitting(OLD, "plan")).isEqualTo("plan");
    assertThat(PermissionModes.fitting(OLD, "tomorrow")).isEqualTo("tomorrow");
  }
}
