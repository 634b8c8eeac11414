package io.github.claudebridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNameTest {
  @ParameterizedTest
  @CsvSource({
    "report.pdf, 7-report.pdf",
    "../../etc/passwd, 7-passwd",
    "'C:\\Users\\x\\evil.exe', 7-evil.exe",
    ".bashrc, 7-bashrc",
    "-rf, 7-rf",
    "..., 7-file",
    "'', 7-file",
    "/, 7-file",
    "my  file (1).tar.gz, 7-my_file_1_.tar.gz",
    "写真.png, 7-写真.png",
    "か\u3099.txt, 7-が.txt",
    "CON, 7-CON",
    "a\u202Egnp.exe, 7-a_gnp.exe",
    "'$(reboot)`;|&.sh', 7-reboot_.sh",
    "name., 7-name_",
  })
  void hostileNamesBecomePlain(String name, String safe) {
    assertThat(SafeName.of("7", name)).isEqualTo(safe);
  }

  @Test
  void longNamesKeepTheirExtension() {
    var latin = SafeName.of("123456789012345678", "x".repeat(300) + ".jpeg");
    assertThat(latin).endsWith("x.jpeg").hasSize(120);
    var wide = SafeName.of("123456789012345678", "\uD842\uDFB7".repeat(300) + ".png");
    assertThat(wide.getBytes(StandardCharsets.UTF_8).length).isBetween(115, 120);
    assertThat(wide).endsWith("\uD842\uDFB7.png");
  }

  @Test
  void anythingGivesASafeName() {
    var random = new Random(42);
    for (var i = 0; i < 20_000; i++) {
      var name =
          IntStream.range(0, random.nextInt(200))
              .map(_ -> random.nextInt(3) > 0 ? random.nextInt(128) : random.nextInt(0x10000))
              .collect(
                  StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
              .toString();
      var safe = SafeName.of("99", name);
      assertThat(safe).as(name).startsWith("99-").doesNotContain("..").doesNotEndWith(".");
      assertThat(
              safe.codePoints()
                  .allMatch(c -> Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0))
          .as(name)
          .isTrue();
      assertThat(safe.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(120);
    }
  }
}
