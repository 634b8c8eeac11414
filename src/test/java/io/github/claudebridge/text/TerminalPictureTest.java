package io.github.claudebridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TerminalPictureTest {

  private static final int CELL = 9;
  private static final int ROW = 20;
  private static final int MARGIN = 12;

  private static final String SHOW =
      """
      \u001b[1mBold\u001b[0m \u001b[2mdim\u001b[22m \u001b[3mitalic\u001b[23m \u001b[4munderline\u001b[24m \u001b[7mreverse\u001b[27m \u001b[9mstrike\u001b[0m
      \u001b[31mred \u001b[92mbright green \u001b[38;5;208morange \u001b[38;2;90;200;250mtrue \u001b[48;5;24mon blue\u001b[0m
      ┌──────────┬──────┐ ╭────────╮ ╔════╗ ┏━━┳━━┓
      │ 日本語の │ 幅は │ │ 絵文字 │ ║ ab ║ ┃ab┃cd┃
      ├──────────┼──────┤ │ 🚀👩‍👩‍👧‍👦🇯🇵 │ ╚════╝ ┗━━┻━━┛
      │ 端末です │ 2桁 │  ╰────────╯ ▁▂▃▄▅▆▇█ ▐▛███▜▌ ░▒▓
      └──────────┴──────┘ ❯ ✻ ⏺ ⎿ ✳ ◐ ☐ ☒ ✔ ⏸ ● ○ → … ⠋⠙⠹ ﾊﾝｶｸ 한국어 \u001b[1m太字\u001b[0m \u001b[3m斜体\u001b[0m
      """;

  @Test
  void rowsAndColumnsMakeTheSize() throws IOException {
    BufferedImage picture = read(TerminalPicture.png("ab\n日本\n\n", 10));

    assertThat(picture.getWidth()).isEqualTo(10 * CELL + 2 * MARGIN);
    assertThat(picture.getHeight()).isEqualTo(3 * ROW + 2 * MARGIN);
  }

  @Test
  void backgroundsFillTheirCells() throws IOException {
    BufferedImage picture =
        read(TerminalPicture.png("a\u001b[48;2;1;2;3m \u001b[49m \u001b[48:5:196m日", 8));

    assertThat(color(picture, 1)).isEqualTo(0x010203);
    assertThat(color(picture, 2)).isEqualTo(TerminalColors.BACKGROUND);
    assertThat(picture.getRGB(MARGIN + 5 * CELL - 1, MARGIN) & 0xFFFFFF).isEqualTo(0xFF0000);
    assertThat(picture.getRGB(MARGIN + 5 * CELL, MARGIN) & 0xFFFFFF)
        .isEqualTo(TerminalColors.BACKGROUND);
  }

  @Test
  void linesOfABoxJoin() throws IOException {
    BufferedImage picture = read(TerminalPicture.png("┌─┐\n│ │", 3));

    for (int x = MARGIN + CELL / 2; x <= MARGIN + 2 * CELL + CELL / 2; x++) {
      assertThat(picture.getRGB(x, MARGIN + ROW / 2) & 0xFFFFFF)
          .isEqualTo(TerminalColors.FOREGROUND);
    }
    for (int y = MARGIN + ROW / 2; y < MARGIN + 2 * ROW; y++) {
      assertThat(picture.getRGB(MARGIN + CELL / 2, y) & 0xFFFFFF)
          .isEqualTo(TerminalColors.FOREGROUND);
    }
  }

  @Test
  void everyCharacterThatClaudeCodeShowsHasAGlyph() {
    TerminalFonts fonts = new TerminalFonts();
    "❯✻⏺✳◐◑☐☒✔✶✢✽·⏸⏵●○◯→←↑↓…⠋⠙日本語漢字かなカナ、。「」é€🚀✅❌⚠"
        .codePoints()
        .mapToObj(Character::toString)
        .filter(
            glyph ->
                !fonts.of(glyph, Columns.of(glyph), false, false).canDisplay(glyph.codePointAt(0)))
        .forEach(glyph -> assertThat(glyph).as("a glyph for it").isEmpty());
  }

  @Test
  void hostileScreensEnd() throws IOException {
    String[] screens = {
      "",
      "\u001b[",
      "\u001b]0;x",
      "\u001b[38;5m",
      "\u001b[38;2;999;1mx",
      "\u001b[;;;;mx",
      "a\u0301".repeat(9_000),
      "\u0301".repeat(50_000),
      "\u001b".repeat(50_000),
      "x\n".repeat(9_000),
      "\uD83D",
      "\u001b[99999999999999999999mx",
    };
    for (String screen : screens) {
      assertThat(read(TerminalPicture.png(screen, -5)).getWidth()).isBetween(1, 4_000);
    }
  }

  @Test
  void aPictureOfEverythingIsThereToLookAt() throws IOException {
    Path file = Path.of("target/terminal-picture.png");

    Files.write(file, TerminalPicture.png(SHOW, 80));

    assertThat(file).isNotEmptyFile();
  }

  private static int color(BufferedImage picture, int column) {
    return picture.getRGB(MARGIN + column * CELL + 4, MARGIN + 3) & 0xFFFFFF;
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
