package io.github.claudebridge.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How settings are called: in the file, in the environment, in the code. */
final class KeyNames {
  private static final String PREFIX = "CLAUDE_BRIDGE_";

  private KeyNames() {}

  /**
   * {@code restUrl} in the code is {@code rest-url} in the file; a last underscore, which parts a
   * name from a word of Java, is not.
   */
  static String key(RecordComponent component) {
    return component
        .getName()
        .replaceAll("_$", "")
        .replaceAll("([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }

  /** {@code discord.rest-url} in the file is {@code CLAUDE_BRIDGE_DISCORD_REST_URL} outside. */
  static String env(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  static String join(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  /** Every key of the record and of the records in it; {@code *} stands for a free name. */
  static List<String> all(Class<?> type, String parent) {
    var keys = new ArrayList<String>();
    for (var component : type.getRecordComponents()) {
      var path = join(parent, key(component));
      if (section(component.getType())) {
        keys.addAll(all(component.getType(), path));
      } else if (Map.class.isAssignableFrom(component.getType()) && section(valueType(component))) {
        keys.addAll(all(valueType(component), path + ".*"));
      } else {
        keys.add(path);
      }
    }
    return keys;
  }

  /** The keys that may stand directly below the record's place. */
  static List<String> direct(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(KeyNames::key).toList();
  }

  /** Whether a value of the type has keys of its own. */
  static boolean section(Class<?> type) {
    return type.isRecord() && type != ByteSize.class;
  }

  /** What a map's values or a collection's items are. */
  static Class<?> valueType(RecordComponent component) {
    var arguments = ((ParameterizedType) component.getGenericType()).getActualTypeArguments();
    return (Class<?>) arguments[arguments.length - 1];
  }
}
