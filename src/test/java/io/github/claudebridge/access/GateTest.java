package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.access.Decision.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {
  private static final Gate GATE = new Gate("1", Set.of("10"), Set.of("20"), Set.of("30"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // guild, channel, user, roles, bot, webhook, action, reason
        "1, 5, 10, '',    false, false, MANAGE, -",
        "1, 5, 11, 20,    false, false, MANAGE, -",
        "1, 5, 11, 21+20, false, false, TALK,   -",
        "1, 5, 30, '',    true,  false, TALK,   -",
        "1, 5, 30, -,     false, true,  VIEW,   -",
        "1, 5, 30, '',    true,  false, ANSWER, BEYOND_RIGHTS",
        "1, 5, 30, -,     false, true,  MANAGE, BEYOND_RIGHTS",
        "1, 5, 30, '',    false, false, TALK,   STRANGER",
        "1, 5, 10, '',    true,  false, VIEW,   BOT_NOT_LISTED",
        "1, 5, 11, 20,    true,  false, VIEW,   BOT_NOT_LISTED",
        "1, 5, 10, 20,    false, true,  VIEW,   BOT_NOT_LISTED",
        "1, 5, 11, 21,    false, false, VIEW,   STRANGER",
        "1, 5, 20, '',    false, false, VIEW,   STRANGER",
        "1, 5, 11, 10,    false, false, VIEW,   STRANGER",
        "1, 5, 10, -,     false, false, VIEW,   NOT_A_MEMBER",
        "2, 5, 10, 20,    false, false, VIEW,   OTHER_SERVER",
        "-, 5, 10, 20,    false, false, VIEW,   DIRECT_MESSAGE",
        "1, -, 10, 20,    false, false, VIEW,   BAD_ID",
        "1, 5, -,  20,    false, false, VIEW,   BAD_ID",
        "1, 5, ann, 20,   false, false, VIEW,   BAD_ID",
        "1, 5, 10, 20,    false, false, -,      BAD_ID",
      })
  void theTable(
      String guild,
      String channel,
      String user,
      String roles,
      boolean bot,
      boolean webhook,
      Action action,
      Reason reason) {
    var request =
        new Request(
            guild,
            channel,
            user,
            roles == null ? null : Arrays.asList(roles.split("\\+")),
            bot,
            webhook,
            action);
    assertThat(reason(GATE, request)).isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void nothingListedMeansNobody(Action action) {
    var gate = new Gate("1", Set.of(), Set.of(), Set.of());
    var noServer = new Gate(null, Set.of("10"), Set.of("20"), Set.of("30"));
    for (var request : everybody(action)) {
      assertThat(gate.decide(request).allowed()).as("%s", request).isFalse();
      assertThat(reason(noServer, request)).isEqualTo(Reason.NO_SERVER_CHOSEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void whoIsAllowedIsListedWhateverElseHolds(Action action) {
    for (var request : everybody(action)) {
      var machine = request.bot() || request.webhook();
      var listed =
          machine
              ? "30".equals(request.user()) && Action.TALK.includes(action)
              : request.roles() != null
                  && ("10".equals(request.user()) || request.roles().contains("20"));
      var expected = "1".equals(request.guild()) && request.user() != null && listed;
      assertThat(GATE.decide(request).allowed()).as("%s", request).isEqualTo(expected);
    }
  }

  @Test
  void everyonesRoleOpensNothing() {
    var gate = new Gate("1", Set.of(), Set.of("1"), Set.of());
    var request = new Request("1", "5", "11", List.of("1"), false, false, Action.VIEW);
    assertThat(reason(gate, request)).isEqualTo(Reason.STRANGER);
  }

  @Test
  void strangersGetNoAnswer() {
    assertThat(Reason.STRANGER.silent()).isTrue();
    assertThat(Reason.BEYOND_RIGHTS.silent()).isFalse();
  }

  private static @Nullable Reason reason(Gate gate, Request request) {
    return switch (gate.decide(request)) {
      case Decision.Allow _ -> null;
      case Decision.Deny(var reason) -> reason;
    };
  }

  private static List<Request> everybody(Action action) {
    var all = new ArrayList<Request>();
    for (var guild : Arrays.asList("1", "2", null)) {
      for (var user : Arrays.asList("10", "11", "30", null)) {
        for (var roles : Arrays.asList(List.of("20"), List.of("21"), List.<String>of(), null)) {
          for (var kind = 0; kind < 4; kind++) {
            all.add(new Request(guild, "5", user, roles, (kind & 1) > 0, (kind & 2) > 0, action));
          }
        }
      }
    }
    return all;
  }
}
