package io.github.claudebridge.config;

import io.github.claudebridge.model.Binding;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for bindings, one by one and together. */
final class BindingRules {
  private static final Pattern CHANNEL = Pattern.compile("\\d{1,20}|local-[1-9]\\d{0,2}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
  private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9_-]{1,40}");
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][^\\s\\p{Cntrl}]{0,99}");
  private static final Pattern MODE = Pattern.compile("[A-Za-z]{1,40}");

  private BindingRules() {}

  /**
   * Checks one binding.
   *
   * @throws IllegalArgumentException if it breaks a rule, in words for the operator
   */
  static void check(Binding binding) {
    var session = binding.session();
    hold(CHANNEL, session, "channel", binding.channel(), "a Discord id or local-N");
    hold(NAME, session, "name", binding.name(), "a name of 1 to 100 characters");
    hold(AGENT, session, "agent", binding.agent(), "a name of letters, digits, - and _");
    if (binding.model() != null) {
      hold(MODEL, session, "model", binding.model(), "a model's name");
    }
    if (binding.permissionMode() != null) {
      hold(MODE, session, "permission-mode", binding.permissionMode(), "a permission mode");
    }
    if (!binding.directory().isAbsolute()) {
      throw new IllegalArgumentException(
          "session %d: directory: '%s' is not absolute; write it from /"
              .formatted(session, binding.directory()));
    }
  }

  /**
   * Checks bindings one by one and together.
   *
   * @throws IllegalArgumentException if a rule is broken, in words for the operator
   */
  static void checkAll(Collection<Binding> bindings) {
    var channels = new HashMap<String, Integer>();
    var numbers = new HashMap<Integer, String>();
    for (var binding : bindings) {
      check(binding);
      var taken = channels.putIfAbsent(binding.channel(), binding.session());
      if (taken != null) {
        throw new IllegalArgumentException(
            "the channel %s is already bound to session %d".formatted(binding.channel(), taken));
      }
      if (numbers.putIfAbsent(binding.session(), binding.channel()) != null) {
        throw new IllegalArgumentException("session " + binding.session() + " exists already");
      }
    }
  }

  static List<Binding> sorted(Collection<Binding> bindings) {
    return bindings.stream().sorted(Comparator.comparingInt(Binding::session)).toList();
  }

  private static void hold(Pattern pattern, int session, String key, String text, String words) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "session %d: %s: '%s' is not %s".formatted(session, key, text, words));
    }
  }
}
