package io.github.claudebridge.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the text of one setting into its value and holds it against what is allowed. */
final class ScalarReader {
  private final Path project;
  private final Path home;

  /**
   * @param project what relative paths start from
   * @param home what {@code ~} stands for
   */
  ScalarReader(Path project, Path home) {
    this.project = project;
    this.home = home;
  }

  /**
   * @throws IllegalArgumentException if the text is not such a value, in words for the operator
   */
  Object read(Class<?> type, String text, @Nullable Between between, @Nullable Like like) {
    var value = value(type, text);
    if (between != null && value instanceof Comparable<?>) {
      hold(value, text, type, between);
    }
    if (like != null && !text.matches(like.value())) {
      throw new IllegalArgumentException("'" + text + "' is not " + like.words());
    }
    return value;
  }

  private Object value(Class<?> type, String text) {
    if (type == String.class) {
      if (text.isBlank() || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a text expected, found '" + text + "'");
      }
      return text;
    }
    if (type == int.class) {
      return whole(text);
    }
    if (type == boolean.class) {
      return truth(text);
    }
    if (type == Duration.class) {
      return Durations.parse(text);
    }
    if (type == ByteSize.class) {
      return ByteSize.parse(text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == URI.class) {
      return uri(text);
    }
    if (type == ZoneId.class) {
      return zone(text.strip());
    }
    if (type.isEnum()) {
      return choice(type, text);
    }
    throw new IllegalStateException("no reader for settings of " + type);
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException no) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", no);
    }
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
    };
  }

  private Path path(String text) {
    try {
      var tilde = text.equals("~") || text.startsWith("~/");
      var path = tilde ? home.resolve(text.substring(Math.min(2, text.length()))) : Path.of(text);
      if (text.isBlank()) {
        throw new IllegalArgumentException("a path expected, found nothing");
      }
      return project.resolve(path).toAbsolutePath().normalize();
    } catch (InvalidPathException no) {
      throw new IllegalArgumentException("'" + text + "' is not a path", no);
    }
  }

  private static ZoneId zone(String text) {
    if (ZoneId.getAvailableZoneIds().contains(text)) {
      return ZoneId.of(text);
    }
    throw new IllegalArgumentException("'" + text + "' is not a time zone such as Europe/Berlin");
  }

  private static URI uri(String text) {
    try {
      var uri = URI.create(text.strip());
      var scheme = uri.getScheme();
      if (uri.getHost() != null
          && scheme != null
          && List.of("http", "https", "ws", "wss").contains(scheme)) {
        return uri;
      }
    } catch (IllegalArgumentException no) {
      throw new IllegalArgumentException("'" + text + "' is not a URL", no);
    }
    throw new IllegalArgumentException("'" + text + "' is not a URL like https://host/path");
  }

  private static Object choice(Class<?> type, String text) {
    var words = Arrays.stream(type.getEnumConstants()).map(each -> word(each)).toList();
    var index = words.indexOf(text.strip().toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException(
          "'%s' is not one of %s"
              .formatted(text, words.stream().collect(Collectors.joining(", "))));
    }
    return type.getEnumConstants()[index];
  }

  private static String word(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @SuppressWarnings("unchecked")
  private void hold(Object value, String text, Class<?> type, Between between) {
    var comparable = (Comparable<Object>) value;
    if (comparable.compareTo(value(type, between.min())) < 0
        || comparable.compareTo(value(type, between.max())) > 0) {
      throw new IllegalArgumentException(
          "%s is out of range; from %s to %s is allowed"
              .formatted(text, between.min(), between.max()));
    }
  }
}
