package io.github.claudebridge.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the demo agent answers to what. */
final class Script {
  private static final Pattern HEADER = Pattern.compile("^\\s*\\[[^\\]\\n]* · [^\\]\\n]*\\]\\s*");
  private static final Pattern SLOW = Pattern.compile("slow\\s+(\\d{1,4}).*", Pattern.DOTALL);
  private static final Pattern PAUSE = Pattern.compile("(?is)pause\\s+(\\d{1,5})\\s+(.+)");
  private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}]");
  private static final int LONG = 30_000;
  private static final String TRY =
      "Try `echo hello`, `markdown`, `slow 5`, `ask`, `file`, `long` or `crash`.";

  private static final String MARKDOWN =
      """
      # What an answer can look like

      Plain, **bold**, *italic*, `code` and a [link](https://example.com).

      1. First
      2. Second
         - nested

      ```java
      record Point(int x, int y) {
        double distance() {
          return Math.hypot(x, y);
        }
      }
      ```

      | Name | Count |
      | --- | ---: |
      | apples | 3 |
      | りんご | 12 |

      > That is all.\
      """;

  private Script() {}

  /** The steps for one prompt, which may begin with a line that says who wrote it. */
  static List<Step> answer(String prompt) {
    String said = HEADER.matcher(prompt).replaceFirst("").strip();
    String word = said.toLowerCase(Locale.ROOT);
    Matcher slow = SLOW.matcher(word);
    if (word.startsWith("echo ")) {
      return say(said.substring(5));
    }
    if (word.startsWith("markdown") || word.startsWith("show")) {
      return say(MARKDOWN);
    }
    Matcher pause = PAUSE.matcher(said);
    if (pause.matches()) {
      return List.of(
          new Step.Say(pause.group(2).strip() + "\n(said slowly)", Long.parseLong(pause.group(1))));
    }
    if (slow.matches()) {
      return List.of(slow(Integer.parseInt(slow.group(1))));
    }
    if (word.equals("crash")) {
      return List.of(new Step.Say("I end now, with code 1.", 0), new Step.Crash(1));
    }
    if (word.equals("long")) {
      return say(longText());
    }
    if (word.equals("ask")) {
      return List.of(
          new Step.Say("I would like to run a command.", 0),
          new Step.Bash("rm -rf ./demo-folder", "", false, true),
          new Step.Say("Done: you allowed it. (The demo agent removed nothing.)", 0));
    }
    if (word.equals("file")) {
      return List.of(
          new Step.Say("I make a small file and send it.", 0),
          new Step.Bash(
              "f=$(mktemp -d)/demo.txt && date > \"$f\" && dp --file \"$f\"", "", true, false),
          new Step.Say("If `dp` reached the bridge, the file is in the channel.", 0));
    }
    if (JAPANESE.matcher(said).find()) {
      return say(
          "こんにちは。私はデモ用エージェントです。\n\n「"
              + said
              + "」を受け取りました。\n\n"
              + "`echo`、`markdown`、`slow 5`、`ask` などを試してください。");
    }
    return say(
        "I am the demo agent: no account, no model, only a script.\n\nYou said:\n\n> "
            + said.replace("\n", "\n> ")
            + "\n\n"
            + TRY);
  }

  private static List<Step> say(String text) {
    return List.of(new Step.Say(text, 0));
  }

  private static Step slow(int seconds) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= seconds; i++) {
      lines.add("Second " + i + " of " + seconds + ".");
    }
    lines.add("Finished.");
    return new Step.Say(String.join("\n", lines), 1000);
  }

  private static String longText() {
    var text = new StringBuilder();
    for (int i = 1; text.length() < LONG; i++) {
      text.append("Line ").append(i).append(" of a long answer, with 日本語 and `code`.\n");
      if (i % 20 == 0) {
        text.append('\n');
      }
    }
    return text.substring(0, LONG);
  }
}
