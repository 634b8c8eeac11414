package io.github.claudebridge.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what has the shape of a secret: bot tokens and webhooks of Discord, keys of Anthropic,
 * GitHub and AWS, private keys, JSON web tokens. Every pattern begins with a fixed word and every
 * scan goes forward only, so that no text makes it slow.
 */
final class SecretShapes {
  private static final Pattern FIXED =
      Pattern.compile(
          "https?://(?:[a-z]{1,10}\\.)?discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{1,20}/"
              + "[\\w-]{20,}+"
              + "|sk-ant-[\\w-]{16,}+"
              + "|gh[pousr]_[A-Za-z0-9]{36,}+"
              + "|github_pat_\\w{22,}+"
              + "|(?:AKIA|ASIA)[0-9A-Z]{16}"
              + "|mfa\\.[\\w-]{80,}+");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----");

  private SecretShapes() {}

  static String mask(String text, String mask) {
    var clean = FIXED.matcher(text).replaceAll(Matcher.quoteReplacement(mask));
    return dotted(privateKeys(clean, mask), mask);
  }

  /** Private keys, from their first line to their last; one without end is masked to the end. */
  private static String privateKeys(String text, String mask) {
    var begin = KEY.matcher(text);
    var out = new StringBuilder();
    var done = 0;
    while (begin.find(done)) {
      out.append(text, done, begin.start()).append(mask);
      var end = text.indexOf("-----END ", begin.end());
      var last = end < 0 ? -1 : text.indexOf("-----", end + 9);
      done = last < 0 ? text.length() : last + 5;
    }
    return done == 0 ? text : out.append(text, done, text.length()).toString();
  }

  /** Discord's bot tokens and JSON web tokens: three words with dots between them. */
  private static String dotted(String text, String mask) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    var out = new StringBuilder();
    var done = 0;
    var at = 0;
    while (at < text.length()) {
      var first = wordEnd(text, at);
      if (first == at || first >= text.length() || text.charAt(first) != '.') {
        at = first + 1;
        continue;
      }
      var second = wordEnd(text, first + 1);
      var third =
          second < text.length() && text.charAt(second) == '.' ? wordEnd(text, second + 1) : -1;
      var start = third < 0 ? -1 : secretStart(text, at, first, second, third);
      if (start >= 0) {
        out.append(text, done, start).append(mask);
        done = third;
        at = third;
      } else {
        at = first + 1;
      }
    }
    return done == 0 ? text : out.append(text, done, text.length()).toString();
  }

  private static int secretStart(String text, int at, int first, int second, int third) {
    var middle = second - first - 1;
    if (middle == 6 && third - second - 1 >= 27) {
      // The first word is a user id in base64: digits always begin with M, N or O there.
      for (var length = 28; length >= 23; length--) {
        if (first - length >= at && "MNO".indexOf(text.charAt(first - length)) >= 0) {
          return first - length;
        }
      }
    }
    if (middle < 8 || !text.startsWith("eyJ", first + 1)) {
      return -1;
    }
    var json = text.indexOf("eyJ", at, first);
    return json >= 0 && json + 10 <= first ? json : -1;
  }

  private static int wordEnd(String text, int from) {
    var at = from;
    while (at < text.length() && word(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean word(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}
