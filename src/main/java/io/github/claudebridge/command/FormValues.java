package io.github.claudebridge.command;

import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.reply.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what people wrote into a form's fields, and says plainly what does not fit. */
final class FormValues {
  private static final List<String> YES = List.of("yes", "y", "true", "1", "はい");
  private static final List<String> NO = List.of("no", "n", "false", "0", "いいえ");
  private static final int MOST_SHOWN = 60;

  private FormValues() {}

  /** Something that was written does not fit its field; the message says which and why. */
  static final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
      super(message);
    }
  }

  /** The values by the names of the fields; fields that may be empty and are do not occur. */
  static Map<String, Object> read(List<Field> fields, Map<String, String> written, Words words)
      throws BadValueException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      String text = written.getOrDefault(field.name(), "").strip();
      if (text.isEmpty()) {
        if (field.required()) {
          throw new BadValueException(words.say("field.bad.required", field.title()));
        }
        continue;
      }
      Object value = value(field, text);
      if (value == null) {
        throw new BadValueException(
            words.say(
                "field.bad." + field.type().name().toLowerCase(Locale.ROOT),
                field.title(),
                text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text,
                String.join(" / ", field.choices())));
      }
      values.put(field.name(), value);
    }
    return values;
  }

  private static @Nullable Object value(Field field, String text) {
    return switch (field.type()) {
      case TEXT -> text;
      case INTEGER -> text.matches("[+-]?\\d{1,18}") ? Long.valueOf(text) : null;
      case NUMBER ->
          text.matches("[+-]?\\d{1,15}(\\.\\d{1,15})?([eE][+-]?\\d{1,2})?")
              ? Double.valueOf(text)
              : null;
      case BOOLEAN -> truth(text.toLowerCase(Locale.ROOT));
      case CHOICE ->
          field.choices().stream().filter(text::equalsIgnoreCase).findFirst().orElse(null);
    };
  }

  private static @Nullable Boolean truth(String text) {
    return YES.contains(text) ? Boolean.TRUE : NO.contains(text) ? Boolean.FALSE : null;
  }

  /** What stands in lines of {@code name: value} or {@code name=value}. */
  static Map<String, String> lines(String text) {
    Map<String, String> written = new LinkedHashMap<>();
    text.lines()
        .map(line -> line.split("[:=]", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> written.put(parts[0].strip(), parts[1].strip()));
    return written;
  }
}
