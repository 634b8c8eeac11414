package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.reply.Words;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture of {@code /status} is drawn from what was measured, be it a day or one sample. */
class LoadPictureTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final double GB = 1 << 30;
  private static final int ORANGE = new Color(0xffb454).getRGB();

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void showsADay(String language) throws Exception {
    List<Sample> host = new ArrayList<>();
    List<Sample> session = new ArrayList<>();
    for (int i = 0; i < 288; i++) {
      if (i > 150 && i < 180) {
        continue; // the bridge was stopped
      }
      double busy = 35 + 30 * Math.sin(i / 20.0) + i % 7;
      host.add(host(i, busy, (8 + i / 40.0) * GB));
      session.add(
          new Sample(at(i), 1, Map.of(Measure.MEMORY, (0.3 + (i % 90) / 120.0) * GB)));
    }
    byte[] png = picture(language).png(host, session, "1 (webshop)", EVERY);
    Files.write(
        Files.createDirectories(Path.of("target/pictures")).resolve("load-" + language + ".png"),
        png);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(1_000);
    assertThat(image.getHeight()).isEqualTo(800);
    assertThat(png.length).isLessThan(200_000);
    assertThat(columns(image, ORANGE)).as("of the CPU's line").isBetween(500, 860);
  }

  @Test
  void oneSampleIsADot() throws Exception {
    byte[] png = picture("en").png(List.of(host(0, 50, GB)), List.of(), "1", EVERY);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getHeight()).isEqualTo(400);
    assertThat(columns(image, ORANGE)).isPositive();
  }

  private static LoadPicture picture(String language) {
    return new LoadPicture(new Words(Locale.of(language)), ZoneOffset.UTC);
  }

  private static Sample host(int i, double cpu, double memory) {
    return new Sample(
        at(i),
        0,
        Map.of(
            Measure.HOST_CPU, cpu,
            Measure.HOST_MEMORY_USED, memory,
            Measure.HOST_MEMORY_TOTAL, 24 * GB));
  }

  private static Instant at(int i) {
    return START.plus(EVERY.multipliedBy(i));
  }

  /** In how many columns of pixels a colour is seen. */
  private static int columns(BufferedImage image, int color) {
    int columns = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (image.getRGB(x, y) == color) {
          columns++;
          break;
        }
      }
    }
    return columns;
  }
}
