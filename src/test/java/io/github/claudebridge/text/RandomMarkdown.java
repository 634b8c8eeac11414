package io.github.claudebridge.text;

import java.util.Random;

/** Documents made of blocks that the splitter must carry over word for word. */
final class RandomMarkdown {

  private static final String[] WORDS = {
    "alpha",
    "beta()",
    "**bold**",
    "`code`",
    "日本語の文章です。",
    "🚀",
    "👩‍👩‍👧‍👦",
    "[text](http://x.y/z)",
    "é",
    "한국어",
    "x_y_z",
    "*it*",
    "https://example.org/a/very/long/path?with=query",
    "1.",
    "#tag",
    "🇯🇵",
    "ワード、",
    "a|b",
    "<b>",
  };

  private final Random random;

  RandomMarkdown(Random random) {
    this.random = random;
  }

  String document(int blocks) {
    StringBuilder out = new StringBuilder();
    int count = 1 + random.nextInt(blocks);
    for (int i = 0; i < count; i++) {
      out.append(block("")).append("\n\n");
    }
    return out.toString();
  }

  private String block(String lead) {
    return switch (random.nextInt(6)) {
      case 0 -> lead + "## " + words(5);
      case 1 -> fence(lead);
      case 2 -> list(lead);
      case 3 -> lead + "> " + words(30) + "\n" + lead + "> " + words(8);
      case 4 -> lead + words(300);
      default -> lead + words(20) + "\n" + lead + words(20);
    };
  }

  private String fence(String lead) {
    String mark = random.nextInt(4) == 0 ? "~~~~" : "```";
    String[] languages = {"", "java", "sh", "c"};
    StringBuilder out = new StringBuilder(lead + mark + languages[random.nextInt(4)]);
    int lines = random.nextInt(40);
    for (int i = 0; i < lines; i++) {
      out.append('\n').append(lead);
      out.append(" ".repeat(random.nextInt(5))).append(words(random.nextInt(20) == 0 ? 300 : 8));
    }
    return out.append('\n').append(lead).append(mark).toString();
  }

  private String list(String lead) {
    StringBuilder out = new StringBuilder();
    int items = 1 + random.nextInt(8);
    for (int i = 1; i <= items; i++) {
      out.append(lead).append(i).append(". ").append(words(12)).append('\n');
      if (lead.length() < 6 && random.nextInt(3) == 0) {
        out.append('\n').append(block(lead + "   ")).append("\n\n");
      }
    }
    return out.toString();
  }

  private String words(int most) {
    StringBuilder out = new StringBuilder("w");
    int count = random.nextInt(most) + 1;
    for (int i = 0; i < count; i++) {
      out.append(random.nextInt(5) == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return out.toString();
  }
}
