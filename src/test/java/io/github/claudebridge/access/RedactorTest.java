package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final String SECRET = "hush/\"so\" + quiet=42";
  private static final Redactor REDACTOR = new Redactor(List.of(SECRET, "ab"));
  // Put together here, so that nobody's scanner takes them for real ones.
  private static final String BOT = "MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2FMQ." + "Zn".repeat(14);
  private static final String JWT = "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxIn0.c2ln";

  @Test
  void aKnownSecretIsFoundInEveryForm() {
    var json = "{\"key\":\"" + SECRET.replace("\"", "\\\"") + "\"}";
    assertThat(REDACTOR.redact("x" + SECRET + "y")).isEqualTo("x‹redacted›y");
    assertThat(REDACTOR.redact(json)).isEqualTo("{\"key\":\"‹redacted›\"}");
    var url = "?k=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    assertThat(REDACTOR.redact(url)).isEqualTo("?k=‹redacted›");
    assertThat(REDACTOR.redact(url.replace("+", "%20"))).isEqualTo("?k=‹redacted›");
    for (var before : List.of("", "a", "bb", "Bot ", "user:")) {
      for (var encoder :
          List.of(
              Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getEncoder().withoutPadding())) {
        var text = encoder.encodeToString((before + SECRET + "!").getBytes(StandardCharsets.UTF_8));
        var clean = REDACTOR.redact(text);
        assertThat(clean).as(before).contains(Redactor.MASK);
        assertThat(clean.replace(Redactor.MASK, "").length())
            .as("what is left around it is little")
            .isLessThan(before.length() * 4 / 3 + 10);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-ant-" + "api03-abcdefghijklmnop_-",
        "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
        "github_pat_" + "11ABCDEFG0123456789abc_x",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "https://discord.com/api/webhooks/123/" + "abcdefghijklmnopqrstuvwxyz",
        "https://canary.discordapp.com/api/v10/webhooks/123/" + "abcdefghijklmnopqrstuvwxyz",
        "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnZnZnZnZnZnZnZnZnZnZnZnZnZn",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
      })
  void shapesAreFoundWhereverTheyStand(String secret) {
    assertThat(REDACTOR.redact("a " + secret + " b")).isEqualTo("a ‹redacted› b");
    assertThat(REDACTOR.redact("token=\"" + secret + "\"")).isEqualTo("token=\"‹redacted›\"");
    assertThat(REDACTOR.redact("\\n" + secret)).endsWith("‹redacted›").doesNotContain(secret);
    assertThat(REDACTOR.redact(secret + "\n" + secret)).isEqualTo("‹redacted›\n‹redacted›");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "an ordinary sentence with ab in it. And another.",
        "io.github.claudebridge.access.Redactor",
        "sk-ant-short ghp_short AKIA 1.2.3-SNAPSHOT",
        "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----",
        "https://discord.com/channels/1/2",
      })
  void whatIsNoSecretStays(String text) {
    assertThat(REDACTOR.redact(text)).isSameAs(text);
  }

  @Test
  void aKeyWithoutEndIsMaskedToTheEnd() {
    assertThat(REDACTOR.redact("x -----BEGIN EC PRIVATE KEY-----\nMII")).isEqualTo("x ‹redacted›");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJ",
        "eyJ.",
        "eyJabcdefghijk.",
        "M",
        "M.",
        "a.bcdefg.",
        "sk-ant-",
        "ghp_",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN A A A A ",
        "-----END ",
        "mfa.",
        "https://discord.com/api/webhooks/1/",
        "AKIA",
        "."
      })
  void noTextMakesItSlow(String piece) {
    var text = piece.repeat(4_000_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> REDACTOR.redact(text));
  }

  @Test
  void theSamplesAreWhole() {
    assertThat(REDACTOR.redact(BOT + " " + JWT)).isEqualTo("‹redacted› ‹redacted›");
  }
}
