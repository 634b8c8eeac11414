package io.github.claudebridge.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of the house that are held on the text of sources; each returns what breaks it. */
final class Sources {
  private static final Pattern UNDOCUMENTED =
      Pattern.compile(
          "^public (?:final |sealed |non-sealed |abstract |static )*"
              + "(?:class|record|interface|enum|@interface) (\\w+)",
          Pattern.MULTILINE);
  private static final int MOST_COLUMNS = 100;
  private static final Pattern LITERAL =
      Pattern.compile("^\\s*(?:\\+ )?\"(?:[^\"\\\\]|\\\\.)*\"[,;)+ ]*$");
  private static final Pattern BROAD_CATCH = Pattern.compile("catch \\((?:final )?Throwable\\b");
  private static final Pattern EMPTY_CATCH =
      Pattern.compile("catch \\([^)]*\\) \\{\\s*\\}", Pattern.DOTALL);
  private static final Pattern SECTION =
      Pattern.compile("^\\s*//\\s*[-=*#]{3,}", Pattern.MULTILINE);
  private static final Pattern TRACKER =
      Pattern.compile(
          "(?i)\\b(?:issues?|pull request|fix(?:es|ed)?|closes?|resolves?)\\s+#?\\d+\\b");
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.$}])/(?:work|root)/|(?<![\\w.$}])/home/(?!ann\\b|me\\b)[a-z]+/");
  private static final Pattern TYPE_PATTERN =
      Pattern.compile("case (?:[A-Z]\\w*\\.)?[A-Z]\\w*(?:\\([^)]*\\)| (?:[a-z]\\w*|_))");
  private static final Pattern MOCK = Pattern.compile("\\b(?:mock|spy)\\((\\w+)\\.class");
  private static final Pattern SKIP =
      Pattern.compile(
          "\\bAssumptions\\b|\\bassum(?:e|ing)(?:True|False|That|NoException\\w*)\\("
              + "|\\bTestAbortedException\\(|@(?:Enabled|Disabled)\\w*");

  private Sources() {}

  static List<Path> java(String folder) throws IOException {
    return files(folder, ".java");
  }

  static List<Path> files(String folder, String... endings) throws IOException {
    try (Stream<Path> all = Files.walk(Path.of(folder))) {
      return all.filter(Files::isRegularFile)
          .filter(p -> Stream.of(endings).anyMatch(e -> p.toString().endsWith(e)))
          .sorted()
          .toList();
    }
  }

  /** Top-level public types without a Javadoc right before them, authors and section banners. */
  static List<String> comments(String source) {
    List<String> found = new ArrayList<>();
    Matcher type = UNDOCUMENTED.matcher(source);
    if (type.find()) {
      String before =
          source.substring(0, type.start()).replaceAll("(?s)\\n@.*", "").stripTrailing();
      if (!before.endsWith("*/")) {
        found.add(type.group(1) + " has no Javadoc");
      }
    }
    if (source.contains("@author")) {
      found.add("an author is named");
    }
    if (SECTION.matcher(source).find()) {
      found.add("a banner divides it");
    }
    return found;
  }

  static List<String> catches(String source) {
    List<String> found = new ArrayList<>();
    if (BROAD_CATCH.matcher(source).find()) {
      found.add("it catches Throwable");
    }
    if (EMPTY_CATCH.matcher(source).find()) {
      found.add("a catch is empty");
    }
    return found;
  }

  /** What only people of one tracker or one machine understand. */
  static List<String> strangers(String source) {
    List<String> found = new ArrayList<>();
    for (Pattern pattern : List.of(TRACKER, MACHINE)) {
      Matcher matcher = pattern.matcher(source);
      while (matcher.find()) {
        found.add(matcher.group());
      }
    }
    return found;
  }

  /**
   * Lines over 100 columns. What is in a text block stays as it is, and so does a literal that has
   * a line to itself.
   */
  static List<String> longLines(String source) {
    List<String> found = new ArrayList<>();
    boolean inBlock = false;
    for (String line : source.lines().toList()) {
      boolean turns = line.split("\"\"\"", -1).length % 2 == 0;
      if (!inBlock && line.length() > MOST_COLUMNS && !LITERAL.matcher(line).matches()) {
        found.add(line.strip());
      }
      inBlock ^= turns;
    }
    return found;
  }

  /** A switch by type with a default: a new case would not break the build. */
  static List<String> defaults(String source) {
    List<String> found = new ArrayList<>();
    int at = source.indexOf("switch (");
    while (at >= 0) {
      String body = body(source, at);
      String own = body.replaceAll("(?s)\\{[^{}]*\\}", "{}");
      if (TYPE_PATTERN.matcher(own).find() && own.contains("default ->")) {
        found.add(source.substring(at, source.indexOf('\n', at)).strip());
      }
      at = source.indexOf("switch (", at + 1);
    }
    return found;
  }

  private static String body(String source, int from) {
    int open = source.indexOf('{', from);
    int depth = 0;
    for (int i = open; i >= 0 && i < source.length(); i++) {
      depth += source.charAt(i) == '{' ? 1 : source.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return source.substring(open + 1, i);
      }
    }
    return "";
  }

  /** Mocks of types that are our own. */
  static List<String> mocks(String source) {
    List<String> found = new ArrayList<>();
    Matcher mock = MOCK.matcher(source);
    while (mock.find()) {
      if (source.contains("import io.github.claudebridge.")
          && source.matches(
              "(?s).*import io\\.github\\.claudebridge\\.[\\w.]*\\." + mock.group(1) + ";.*")) {
        found.add(mock.group(1));
      }
    }
    return found;
  }

  /** Ways in which a test leaves itself out, unheard by whoever runs it. */
  static List<String> skips(String source) {
    return SKIP.matcher(source).results().map(found -> found.group()).toList();
  }
}
