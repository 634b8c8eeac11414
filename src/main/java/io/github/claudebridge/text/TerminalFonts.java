package io.github.claudebridge.text;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The fonts that we bring along, and which of them shows what. */
final class TerminalFonts {

  /** JetBrains Mono is 0.6 em wide, so 15 pixels make a cell of 9 exactly. */
  static final float SIZE = 15f;

  private static final float WIDE_SIZE = 16.5f;

  private final Font regular = load("JetBrainsMono-Regular.ttf").deriveFont(SIZE);
  private final Font bold = load("JetBrainsMono-Bold.ttf").deriveFont(SIZE);
  private final Font cjk = load("Mplus1Code-Regular.otf").deriveFont(WIDE_SIZE);
  private final Font symbols = load("NotoSansSymbols2-Regular.ttf").deriveFont(SIZE);
  private final Font emoji = load("NotoEmoji-Regular.ttf").deriveFont(SIZE);

  /** Whatever the machine has, for scripts that are not worth the megabytes, such as Hangul. */
  private final Font machine = new Font(Font.MONOSPACED, Font.PLAIN, (int) SIZE);

  /** Returns the first font that has the glyph; the machine's own where none has. */
  Font of(String glyph, int columns, boolean wantsBold, boolean italic) {
    int codePoint = glyph.codePointAt(0);
    Font main = wantsBold ? bold : regular;
    List<Font> order =
        Character.isEmojiPresentation(codePoint) || glyph.indexOf('\uFE0F') > 0
            ? List.of(emoji, symbols, cjk, main)
            : columns == 2
                ? List.of(cjk, symbols, emoji, main)
                : List.of(main, symbols, cjk, emoji);
    Font found = machine;
    for (Font font : order) {
      if (font.canDisplay(codePoint)) {
        found = font;
        break;
      }
    }
    int style = (wantsBold && found != bold ? Font.BOLD : 0) | (italic ? Font.ITALIC : 0);
    return style == 0
        ? found
        : found.deriveFont(
            Map.of(
                TextAttribute.WEIGHT,
                (style & Font.BOLD) != 0 ? TextAttribute.WEIGHT_BOLD : TextAttribute.WEIGHT_REGULAR,
                TextAttribute.POSTURE,
                italic ? TextAttribute.POSTURE_OBLIQUE : TextAttribute.POSTURE_REGULAR));
  }

  private static Font load(String file) {
    try (InputStream in = TerminalFonts.class.getResourceAsStream("/fonts/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "font " + file + " is missing from the program: rebuild it");
      }
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException e) {
      throw new UncheckedIOException("font " + file + " cannot be read", e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("font " + file + " is damaged: rebuild the program", e);
    }
  }
}
