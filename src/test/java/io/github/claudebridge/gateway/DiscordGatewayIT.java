package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudebridge.testing.twin.Permissions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the connection stands, and what setup asks. */
class DiscordGatewayIT {
  @TempDir private Path dir;
  private DiscordBench bench;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
  }

  @AfterEach
  void shut() {
    bench.close();
  }

  @Test
  void sayWhoItIsAndWhereWhenReadyAndThatItIsOffWhenClosed() {
    DiscordGateway gateway = bench.ready();
    assertThat(gateway.state()).isEqualTo(new GatewayState.Ready("bridge", List.of("Home")));
    gateway.close();
    assertThat(gateway.state()).isEqualTo(new GatewayState.Off("stopped"));
    until(() -> !bench.twin.isConnected());
  }

  @Test
  void aBadTokenIsRefusedWithTheMend() {
    bench.token = "not.the.token";
    DiscordGateway gateway = bench.gateway();
    gateway.start();
    until(() -> gateway.state() instanceof GatewayState.Refused);
    assertThat(gateway.state().toString()).contains("Reset Token").doesNotContain("not.the.token");
    assertThat(bench.twin.identifies()).isZero();
  }

  @Test
  void aMissingIntentIsRefusedWithTheMend() {
    bench.twin.allowIntents(1 | 1 << 9);
    DiscordGateway gateway = bench.gateway();
    gateway.start();
    until(() -> gateway.state() instanceof GatewayState.Refused);
    assertThat(gateway.state().toString()).contains("Message Content Intent");
  }

  @Test
  void withoutATokenItIsOff() {
    bench.token = "";
    DiscordGateway gateway = bench.gateway();
    gateway.start();
    until(() -> gateway.state() instanceof GatewayState.Off off && off.reason().contains(".env"));
  }

  @Test
  void noMoreLoginsThanTheBudget() {
    bench.budget = 2;
    bench.ready().close();
    bench.ready().close();
    DiscordGateway third = bench.gateway();
    third.start();
    until(() -> third.state() instanceof GatewayState.Down);
    assertThat(third.state().toString()).contains("2 of 2 logins").contains("the next login is at");
    assertThat(bench.twin.identifies()).isEqualTo(2);
  }

  @Test
  void theBudgetAlsoHoldsForSessionsThatAreOpenedAnewInOneLife() {
    bench.budget = 1;
    DiscordGateway gateway = bench.ready();
    bench.twin.forgetSessions();
    until(
        () ->
            gateway.state() instanceof GatewayState.Down down
                && down.reason().contains("the next login is at"));
    assertThat(bench.twin.identifies()).isEqualTo(1);
  }

  @Test
  void anOutageAtTheStartIsWaitedOut() {
    bench.twin.offline(true);
    DiscordGateway gateway = bench.gateway();
    gateway.start();
    until(() -> gateway.state() instanceof GatewayState.Down);
    bench.twin.offline(false);
    until(() -> gateway.state() instanceof GatewayState.Ready);
    bench.twin.say(CHANNEL, FRIEND, "hello");
    until(() -> bench.hearing.texts().equals(List.of("hello")));
  }

  @Test
  void setupLearnsWhatItAsksWithoutALogin() throws Exception {
    try (TokenCheck check = new TokenCheck(bench.token, URI.create(bench.twin.restUrl()))) {
      TokenCheck.Bot bot = check.bot();
      assertThat(bot.name()).isEqualTo("bridge");
      assertThat(bot.messageContent()).isTrue();
      assertThat(bot.guilds()).containsExactly(new TokenCheck.Place(GUILD, "Home"));
      assertThat(check.textChannels(GUILD)).containsExactly(new TokenCheck.Place(CHANNEL, "work"));
      assertThat(check.missingPermissions(CHANNEL)).isEmpty();
      bench.twin.deny(CHANNEL, Permissions.ATTACH_FILES);
      assertThat(check.missingPermissions(CHANNEL)).containsExactly("Attach Files");
      assertThat(check.loginsLeft()).isEqualTo(1000);
      assertThat(TokenCheck.inviteUrl(bot.clientId()))
          .isEqualTo(
              "https://discord.com/oauth2/authorize?client_id="
                  + bot.clientId()
                  + "&scope=bot%20applications.commands&permissions=309237763136");
    }
    assertThat(bench.twin.identifies()).isZero();
  }

  @Test
  void aTokenThatDiscordDoesNotTakeIsSaidPlainly() throws Exception {
    URI rest = URI.create(bench.twin.restUrl());
    try (TokenCheck check = new TokenCheck("wrong", rest)) {
      assertThatExceptionOfType(TokenCheckException.class)
          .isThrownBy(check::bot)
          .withMessageContaining("Reset Token");
    }
    assertThatExceptionOfType(TokenCheckException.class)
        .isThrownBy(() -> new TokenCheck("Bot abc\n", rest))
        .withMessageContaining("copy it again");
  }
}
