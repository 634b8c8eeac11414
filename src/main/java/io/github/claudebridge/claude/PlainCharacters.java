package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ComposerText.Change;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a text that a reader sees, plus the invisible ones that belong to them: joiners
 * in emoji and in scripts that write with them, variation selectors, the tags of a flag.
 */
final class PlainCharacters {

  private static final int ZWNJ = 0x200C;
  private static final int ZWJ = 0x200D;
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int END_OF_TAGS = 0xE007F;

  private static final Set<UnicodeScript> JOINING =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private PlainCharacters() {}

  /** Returns the text without the others, and notes what kinds were removed. */
  static String keep(String text, Set<Change> changes) {
    StringBuilder out = new StringBuilder(text.length());
    int before = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int end = i + Character.charCount(codePoint);
      if (codePoint == BLACK_FLAG) {
        end = endOfTags(text, end);
        out.append(text, i, end);
        before = codePoint;
      } else if (isNoncharacter(codePoint)) {
        out.append('\uFFFD');
        changes.add(Change.MALFORMED_REPLACED);
        before = 0xFFFD;
      } else {
        Change removed = removal(text, codePoint, before, end);
        if (removed == null) {
          out.appendCodePoint(codePoint);
          before = codePoint;
        } else {
          changes.add(removed);
        }
      }
      i = end;
    }
    return out.toString();
  }

  private static @Nullable Change removal(String text, int codePoint, int before, int end) {
    if (codePoint == '\n' || codePoint == '\t') {
      return null;
    }
    if (Character.isISOControl(codePoint)) {
      return Change.CONTROLS_REMOVED;
    }
    if (isBidi(codePoint)) {
      return Change.BIDI_REMOVED;
    }
    if (codePoint == ZWJ || codePoint == ZWNJ) {
      int after = end < text.length() ? text.codePointAt(end) : 0;
      return joins(codePoint, before, after) ? null : Change.INVISIBLES_REMOVED;
    }
    if (isVariationSelector(codePoint)) {
      // The composer takes out all but the two emoji styles, also behind a Han character.
      boolean style = codePoint == 0xFE0E || codePoint == 0xFE0F;
      return style && Character.isEmoji(before) ? null : Change.INVISIBLES_REMOVED;
    }
    boolean filler =
        switch (codePoint) {
          case 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5 -> true;
          default -> false;
        };
    boolean format = Character.getType(codePoint) == Character.FORMAT;
    return format || filler ? Change.INVISIBLES_REMOVED : null;
  }

  /**
   * Returns the end of a well-formed run of tags (a flag's region), or {@code from} if it is none.
   */
  private static int endOfTags(String text, int from) {
    int at = from;
    while (at < text.length() && at - from < 16) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      if (codePoint == END_OF_TAGS) {
        return at - from > 2 ? at : from;
      }
      boolean letterOrDigit =
          (codePoint >= 0xE0061 && codePoint <= 0xE007A)
              || (codePoint >= 0xE0030 && codePoint <= 0xE0039);
      if (!letterOrDigit) {
        return from;
      }
    }
    return from;
  }

  private static boolean joins(int joiner, int before, int after) {
    if (joiner == ZWJ && Character.isExtendedPictographic(after)) {
      return Character.isExtendedPictographic(before)
          || Character.isEmojiModifier(before)
          || before == 0xFE0F;
    }
    boolean sound = before > 0 && Character.getType(before) != Character.FORMAT;
    return sound && isJoining(before) && isJoining(after);
  }

  private static boolean isJoining(int codePoint) {
    return codePoint > 0 && JOINING.contains(UnicodeScript.of(codePoint));
  }

  private static boolean isVariationSelector(int codePoint) {
    return (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
        || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
  }

  private static boolean isBidi(int codePoint) {
    return (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069)
        || codePoint == 0x200E
        || codePoint == 0x200F
        || codePoint == 0x061C;
  }

  private static boolean isNoncharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }
}
