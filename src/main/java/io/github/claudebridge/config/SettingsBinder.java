package io.github.claudebridge.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills the settings' records from the file, the environment and the defaults, in this order of
 * weakness: default, file, environment. It goes on after a problem, so that all are found at once.
 */
final class SettingsBinder {
  private final String file;
  private final Map<String, String> env;
  private final ScalarReader scalars;
  private final Placeholders placeholders;
  private final List<String> problems = new ArrayList<>();

  SettingsBinder(String file, Map<String, String> env, ScalarReader scalars) {
    this.file = file;
    this.env = env;
    this.scalars = scalars;
    this.placeholders = new Placeholders(env);
  }

  List<String> problems() {
    return problems;
  }

  /** Fills one record; where something is wrong the default stands and a problem is noted. */
  <R extends Record> R record(Class<R> type, @Nullable Node node, R defaults, String path) {
    var keys = keys(node, path);
    var known = KeyNames.direct(type);
    keys.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            unknown(entry.place(), KeyNames.join(path, key), path, known);
          }
        });
    var components = type.getRecordComponents();
    var values = new Object[components.length];
    for (var i = 0; i < components.length; i++) {
      var entry = keys.get(KeyNames.key(components[i]));
      values[i] =
          component(
              components[i],
              entry == null ? null : entry.value(),
              call(components[i], defaults),
              KeyNames.join(path, KeyNames.key(components[i])));
    }
    return make(type, values);
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object component(
      RecordComponent component, @Nullable Node node, @Nullable Object standard, String path) {
    var type = component.getType();
    if (KeyNames.section(type)) {
      return record((Class<Record>) type, node, (Record) standard, path);
    }
    if (type == Map.class) {
      return KeyNames.valueType(component) == String.class
          ? texts(node, (Map<String, String>) standard, path)
          : agents(node, (Map<String, Settings.Agent>) standard, path);
    }
    var override = env.get(KeyNames.env(path));
    if (type == List.class || type == Set.class) {
      var items =
          override == null ? items(component, node, path) : split(component, override, path);
      var values = items == null ? (Collection<?>) standard : items;
      return type == Set.class ? new LinkedHashSet<>(values) : values;
    }
    if (override != null) {
      var value = read(component, type, override, KeyNames.env(path));
      return value == null ? standard : value;
    }
    return switch (node) {
      case null -> standard;
      case Node.Nothing _ -> standard;
      case Node.Scalar scalar -> {
        var value = filled(component, type, scalar, path);
        yield value == null ? standard : value;
      }
      case Node.Items _, Node.Keys _ -> {
        problem(node.place().in(file), path, "one value expected, found " + node.kind());
        yield standard;
      }
    };
  }

  private @Nullable List<Object> items(
      RecordComponent component, @Nullable Node node, String path) {
    return switch (node) {
      case null -> null;
      case Node.Nothing _ -> null;
      case Node.Items list -> {
        var values = new ArrayList<Object>();
        for (var item : list.items()) {
          if (item instanceof Node.Scalar scalar) {
            var value = filled(component, KeyNames.valueType(component), scalar, path);
            if (value != null) {
              values.add(value);
            }
          } else {
            problem(item.place().in(file), path, "a value expected, found " + item.kind());
          }
        }
        yield values;
      }
      case Node.Scalar _, Node.Keys _ -> {
        problem(
            node.place().in(file),
            path,
            "a list such as [one, two] expected, found " + node.kind());
        yield null;
      }
    };
  }

  private List<Object> split(RecordComponent component, String text, String path) {
    var values = new ArrayList<Object>();
    for (var item : text.split(",")) {
      if (!item.isBlank()) {
        var type = KeyNames.valueType(component);
        var value = read(component, type, item.strip(), KeyNames.env(path));
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private Map<String, Settings.Agent> agents(
      @Nullable Node node, Map<String, Settings.Agent> standard, String path) {
    var entries = keys(node, path);
    var names = new LinkedHashSet<>(standard.keySet());
    names.addAll(entries.keySet());
    var agents = new LinkedHashMap<String, Settings.Agent>();
    for (var name : names) {
      var entry = entries.get(name);
      var at = KeyNames.join(path, name);
      if (!name.matches("[A-Za-z0-9_-]{1,40}")) {
        problem(entry.place().in(file), path, "'" + name + "' is no name for an agent");
        continue;
      }
      var defaults = standard.getOrDefault(name, Defaults.agent());
      var agent = record(Settings.Agent.class, entry == null ? null : entry.value(), defaults, at);
      if (agent.command().isEmpty()) {
        problem(entry.place().in(file), at, "the key 'command' is missing");
      }
      agents.put(name, agent);
    }
    return agents;
  }

  private Map<String, String> texts(
      @Nullable Node node, Map<String, String> standard, String path) {
    var texts = new LinkedHashMap<>(standard);
    keys(node, path)
        .forEach(
            (key, entry) -> {
              var at = KeyNames.join(path, key);
              if (!key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problem(entry.place().in(file), at, "'" + key + "' is no name of a variable");
              } else if (entry.value() instanceof Node.Scalar scalar) {
                fill(scalar, at).ifPresent(text -> texts.put(key, text));
              } else if (entry.value() instanceof Node.Nothing) {
                texts.put(key, "");
              } else {
                problem(entry.value().place().in(file), at, "found " + entry.value().kind());
              }
            });
    var prefix = KeyNames.env(path) + "_";
    env.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            texts.put(name.substring(prefix.length()), value);
          }
        });
    return texts;
  }

  private Map<String, Node.Entry> keys(@Nullable Node node, String path) {
    return switch (node) {
      case null -> Map.of();
      case Node.Nothing _ -> Map.of();
      case Node.Keys some -> some.entries();
      case Node.Scalar _, Node.Items _ -> {
        problem(node.place().in(file), path, "keys expected, found " + node.kind());
        yield Map.of();
      }
    };
  }

  private @Nullable Object filled(
      RecordComponent component, Class<?> type, Node.Scalar scalar, String path) {
    return fill(scalar, path)
        .map(text -> read(component, type, text, scalar.place().in(file) + ": " + path))
        .orElse(null);
  }

  private Optional<String> fill(Node.Scalar scalar, String path) {
    try {
      return Optional.of(placeholders.fill(scalar.text()));
    } catch (IllegalArgumentException wrong) {
      problem(scalar.place().in(file), path, wrong.getMessage());
      return Optional.empty();
    }
  }

  private @Nullable Object read(
      RecordComponent component, Class<?> type, String text, String where) {
    try {
      return scalars.read(
          type, text, component.getAnnotation(Between.class), component.getAnnotation(Like.class));
    } catch (IllegalArgumentException wrong) {
      problems.add(where + ": " + wrong.getMessage());
      return null;
    }
  }

  private void unknown(Node.Place place, String key, String path, List<String> known) {
    var mend =
        Nearest.to(key, known.stream().map(each -> KeyNames.join(path, each)).toList())
            .map(near -> "did you mean '" + near + "'?")
            .orElse("known here: " + String.join(", ", known));
    problems.add("%s: unknown key '%s'; %s".formatted(place.in(file), key, mend));
  }

  private void problem(String place, String path, @Nullable String text) {
    problems.add(place + ": " + path + ": " + text);
  }

  private static @Nullable Object call(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a settings record hides " + component, impossible);
    }
  }

  private static <R extends Record> R make(Class<R> type, Object[] values) {
    var types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType);
    try {
      Constructor<R> maker = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      return maker.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new IllegalStateException(type + " refused checked values", refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a settings record without constructor: " + type, impossible);
    }
  }
}
