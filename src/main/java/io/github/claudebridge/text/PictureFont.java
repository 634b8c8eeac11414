package io.github.claudebridge.text;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A font for pictures with words in them that has Latin and Japanese, whatever the machine has. */
public final class PictureFont {
  private static final String FILE = "/fonts/Mplus1Code-Regular.otf";

  private PictureFont() {}

  private static final class Loaded {
    static final Font FONT = load();
  }

  /** The font in a size of pixels. */
  public static Font of(float size) {
    return Loaded.FONT.deriveFont(size);
  }

  private static Font load() {
    try (InputStream in = PictureFont.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the program: rebuild it");
      }
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    } catch (FontFormatException e) {
      throw new IllegalStateException(FILE + " is damaged: rebuild the program", e);
    }
  }
}
