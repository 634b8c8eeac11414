package io.github.claudebridge.text;

import io.github.claudebridge.text.ScreenCell.Style;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture of a terminal screen, from what {@code tmux capture-pane -e} prints. Needs no display
 * and no fonts of the machine.
 *
 * <p>Safe for use from several threads; the fonts are read once, at the first picture.
 */
public final class TerminalPicture {

  private static final int MAX_ROWS = 200;
  private static final int MAX_COLUMNS = 400;
  private static final int CELL_WIDTH = 9;
  private static final int CELL_HEIGHT = 20;
  private static final int BASELINE = 15;
  private static final int MARGIN = 12;

  private TerminalPicture() {}

  private static final class Fonts {
    static final TerminalFonts LOADED = new TerminalFonts();
  }

  /**
   * Draws a screen.
   *
   * @param ansi lines with SGR colours; hostile; beyond 200 rows and 400 columns it is cut
   * @param columns the screen's width in cells, from 1; a longer line makes the picture wider
   * @return a PNG file's bytes
   */
  public static byte[] png(String ansi, int columns) {
    List<List<ScreenCell>> rows = ScreenReader.read(ansi, MAX_ROWS, MAX_COLUMNS);
    int widest = Math.clamp(columns, 1, MAX_COLUMNS);
    for (List<ScreenCell> row : rows) {
      widest = Math.max(widest, row.stream().mapToInt(ScreenCell::columns).sum());
    }
    BufferedImage image =
        new BufferedImage(
            widest * CELL_WIDTH + 2 * MARGIN,
            Math.max(1, rows.size()) * CELL_HEIGHT + 2 * MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      draw(g, rows, image.getWidth(), image.getHeight());
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture could not be written to memory", e);
    }
    return out.toByteArray();
  }

  private static void draw(Graphics2D g, List<List<ScreenCell>> rows, int width, int height) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setColor(new Color(TerminalColors.BACKGROUND));
    g.fillRect(0, 0, width, height);
    int y = MARGIN;
    for (List<ScreenCell> row : rows) {
      int x = MARGIN;
      for (ScreenCell cell : row) {
        cell(g, cell, x, y);
        x += cell.columns() * CELL_WIDTH;
      }
      y += CELL_HEIGHT;
    }
  }

  private static void cell(Graphics2D g, ScreenCell cell, int x, int y) {
    Style style = cell.style();
    int fore = style.foreground() < 0 ? TerminalColors.FOREGROUND : style.foreground();
    int back = style.background() < 0 ? TerminalColors.BACKGROUND : style.background();
    if (style.reverse()) {
      int swap = fore;
      fore = back;
      back = swap;
    }
    int width = cell.columns() * CELL_WIDTH;
    if (back != TerminalColors.BACKGROUND) {
      g.setColor(new Color(back));
      g.fillRect(x, y, width, CELL_HEIGHT);
    }
    g.setColor(new Color(style.dim() ? TerminalColors.dimmed(fore, back) : fore));
    if (style.underline()) {
      g.fillRect(x, y + BASELINE + 2, width, 1);
    }
    if (style.strike()) {
      g.fillRect(x, y + CELL_HEIGHT / 2, width, 1);
    }
    if (cell.glyph().isBlank()) {
      return;
    }
    BoxDrawing boxes = new BoxDrawing(g, CELL_WIDTH, CELL_HEIGHT);
    if (cell.columns() != 1 || !boxes.draw(cell.glyph().codePointAt(0), x, y)) {
      glyph(g, cell, x, y, width);
    }
  }

  /** Draws a glyph in the middle of its cells, made narrower where it would not fit. */
  private static void glyph(Graphics2D g, ScreenCell cell, int x, int y, int width) {
    Style style = cell.style();
    String text = cell.glyph();
    Font font = Fonts.LOADED.of(text, cell.columns(), style.bold(), style.italic());
    if (!font.canDisplay(text.codePointAt(0))) {
      // Half-width kana and the like have the same picture as their plain forms, only smaller.
      text = Normalizer.normalize(text, Normalizer.Form.NFKC);
      font = Fonts.LOADED.of(text, cell.columns(), style.bold(), style.italic());
    }
    TextLayout layout = new TextLayout(text, font, g.getFontRenderContext());
    float advance = layout.getAdvance();
    if (advance <= width + 0.5f) {
      layout.draw(g, x + (width - advance) / 2, y + BASELINE);
      return;
    }
    AffineTransform before = g.getTransform();
    double scale = width / (double) advance;
    g.translate(x, y + BASELINE - CELL_HEIGHT * (1 - scale) / 4);
    g.scale(scale, scale);
    layout.draw(g, 0, 0);
    g.setTransform(before);
  }
}
