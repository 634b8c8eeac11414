package io.github.claudebridge.reply;

import io.github.claudebridge.text.ControlText;
import io.github.claudebridge.text.Graphemes;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Words of an agent's as they may stand in a post that asks people: on one line, without secrets,
 * and with nothing in them that looks like something else. Secrets go before anything is cut.
 *
 * @param redaction takes secrets out
 */
record QuestionText(UnaryOperator<String> redaction) {

  String redacted(String text) {
    return redaction.apply(text);
  }

  /** One line that ends no code span, whole. */
  String line(@Nullable String text) {
    String flat = text == null ? "" : redacted(text).replaceAll("\\s+", " ").replace('`', '\'');
    return ControlText.visible(flat.strip());
  }

  /** One line that ends no code span; only its end is cut. */
  String line(@Nullable String text, int most) {
    return cut(line(text), most);
  }

  /** One line with nothing in it that formats what follows, whole. */
  String escaped(String text) {
    return redacted(text).replaceAll("\\s+", " ").replaceAll("([*_~`|\\\\])", "\\\\$1").strip();
  }

  static String cut(String text, int most) {
    return text.isEmpty() ? text : Graphemes.brief(text, most);
  }
}
