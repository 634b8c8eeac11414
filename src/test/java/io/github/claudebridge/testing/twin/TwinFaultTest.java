package io.github.claudebridge.testing.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.junit.jupiter.api.Test;

/** The faults that the twin can have, as the real JDA meets them. */
class TwinFaultTest extends JdaRig {
  @Test
  void keepsAPostSingleWhenItsAnswerIsLost() throws InterruptedException {
    TextChannel channel = general();
    twin.loseNextReply();
    String id = channel.sendMessage("once").complete().getId();
    assertThat(twin.posts(CHANNEL)).extracting(TwinPost::id).containsExactly(id);
    assertThat(twin.requests()).filteredOn(it -> it.endsWith("/messages")).hasSize(2);

    channel.sendMessage("ours").setNonce("stable").complete();
    channel.sendMessage("ours").setNonce("stable").complete();
    assertThat(twin.posts(CHANNEL)).hasSize(2);
  }

  @Test
  void replaysWhatWasMissedAfterADrop() throws InterruptedException {
    login();
    twin.dropSockets();
    twin.say(CHANNEL, ANNA, "meanwhile");
    heard("meanwhile");
    assertThat(twin.resumes()).isOne();
    assertThat(twin.identifies()).isOne();
  }

  @Test
  void resumesAfterReconnectRequestsAndClosings() throws InterruptedException {
    login();
    List<Runnable> faults = List.of(twin::op7, () -> twin.op9(true), () -> twin.closeWith(4000));
    for (int i = 0; i < faults.size(); i++) {
      int resumes = i + 1;
      faults.get(i).run();
      await().atMost(SOON).until(() -> twin.resumes() == resumes && twin.isConnected());
      twin.say(CHANNEL, ANNA, "after " + i);
      heard("after " + i);
    }
    assertThat(twin.identifies()).isOne();
  }

  @Test
  void losesEventsWithAForgottenSessionButKeepsHistory() throws InterruptedException {
    TextChannel channel = general();
    String before = twin.say(CHANNEL, ANNA, "before");
    heard("before");
    twin.forgetSessions();
    String missed = twin.say(CHANNEL, ANNA, "missed");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> twin.identifies() == 2 && twin.isConnected());
    twin.say(CHANNEL, ANNA, "after");
    assertThat(next(MessageReceivedEvent.class).getMessage().getContentRaw()).isEqualTo("after");
    assertThat(channel.getHistoryAfter(before, 100).complete().getRetrievedHistory())
        .extracting(Message::getContentRaw)
        .containsExactly("after", "missed");
    assertThat(channel.retrieveMessageById(missed).complete().getContentRaw()).isEqualTo("missed");
  }

  @Test
  void noticesAHalfOpenSocketByItsHeartbeats() throws InterruptedException {
    twin.heartbeat(Duration.ofMillis(300));
    login();
    twin.halfOpen();
    twin.say(CHANNEL, ANNA, "into the void");
    heard("into the void");
    assertThat(twin.resumes()).isOne();
  }

  @Test
  void sendsAnEventTwiceOnDemand() throws InterruptedException {
    login();
    twin.duplicateNextEvent();
    String id = twin.say(CHANNEL, ANNA, "echo");
    assertThat(heard("echo").getId()).isEqualTo(id);
    assertThat(heard("echo").getId()).isEqualTo(id);
  }

  @Test
  void answersABreachWith429AndJdaWaits() throws Exception {
    twin.rateWindows(0.2);
    TextChannel channel = general();
    for (int i = 0; i < 5; i++) {
      assertThat(Raw.post(twin, CHANNEL, "{\"content\":\"raw\"}").statusCode()).isEqualTo(200);
    }
    channel.sendMessage("patient").complete();
    assertThat(twin.rateLimited()).containsExactly("POST /channels/200/messages");
    assertThat(twin.posts(CHANNEL)).hasSize(6);
  }

  @Test
  void answersSlowlyOnDemand() throws InterruptedException {
    TextChannel channel = general();
    twin.restSlow(Duration.ofMillis(300), 1);
    long before = System.nanoTime();
    channel.sendMessage("slow").complete();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void startsANewSessionAfterAFinalOp9() throws InterruptedException {
    login();
    twin.op9(false);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> twin.identifies() == 2 && twin.isConnected());
    twin.say(CHANNEL, ANNA, "anew");
    heard("anew");
    assertThat(twin.resumes()).isZero();
  }

  @Test
  void retriesA503ButNotA500() throws InterruptedException {
    TextChannel channel = general();
    twin.rest5xx(1, 503);
    channel.sendMessage("second try").complete();
    twin.rest5xx(1, 500);
    assertThatThrownBy(() -> channel.sendMessage("no retry").complete())
        .isInstanceOf(ErrorResponseException.class);
    assertThat(twin.posts(CHANNEL)).extracting(TwinPost::content).containsExactly("second try");
  }

  @Test
  void comesBackFromAnOutage() throws InterruptedException {
    login();
    twin.offline(true);
    twin.awaitConnected(false, SOON);
    twin.say(CHANNEL, ANNA, "in the dark");
    twin.offline(false);
    heard("in the dark");
  }

  @Test
  void refusesABadTokenAndForbiddenIntents() throws InterruptedException {
    assertThatThrownBy(() -> TwinJda.point(JDABuilder.createLight("wrong"), twin).build())
        .isInstanceOf(InvalidTokenException.class);
    twin.allowIntents(~GatewayIntent.MESSAGE_CONTENT.getRawValue());
    JDA refused =
        TwinJda.point(JDABuilder.createLight(twin.token(), TwinJda.INTENTS), twin).build();
    assertThat(refused.awaitShutdown(SOON)).isTrue();
  }
}
