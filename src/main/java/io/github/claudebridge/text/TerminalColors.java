package io.github.claudebridge.text;

/** The colours of a terminal as {@code 0xRRGGBB}. */
final class TerminalColors {

  static final int BACKGROUND = 0x14161B;
  static final int FOREGROUND = 0xD6D9DF;

  private static final int[] BASIC = {
    0x2A2E37, 0xE06C75, 0x8CC570, 0xD9B25F, 0x5B9DF0, 0xC678DD, 0x4FB6C2, 0xC5C9D1,
    0x6B7280, 0xFF7B86, 0xA6E287, 0xF2CE7C, 0x82B7FF, 0xDC98F2, 0x74D5E0, 0xFFFFFF,
  };

  private TerminalColors() {}

  /** Returns colour {@code index} of the 256: 16 basic ones, a 6x6x6 cube, 24 greys. */
  static int indexed(int index) {
    if (index < 16) {
      return BASIC[Math.max(0, index)];
    }
    if (index < 232) {
      int cube = index - 16;
      return level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6);
    }
    int grey = 8 + 10 * (Math.min(index, 255) - 232);
    return grey << 16 | grey << 8 | grey;
  }

  /** Returns a colour two fifths of the way towards another, as dim text is shown. */
  static int dimmed(int color, int towards) {
    int out = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int mixed = ((color >> shift & 0xFF) * 3 + (towards >> shift & 0xFF) * 2) / 5;
      out |= mixed << shift;
    }
    return out;
  }

  private static int level(int step) {
    return step == 0 ? 0 : 55 + 40 * step;
  }
}
