package io.github.claudebridge.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of {@code config/sessions.json}: read with the place of everything that is wrong, and
 * written so that a person can edit it. {@code docs/sessions-json.md} describes it.
 */
final class BindingFile {
  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Set<String> TOP = Set.of("version", "sessions");
  private static final List<String> KEYS =
      List.of("channel", "name", "directory", "agent", "model", "permission-mode", "recovery");

  private final String file;
  private final BindingDefaults defaults;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> channels = new HashMap<>();

  private BindingFile(String file, BindingDefaults defaults) {
    this.file = file;
    this.defaults = defaults;
  }

  /**
   * Reads bindings, sorted by number.
   *
   * @param file the file's name in messages
   * @throws BadSettingsException with everything that is wrong
   */
  static List<Binding> read(String file, String json, BindingDefaults defaults)
      throws BadSettingsException {
    if (json.isBlank()) {
      // A full disk or a clumsy editor leaves an empty file; it must not unbind everything.
      throw new BadSettingsException(
          List.of(file + ": is empty; write {\"sessions\": {}} to unbind everything"));
    }
    return new BindingFile(file, defaults).read(NodeReader.json(file, json));
  }

  static String write(Collection<Binding> bindings) {
    var sessions = JSON.createObjectNode();
    for (var binding : BindingRules.sorted(bindings)) {
      var entry = sessions.putObject(Integer.toString(binding.session()));
      entry.put("channel", binding.channel());
      entry.put("name", binding.name());
      entry.put("directory", binding.directory().toString());
      entry.put("agent", binding.agent());
      if (binding.model() != null) {
        entry.put("model", binding.model());
      }
      if (binding.permissionMode() != null) {
        entry.put("permission-mode", binding.permissionMode());
      }
      if (binding.recovery() != null) {
        entry.put("recovery", binding.recovery().word());
      }
    }
    var root = JSON.createObjectNode().put("version", VERSION);
    root.set("sessions", sessions);
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("bindings that are no JSON", impossible);
    }
  }

  private List<Binding> read(Node.Keys root) throws BadSettingsException {
    var old =
        !root.entries().isEmpty() && root.entries().keySet().stream().noneMatch(TOP::contains);
    var bindings = old ? sessions(root) : current(root);
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
    return BindingRules.sorted(bindings);
  }

  private List<Binding> current(Node.Keys root) {
    root.entries()
        .forEach(
            (key, entry) -> {
              if (!TOP.contains(key)) {
                problem(entry.place(), "unknown key '" + key + "'; known: version, sessions");
              }
            });
    var version = root.entries().get("version");
    if (version != null
        && !(version.value() instanceof Node.Scalar(_, var text, _)
            && text.equals(Integer.toString(VERSION)))) {
      problem(
          version.value().place(), "version " + version.value().kind() + "; this bridge reads 1");
    }
    var sessions = root.entries().get("sessions");
    if (sessions == null) {
      return List.of();
    }
    if (sessions.value() instanceof Node.Keys keys) {
      return sessions(keys);
    }
    problem(sessions.value().place(), "sessions: keys expected, found " + sessions.value().kind());
    return List.of();
  }

  private List<Binding> sessions(Node.Keys keys) {
    var bindings = new ArrayList<Binding>();
    keys.entries()
        .forEach(
            (key, entry) -> {
              if (!key.matches("[1-9]\\d{0,2}")) {
                problem(entry.place(), "'" + key + "' is no session; numbers go from 1 to 999");
                return;
              }
              var binding = binding(Integer.parseInt(key), entry);
              if (binding != null) {
                bindings.add(binding);
              }
            });
    return bindings;
  }

  private @Nullable Binding binding(int session, Node.Entry entry) {
    return switch (entry.value()) {
      // The form before version 1: the channel alone.
      case Node.Scalar channel -> make(session, channel, Map.of());
      case Node.Keys keys -> {
        var texts = texts(session, keys);
        var channel = keys.entries().get("channel");
        if (channel == null) {
          problem(entry.place(), "session " + session + ": the key 'channel' is missing");
          yield null;
        }
        yield channel.value() instanceof Node.Scalar scalar ? make(session, scalar, texts) : null;
      }
      case Node.Items _, Node.Nothing _ -> {
        problem(
            entry.value().place(),
            "session %d: keys expected, found %s".formatted(session, entry.value().kind()));
        yield null;
      }
    };
  }

  private Map<String, Node.Scalar> texts(int session, Node.Keys keys) {
    var texts = new HashMap<String, Node.Scalar>();
    keys.entries()
        .forEach(
            (key, entry) -> {
              if (!KEYS.contains(key)) {
                var mend =
                    Nearest.to(key, KEYS)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known: " + String.join(", ", KEYS));
                problem(
                    entry.place(),
                    "session %d: unknown key '%s'; %s".formatted(session, key, mend));
              } else if (entry.value() instanceof Node.Scalar scalar && scalar.quoted()) {
                texts.put(key, scalar);
              } else if (!(entry.value() instanceof Node.Nothing) || key.equals("channel")) {
                problem(
                    entry.value().place(),
                    "session %d: %s: a text in quotes expected, found %s"
                        .formatted(session, key, entry.value().kind()));
              }
            });
    return texts;
  }

  private @Nullable Binding make(int session, Node.Scalar channel, Map<String, Node.Scalar> texts) {
    var taken = channels.putIfAbsent(channel.text(), session);
    if (taken != null) {
      problem(
          channel.place(),
          "session %d: the channel %s is already bound to session %d"
              .formatted(session, channel.text(), taken));
      return null;
    }
    var name = texts.get("name");
    var directory = texts.get("directory");
    var agent = texts.get("agent");
    try {
      var binding =
          new Binding(
              session,
              channel.text(),
              name == null ? "session-" + session : name.text(),
              directory == null ? defaults.directory() : Path.of(directory.text()),
              agent == null ? defaults.agent() : agent.text(),
              text(texts.get("model")),
              text(texts.get("permission-mode")),
              recovery(session, text(texts.get("recovery"))));
      BindingRules.check(binding);
      return binding;
    } catch (IllegalArgumentException wrong) {
      problem(channel.place(), String.valueOf(wrong.getMessage()));
      return null;
    }
  }

  private static @Nullable Automatic recovery(int session, @Nullable String word) {
    return word == null
        ? null
        : Automatic.of(word)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "session %d: recovery: '%s' is not off, restart-only or full"
                            .formatted(session, word)));
  }

  private static @Nullable String text(Node.@Nullable Scalar scalar) {
    return scalar == null ? null : scalar.text();
  }

  private void problem(Node.Place place, String text) {
    problems.add(place.in(file) + ": " + text);
  }
}
