package io.github.claudebridge.cli;

import io.github.claudebridge.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs {@code vai} in this process, for a project of a test. */
final class VaiRun {
  private final Path project;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private InputStream in = new ByteArrayInputStream(new byte[0]);
  private final Map<String, String> env = new HashMap<>();
  private boolean person;
  private TokenProbe probe = (token, url) -> new FakeBot(List.of());

  VaiRun(Path project) {
    this.project = project;
    env.put("HOME", project.toString());
    env.put("PATH", System.getenv("PATH"));
    env.put("TMUX_TMPDIR", project.toString()); // never the tmux server of a real bridge
  }

  VaiRun with(String name, String value) {
    env.put(name, value);
    return this;
  }

  VaiRun in(String text) {
    return in(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  VaiRun in(InputStream stream) {
    in = stream;
    return this;
  }

  /** As if a person sat at a terminal. */
  VaiRun person() {
    person = true;
    return this;
  }

  VaiRun probe(TokenProbe other) {
    probe = other;
    return this;
  }

  int run(String... args) {
    var terminal =
        new Terminal(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            person,
            false);
    var all = new ArrayList<>(List.of(args));
    all.add(1, "--project=" + project);
    return new Vai(terminal, Map.copyOf(env), null, probe).execute(all.toArray(String[]::new));
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** A bot in one server with two channels. */
  record FakeBot(List<String> missingPermissions) implements TokenProbe.Bot {
    static TokenProbe probe(List<Secret> seen) {
      return (Secret token, @Nullable URI url) -> {
        seen.add(token);
        return new FakeBot(List.of("Send Messages"));
      };
    }

    @Override
    public String name() {
      return "bridge-bot";
    }

    @Override
    public String inviteUrl() {
      return "https://discord.com/oauth2/authorize?client_id=1";
    }

    @Override
    public boolean readsMessages() {
      return false;
    }

    @Override
    public List<TokenProbe.Place> guilds() {
      return List.of(new TokenProbe.Place("111", "home"));
    }

    @Override
    public List<TokenProbe.Place> channels(String guild) {
      return List.of(new TokenProbe.Place("221", "general"), new TokenProbe.Place("222", "work"));
    }

    @Override
    public List<String> missing(String channel) {
      return missingPermissions;
    }

    @Override
    public void close() {}
  }
}
