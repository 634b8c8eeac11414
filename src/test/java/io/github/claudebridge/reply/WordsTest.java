package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bridge says, in each language. */
class WordsTest {
  private static final Pattern BLANK = Pattern.compile("\\{(\\d)}");

  private static Properties of(String file) throws Exception {
    Properties words = new Properties();
    try (InputStream in = WordsTest.class.getResourceAsStream("/words/" + file)) {
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return words;
  }

  private static TreeSet<String> blanks(String sentence) {
    TreeSet<String> found = new TreeSet<>();
    BLANK.matcher(sentence).results().forEach(r -> found.add(r.group(1)));
    return found;
  }

  @Test
  void bothLanguagesSayTheSameThingsWithTheSameBlanks() throws Exception {
    Properties english = of("words.properties");
    Properties japanese = of("words_ja.properties");
    assertThat(japanese.keySet()).isEqualTo(english.keySet());
    for (String key : english.stringPropertyNames()) {
      assertThat(blanks(japanese.getProperty(key)))
          .as(key)
          .isEqualTo(blanks(english.getProperty(key)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja", "fr"})
  void everySentenceTakesWhateverItIsGiven(String language) throws Exception {
    Words words = new Words(Locale.of(language));
    for (String key : of("words.properties").stringPropertyNames()) {
      int blanks = blanks(of("words.properties").getProperty(key)).size();
      Object[] hostile = new Object[10];
      java.util.Arrays.fill(hostile, "it's {0} '{'");
      String said = words.say(key, hostile);
      assertThat(said).as(key).isNotBlank().doesNotContain("{1}");
      if (blanks > 0) {
        assertThat(said).as(key).contains("it's {0} '{'");
      }
    }
  }

  @Test
  void numbersOfSessionsAreWrittenPlainly() {
    assertThat(new Words(Locale.ENGLISH).say("recovery.held", "999")).contains("vai recover 999");
  }
}
