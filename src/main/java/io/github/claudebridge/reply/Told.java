package io.github.claudebridge.reply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reason or a time span that a lower part of the bridge said in English, known again by the
 * sentences {@code told.*}. The store, the logs and the API keep the English one, which is the same
 * for everybody.
 *
 * @param key which sentence it is
 * @param blanks what stands in it
 */
record Told(String key, Object[] blanks) {
  private static final String PREFIX = "told.";
  private static final int MOST = 500;
  private static final Pattern BLANK = Pattern.compile("\\{\\d}");
  private static final Map<String, Pattern> SENTENCES = sentences();

  static Optional<Told> find(String english) {
    if (english.length() > MOST) {
      return Optional.empty();
    }
    for (Map.Entry<String, Pattern> sentence : SENTENCES.entrySet()) {
      Matcher said = sentence.getValue().matcher(english);
      if (said.matches()) {
        List<Object> blanks = new ArrayList<>();
        for (int i = 1; i <= said.groupCount(); i++) {
          blanks.add(said.group(i));
        }
        return Optional.of(new Told(sentence.getKey(), blanks.toArray()));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Pattern> sentences() {
    ResourceBundle english = Words.bundle(Locale.ENGLISH);
    Map<String, Pattern> all = new LinkedHashMap<>();
    for (String key : english.keySet()) {
      if (key.startsWith(PREFIX)) {
        all.put(key, pattern(english.getString(key).replace("''", "'")));
      }
    }
    return all;
  }

  /** The blanks of these sentences stand in their order, in English. */
  private static Pattern pattern(String sentence) {
    String blank = sentence.startsWith("{") ? "(\\d+)" : "(.+)"; // a number with its unit
    StringBuilder all = new StringBuilder();
    int from = 0;
    Matcher blanks = BLANK.matcher(sentence);
    while (blanks.find()) {
      all.append(Pattern.quote(sentence.substring(from, blanks.start()))).append(blank);
      from = blanks.end();
    }
    return Pattern.compile(all.append(Pattern.quote(sentence.substring(from))).toString());
  }
}
