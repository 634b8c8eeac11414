package io.github.claudebridge.bench;

import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.session.LongPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Compares what the model was asked with what {@link ComposerText} says it should be: each message
 * once, alone, in the order in which they were stored, and nothing else.
 */
final class DeliveryJudge {

  /** A message that was stored, and where it ended. */
  record Said(String text, String rung, String reason) {}

  private static final ComposerText COMPOSER = new ComposerText(Set.of());

  private DeliveryJudge() {}

  /**
   * Counts what became of messages.
   *
   * @param said in the order in which they were stored
   * @param prompts what the model was asked meanwhile, in order
   */
  static void judge(RealDelivery.Result result, List<Said> said, List<String> prompts) {
    List<Case> cases = said.stream().map(Case::new).toList();
    List<String> strays = new ArrayList<>();
    int latest = -1;
    for (String prompt : prompts) {
      String asked = prompt.stripTrailing();
      Case hit =
          cases.stream()
              .filter(c -> c.isAskedBy(asked))
              .min(Comparator.comparingInt(c -> c.times)) // of equal texts each its own prompt
              .orElse(null);
      if (hit == null) {
        strays.add(asked);
      } else if (++hit.times == 1) {
        hit.overtaken = cases.indexOf(hit) < latest;
        latest = Math.max(latest, cases.indexOf(hit));
      }
    }
    int explained = 0;
    for (Case each : cases) {
      explained += count(result, each, strays, explained) ? 1 : 0;
    }
    int surplus = strays.size() - explained;
    if (surplus > 0) { // prompts that nobody sent: a message twice, the second time in other words
      result.twice += surplus;
      result.oddities.add("%d prompts too many among %s".formatted(surplus, cut(strays)));
    }
  }

  /** Counts one message; whether one of the strays is what became of it. */
  private static boolean count(
      RealDelivery.Result result, Case each, List<String> strays, int explained) {
    result.sent++;
    if (each.expected.isBlank()) {
      result.refused += each.said.rung().equals("failed") ? 1 : 0;
      return false;
    }
    if (each.times == 1 && !each.overtaken) {
      result.once++;
      result.asFile += each.isLong() ? 1 : 0;
      result.asWritten += !each.isLong() && each.expected.equals(each.said.text()) ? 1 : 0;
      return false;
    }
    boolean byStray = each.times == 0;
    if (each.times > 1) {
      result.twice++;
    } else if (each.overtaken) {
      result.changed++;
    } else if (strays.stream().anyMatch(t -> t.contains("<pasted_content"))) {
      result.wrapped++;
    } else if (strays.stream().anyMatch(each::isPartOf)) {
      result.merged++;
    } else if (explained < strays.size()) {
      result.changed++;
    } else {
      result.lost++;
      byStray = false;
    }
    result.oddities.add(
        "'%s' expected '%s' %s; got %s; %s %s"
            .formatted(
                cut(each.said.text()),
                cut(each.expected),
                each.overtaken ? "out of order" : each.times + " times",
                cut(strays),
                each.said.rung(),
                each.said.reason()));
    return byStray;
  }

  /** One message and the prompts that are it. */
  private static final class Case {
    final Said said;
    final String expected;
    int times;
    boolean overtaken;

    Case(Said said) {
      this.said = said;
      expected = COMPOSER.compose(said.text()).text().stripTrailing();
    }

    boolean isLong() {
      return expected.length() > LongPrompts.MOST_TYPED;
    }

    boolean isAskedBy(String prompt) {
      return isLong()
          ? pointsTo(prompt, said.text())
          : !expected.isBlank() && prompt.equals(expected);
    }

    boolean isPartOf(String prompt) {
      return prompt.contains(expected) && !prompt.equals(expected);
    }
  }

  /** Whether a prompt names a file that holds the whole of a text. */
  private static boolean pointsTo(String prompt, String text) {
    if (!prompt.startsWith("This message is too long")) {
      return false;
    }
    try {
      Path file = Path.of(prompt.replaceAll("(?s).* in (/.*?) ;.*", "$1"));
      return Files.readString(file).equals(text);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private static List<String> cut(List<String> texts) {
    return texts.stream().map(DeliveryJudge::cut).toList();
  }

  private static String cut(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" + text.length() : text;
    return shown.replace("\n", "\\n").replace("\u001b", "\\e");
  }
}
