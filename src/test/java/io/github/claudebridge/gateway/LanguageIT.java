package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.reply.Words;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge speaks as its server does, unless a language was chosen. */
class LanguageIT {
  @TempDir private Path dir;
  private DiscordBench bench;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
    bench.twin.language(GUILD, "ja");
  }

  @AfterEach
  void shut() {
    bench.close();
  }

  private String help() {
    return bench.twin.commands(GUILD).stream()
        .filter(c -> c.path("name").asText().equals("help"))
        .map(c -> c.path("description").asText())
        .findFirst()
        .orElse("");
  }

  @Test
  void theLanguageOfTheServerIsSpokenAndFollowed() {
    bench.words = Words.following();
    assertThat(bench.words.say("live.thinks")).contains("Thinking");
    bench.ready();
    until(() -> bench.words.say("live.thinks").contains("考え中"));
    until(() -> help().equals("使えるコマンドを表示します"));
    bench.twin.language(GUILD, "fr");
    until(() -> bench.words.say("live.thinks").contains("Thinking"));
    bench.twin.language(GUILD, "ja");
    until(() -> bench.words.say("live.thinks").contains("考え中"));
  }

  @Test
  void aChosenLanguageStays() {
    bench.words = new Words(Locale.ENGLISH);
    bench.ready();
    until(() -> !help().isEmpty());
    assertThat(bench.words.say("live.thinks")).contains("Thinking");
  }
}
