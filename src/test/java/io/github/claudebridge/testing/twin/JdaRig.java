package io.github.claudebridge.testing.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.EventListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The real JDA, logged in to a twin of Discord with one server, channel and person. */
@Timeout(30)
abstract class JdaRig {
  static final Duration SOON = Duration.ofSeconds(10);
  static final String GUILD = "100";
  static final String CHANNEL = "200";
  static final String ANNA = "300";
  final DiscordTwin twin = DiscordTwin.start();
  final BlockingQueue<GenericEvent> events = new LinkedBlockingQueue<>();
  @Nullable JDA jda;

  @BeforeEach
  void people() {
    twin.guild(GUILD, "Home").channel(GUILD, CHANNEL, "general").user(ANNA, "anna", "admin");
  }

  @AfterEach
  void stop() {
    if (jda != null) {
      jda.shutdownNow();
    }
    twin.close();
  }

  JDA login() throws InterruptedException {
    EventListener listener = events::add;
    JDA ready = TwinJda.ready(twin, listener);
    jda = ready;
    return ready;
  }

  TextChannel general() throws InterruptedException {
    TextChannel channel = (jda == null ? login() : jda).getTextChannelById(CHANNEL);
    assertThat(channel).isNotNull();
    return channel;
  }

  <T extends GenericEvent> T next(Class<T> type) throws InterruptedException {
    GenericEvent event = events.poll(25, TimeUnit.SECONDS);
    while (event != null && !type.isInstance(event)) {
      event = events.poll(25, TimeUnit.SECONDS);
    }
    assertThat(event).as("a %s", type.getSimpleName()).isNotNull();
    return type.cast(event);
  }

  Message heard(String text) throws InterruptedException {
    Message message = next(MessageReceivedEvent.class).getMessage();
    while (!message.getContentRaw().equals(text)) {
      message = next(MessageReceivedEvent.class).getMessage();
    }
    return message;
  }
}
