package io.github.claudebridge.text;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;

/** Box-drawing characters and block elements drawn as geometry, so that neighbours join. */
final class BoxDrawing {

  /** Arms of U+2500 on: up, right, down, left; 1 light, 2 heavy, 3 double, - not made of arms. */
  private static final String[] ARMS =
      ("0101 0202 1010 2020 0101 0202 1010 2020 0101 0202 1010 2020 0110 0210 0120 0220 "
              + "0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120 "
              + "2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212 "
              + "0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212 "
              + "2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0101 0202 1010 2020 "
              + "0303 3030 0310 0130 0330 0013 0031 0033 1300 3100 3300 1003 3001 3003 1310 3130 "
              + "3330 1013 3031 3033 0313 0131 0333 1303 3101 3303 1313 3131 3333 - - - "
              + "- - - - 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010")
          .split(" ");

  /** Quadrants of U+2596 on: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
  private static final int[] QUADRANTS = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

  private final Graphics2D g;
  private final int w;
  private final int h;

  BoxDrawing(Graphics2D g, int cellWidth, int cellHeight) {
    this.g = g;
    this.w = cellWidth;
    this.h = cellHeight;
  }

  /** Draws the character with its cell's corner at (x, y); false where it is none of these. */
  boolean draw(int codePoint, int x, int y) {
    if (codePoint >= 0x2580 && codePoint <= 0x259F) {
      block(codePoint, x, y);
      return true;
    }
    if (codePoint == 0x23BF) {
      // Claude Code hangs results below a line with it, and few fonts have it.
      g.fillRect(x + w / 3, y, 1, 2 * h / 3);
      g.fillRect(x + w / 3, y + 2 * h / 3, w - w / 3, 1);
      return true;
    }
    if (codePoint < 0x2500 || codePoint > 0x257F) {
      return false;
    }
    String arms = ARMS[codePoint - 0x2500];
    if (arms.equals("-")) {
      curve(codePoint, x, y);
    } else {
      int dashes = dashes(codePoint);
      if (dashes > 0) {
        dashed(arms, dashes, x, y);
      } else {
        arms(arms, x, y);
      }
    }
    return true;
  }

  private static int dashes(int codePoint) {
    if (codePoint >= 0x2504 && codePoint <= 0x2507) {
      return 3;
    }
    if (codePoint >= 0x2508 && codePoint <= 0x250B) {
      return 4;
    }
    return codePoint >= 0x254C && codePoint <= 0x254F ? 2 : 0;
  }

  private void arms(String arms, int x, int y) {
    int cx = x + w / 2;
    int cy = y + h / 2;
    int vertical = Math.max(arms.charAt(0), arms.charAt(2)) - '0';
    int horizontal = Math.max(arms.charAt(1), arms.charAt(3)) - '0';
    int overX = reach(vertical);
    int overY = reach(horizontal);
    bar(arms.charAt(0), true, cx, y, cy + overY + 1 - y);
    bar(arms.charAt(2), true, cx, cy - overY, y + h - cy + overY);
    bar(arms.charAt(1), false, cy, cx - overX, x + w - cx + overX);
    bar(arms.charAt(3), false, cy, x, cx + overX + 1 - x);
  }

  /** How far a line of a weight goes to each side of its middle, in pixels. */
  private static int reach(int weight) {
    return weight <= 1 ? 0 : 1;
  }

  private void bar(char weight, boolean vertical, int middle, int start, int length) {
    switch (weight) {
      case '1' -> fill(vertical, middle, 1, start, length);
      case '2' -> fill(vertical, middle - 1, 3, start, length);
      case '3' -> {
        fill(vertical, middle - 1, 1, start, length);
        fill(vertical, middle + 1, 1, start, length);
      }
      default -> {}
    }
  }

  private void fill(boolean vertical, int across, int thickness, int start, int length) {
    if (vertical) {
      g.fillRect(across, start, thickness, length);
    } else {
      g.fillRect(start, across, length, thickness);
    }
  }

  private void dashed(String arms, int dashes, int x, int y) {
    boolean vertical = arms.charAt(0) != '0';
    int weight = arms.charAt(vertical ? 0 : 1) == '2' ? 3 : 1;
    int length = vertical ? h : w;
    int middle = (vertical ? x + w / 2 : y + h / 2) - weight / 2;
    for (int i = 0; i < dashes; i++) {
      int from = i * length / dashes;
      int to = (i + 1) * length / dashes;
      fill(vertical, middle, weight, (vertical ? y : x) + from, Math.max(1, to - from - 1));
    }
  }

  private void curve(int codePoint, int x, int y) {
    double cx = x + w / 2 + 0.5;
    double cy = y + h / 2 + 0.5;
    double r = w / 2.0;
    Path2D path = new Path2D.Double();
    switch (codePoint) {
      case 0x256D -> arc(path, cx, y + h, cx, cy + r, cx, cy, cx + r, cy, x + w, cy);
      case 0x256E -> arc(path, cx, y + h, cx, cy + r, cx, cy, cx - r, cy, x, cy);
      case 0x256F -> arc(path, cx, y, cx, cy - r, cx, cy, cx - r, cy, x, cy);
      case 0x2570 -> arc(path, cx, y, cx, cy - r, cx, cy, cx + r, cy, x + w, cy);
      default -> {
        if (codePoint != 0x2572) {
          path.moveTo(x + w, y);
          path.lineTo(x, y + h);
        }
        if (codePoint != 0x2571) {
          path.moveTo(x, y);
          path.lineTo(x + w, y + h);
        }
      }
    }
    g.setStroke(new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    g.draw(path);
  }

  private static void arc(Path2D path, double... p) {
    path.moveTo(p[0], p[1]);
    path.lineTo(p[2], p[3]);
    path.quadTo(p[4], p[5], p[6], p[7]);
    path.lineTo(p[8], p[9]);
  }

  private void block(int codePoint, int x, int y) {
    int n = codePoint - 0x2580;
    if (n == 0) {
      g.fillRect(x, y, w, h / 2);
    } else if (n <= 8) {
      int height = Math.round(h * n / 8f);
      g.fillRect(x, y + h - height, w, height);
    } else if (n <= 15) {
      g.fillRect(x, y, Math.max(1, Math.round(w * (16 - n) / 8f)), h);
    } else if (n == 16) {
      g.fillRect(x + w / 2, y, w - w / 2, h);
    } else if (n <= 19) {
      Color solid = g.getColor();
      int alpha = 64 * (n - 16);
      g.setColor(new Color(solid.getRed(), solid.getGreen(), solid.getBlue(), alpha));
      g.fillRect(x, y, w, h);
      g.setColor(solid);
    } else if (n == 20) {
      g.fillRect(x, y, w, Math.max(1, h / 8));
    } else if (n == 21) {
      g.fillRect(x + w - Math.max(1, w / 8), y, Math.max(1, w / 8), h);
    } else {
      quadrants(QUADRANTS[n - 22], x, y);
    }
  }

  private void quadrants(int bits, int x, int y) {
    int left = w / 2;
    int top = h / 2;
    for (int i = 0; i < 4; i++) {
      if ((bits >> i & 1) == 1) {
        boolean right = (i & 1) == 1;
        boolean low = i >= 2;
        g.fillRect(
            right ? x + left : x, low ? y + top : y, right ? w - left : left, low ? h - top : top);
      }
    }
  }
}
