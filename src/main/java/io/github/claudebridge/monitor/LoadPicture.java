package io.github.claudebridge.monitor;

import io.github.claudebridge.reply.Words;
import io.github.claudebridge.text.PictureFont;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TimeZone;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Two charts in one picture: the machine, and a session's memory. Its own dark ground is readable
 * in Discord's light and dark look, and its letters are large enough on a phone. Needs no display
 * and no fonts of the machine.
 */
public final class LoadPicture {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 400;
  private static final double MB = 1 << 20;
  private static final Color GROUND = new Color(0x1e1f22);
  private static final Color PLOT = new Color(0x2b2d31);
  private static final Color LETTERS = new Color(0xe6e7ea);
  private static final Color GRID = new Color(0x45474f);
  private static final Color ORANGE = new Color(0xffb454);
  private static final Color BLUE = new Color(0x5fb3f9);
  private static final Color GREEN = new Color(0x7fd88f);

  /** After a pause of so many usual ones the line breaks off: nothing was measured there. */
  private static final int PAUSES = 3;

  private final Words words;
  private final ZoneId zone;

  /**
   * @param zone the zone of the times below
   */
  public LoadPicture(Words words, ZoneId zone) {
    this.words = words;
    this.zone = zone;
  }

  /**
   * Draws what was measured.
   *
   * @param host the samples of the machine, oldest first; at least one
   * @param session those of a session
   * @param name what the session is called
   * @param every how often a sample is taken
   * @return a PNG file's bytes
   */
  public byte[] png(List<Sample> host, List<Sample> session, String name, Duration every) {
    XYChart machine = chart(words.say("chart.machine"), 100.0, v -> Math.round(v) + " %");
    line(machine, words.say("chart.cpu"), host, s -> s.value(Measure.HOST_CPU), ORANGE, every);
    line(
        machine,
        words.say("chart.memory"),
        host,
        s -> s.percent(Measure.HOST_MEMORY_USED, Measure.HOST_MEMORY_TOTAL),
        BLUE,
        every);
    List<XYChart> charts = new ArrayList<>(List.of(machine));
    if (!session.isEmpty()) {
      double most =
          session.stream().mapToDouble(s -> s.value(Measure.MEMORY).orElse(0)).max().orElse(0) / MB;
      XYChart own =
          chart(
              words.say("chart.session", name),
              Math.max(100, Math.ceil(most * 1.2 / 100) * 100),
              v -> Math.round(v) + " MB");
      line(
          own,
          words.say("chart.memory"),
          session,
          s -> scaled(s.value(Measure.MEMORY)),
          GREEN,
          every);
      own.getStyler().setLegendVisible(false);
      charts.add(own);
    }
    for (XYChart chart : charts) { // the same time above and below
      chart.getStyler().setXAxisMin((double) host.getFirst().at().toEpochMilli());
      chart.getStyler().setXAxisMax(end(host));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BitmapEncoder.saveBitmap(charts, charts.size(), 1, out, BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory cannot be written", e);
    }
    return out.toByteArray();
  }

  private static double end(List<Sample> host) {
    long first = host.getFirst().at().toEpochMilli();
    return Math.max(host.getLast().at().toEpochMilli(), first + Duration.ofMinutes(1).toMillis());
  }

  private static OptionalDouble scaled(OptionalDouble bytes) {
    return bytes.isPresent() ? OptionalDouble.of(bytes.getAsDouble() / MB) : bytes;
  }

  private XYChart chart(String title, double most, Function<Double, String> form) {
    XYChart chart = new XYChart(WIDTH, HEIGHT);
    chart.setTitle(title);
    XYStyler style = chart.getStyler();
    style.setBaseFont(PictureFont.of(26));
    style.setChartTitleFont(PictureFont.of(32));
    style.setLegendFont(PictureFont.of(28));
    style.setAxisTickLabelsFont(PictureFont.of(26));
    style.setChartBackgroundColor(GROUND);
    style.setPlotBackgroundColor(PLOT);
    style.setLegendBackgroundColor(GROUND);
    style.setLegendBorderColor(GROUND);
    style.setPlotBorderColor(GRID);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridVerticalLinesVisible(false);
    style.setChartFontColor(LETTERS);
    style.setAxisTickLabelsColor(LETTERS);
    style.setAxisTickMarksColor(GRID);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setChartTitlePadding(14);
    style.setAxisTitlesVisible(false);
    style.setChartTitleBoxVisible(false);
    style.setYAxisMin(0.0);
    style.setYAxisMax(most);
    style.setYAxisTickMarkSpacingHint(80);
    style.setXAxisTickMarkSpacingHint(170);
    style.setYAxisTickLabelsFormattingFunction(form);
    style.setDatePattern("HH:mm");
    style.setTimezone(TimeZone.getTimeZone(zone));
    style.setYAxisLeftWidthHint(130);
    return chart;
  }

  private static void line(
      XYChart chart,
      String name,
      List<Sample> samples,
      Function<Sample, OptionalDouble> value,
      Color color,
      Duration every) {
    List<Date> times = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    Instant before = null;
    for (Sample sample : samples) {
      OptionalDouble measured = value.apply(sample);
      if (measured.isEmpty()) {
        continue;
      }
      if (before != null && before.plus(every.multipliedBy(PAUSES)).isBefore(sample.at())) {
        times.add(Date.from(before.plus(every)));
        values.add(Double.NaN);
      }
      times.add(Date.from(sample.at()));
      values.add(measured.getAsDouble());
      before = sample.at();
    }
    if (values.isEmpty()) {
      return;
    }
    XYSeries series = chart.addSeries(name, times, values);
    series.setMarker(values.size() < 3 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }
}
