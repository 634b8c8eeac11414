package io.github.claudebridge.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The 200 messages of the delivery benchmark: what people write, and what breaks programs that type
 * for people.
 */
final class Corpus {

  /** When a message is sent. */
  enum Setting {
    /** Alone, while the agent is idle. */
    ALONE,
    /** Together with the others of its group, from several callers at once. */
    BURST,
    /** While the agent works. */
    WORKING,
    /** While a permission dialog is open. */
    DIALOG,
    /** While a draft stands in the composer. */
    DRAFT,
    /** While a person types at the terminal. */
    TYPING
  }

  /**
   * Messages that are sent in one way.
   *
   * @param name what they have in common, as the report calls it
   * @param together how many of them are sent at once; 1 unless a burst
   */
  record Group(String name, Setting setting, int together, List<String> texts) {
    Group {
      texts = List.copyOf(texts);
    }
  }

  private static final String FAMILY =
      "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66";
  private static final String ESC = "\u001b";

  private Corpus() {}

  /** All groups; their texts are 200. */
  static List<Group> all() {
    List<Group> all = new ArrayList<>();
    all.add(alone("one line", numbered(30, "Please look at the build, request %d.")));
    all.add(alone("2 to 400 lines", lines(2, 3, 4, 5, 8, 13, 21, 34, 55, 89, 144, 233, 300, 400)));
    all.add(alone("CRLF", crlf()));
    all.add(
        alone(
            "trailing ; \\ @path",
            List.of(
                "int x = 1;", "ends in two ;;", ";", "a path C:\\", "two \\\\", "\\;",
                "look at @notes.txt", "look at @nosuch.txt", "@notes.txt", "mail me @ann",
                "open @\"my file", "see /etc/hosts")));
    all.add(
        alone(
            "leading - ! / # ?",
            List.of(
                "-l",
                "-- everything",
                "- a list\n- of two",
                "!ls",
                "!",
                "! not this",
                "/nosuch arg",
                "/",
                "/ hi",
                "/etc/passwd is a file",
                "//foo",
                "# a heading",
                "#x",
                "?",
                "? why",
                "&x",
                "~/notes",
                "$HOME `id` $(id)")));
    all.add(
        alone(
            "words that are keys or orders",
            List.of(
                "Enter", "C-c", "Escape", "BSpace Up Down", "exit", "quit", ":q!", "EXIT", "  exit",
                "/exit", "1", "y", "#{pane_id} #(id)", "%begin 1 1 0")));
    all.add(
        alone(
            "tabs",
            List.of("a\tb", "\tindented", "Makefile:\n\tcc -o x\n\trm x", "end\t", "\t\tx\ty")));
    all.add(alone("Unicode", unicode()));
    all.add(
        alone(
            "ESC sequences",
            List.of(
                ESC + "[31mred" + ESC + "[0m",
                "end " + ESC + "[201~ of a paste",
                ESC,
                "x" + ESC + "[A",
                ESC + "]0;title\u0007after",
                "bell \u0007 null \u0000 del \u007f",
                "\u009b31mC1",
                "backspace \b\b\b",
                "^C \u0003 ^D \u0004",
                ESC + "[200~" + "again")));
    all.add(alone("2 KB", List.of(words(2_000), japanese(700), code(2_000))));
    all.add(alone("20 KB", List.of(words(20_000), japanese(6_700), code(20_000))));
    all.add(alone("200 KB", List.of(words(200_000), japanese(67_000), code(200_000))));
    all.add(new Group("2 at once", Setting.BURST, 2, burst(2, 5)));
    all.add(new Group("5 at once", Setting.BURST, 5, burst(5, 2)));
    all.add(new Group("20 at once", Setting.BURST, 20, burst(20, 1)));
    all.add(
        new Group(
            "while the agent works",
            Setting.WORKING,
            1,
            numbered(6, "While you work, %d.\nThank you;")));
    all.add(
        new Group(
            "while a dialog is open",
            Setting.DIALOG,
            1,
            numbered(4, "Behind the dialog, %d.\n2\ny")));
    all.add(
        new Group(
            "with a draft in the composer",
            Setting.DRAFT,
            1,
            numbered(4, "Past a draft, %d.\nend")));
    all.add(
        new Group(
            "while a person types", Setting.TYPING, 1, numbered(4, "Among the keys, %d.\nend")));
    return all;
  }

  private static Group alone(String name, List<String> texts) {
    return new Group(name, Setting.ALONE, 1, texts);
  }

  private static List<String> numbered(int count, String pattern) {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      texts.add(pattern.formatted(i));
    }
    return texts;
  }

  private static List<String> lines(int... counts) {
    List<String> texts = new ArrayList<>();
    for (int count : counts) {
      texts.add(lined(count, "\n"));
    }
    return texts;
  }

  private static List<String> crlf() {
    return List.of(
        lined(2, "\r\n"),
        lined(3, "\r\n"),
        lined(10, "\r\n"),
        lined(60, "\r\n"),
        "old\rMac",
        "end\r\n",
        "a\r\n\r\nb",
        "\r\nstart");
  }

  private static String lined(int count, String end) {
    StringBuilder text = new StringBuilder("These are " + count + " lines:");
    for (int i = 2; i <= count; i++) {
      text.append(end).append(i % 7 == 0 ? "" : "  line " + i + " of " + count + ";");
    }
    return text.append('.').toString();
  }

  private static List<String> unicode() {
    return List.of(
        "日本語のメッセージです。",
        "改行も\nあります。\n終わり",
        "か\u3099 decomposed",
        "全角　空白",
        "ﾊﾝｶｸ",
        FAMILY + " the family",
        "flags \uD83C\uDDEF\uD83C\uDDF5\uD83C\uDDE9\uD83C\uDDEA",
        "👍🏽 skin",
        FAMILY.repeat(60),
        "שלום עולם",
        "مرحبا بالعالم",
        "mixed עברית and English",
        "over\u202Eride",
        "\u2066isolate\u2069",
        "zero\u200Bwidth",
        "\uFEFFmark",
        "soft\u00ADhyphen",
        "क्\u200Dष joiner",
        "nb\u00A0space",
        "line\u2028separator",
        "Kelvin \u212A",
        "é e\u0301");
  }

  private static String words(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < length; i++) {
      text.append("word").append(i).append(i % 11 == 0 ? ", " : " ");
    }
    return text.substring(0, length - 1) + ".";
  }

  private static String japanese(int length) {
    String block = "これは長い文章です。改行と絵文字" + FAMILY + "も含みます。\n";
    return block.repeat(length / block.length() + 1).substring(0, length - 1) + "。";
  }

  private static String code(int length) {
    StringBuilder text = new StringBuilder("```java\n");
    for (int i = 0; text.length() < length; i++) {
      text.append("    int x")
          .append(i)
          .append(" = \"\\\\\" + '")
          .append(i % 10)
          .append("'; // $x\n");
    }
    return text.append("```").toString();
  }

  private static List<String> burst(int together, int times) {
    List<String> texts = new ArrayList<>();
    for (int t = 1; t <= times; t++) {
      for (int i = 1; i <= together; i++) {
        texts.add("Burst " + together + ", round " + t + ", caller " + i + ".\nSecond line;");
      }
    }
    return texts;
  }
}
