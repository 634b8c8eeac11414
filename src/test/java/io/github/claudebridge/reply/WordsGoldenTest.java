package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sentence of the bridge stands in a golden file of each language, where people read how it
 * reads. Posts are shown whole by the tests of their writers; here are the short answers to one
 * person, the names of commands, and parts of other sentences.
 */
class WordsGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources");
  private static final Pattern BLANK = Pattern.compile("\\{\\d}");

  /** Sentences with what stands in their blanks, parted by bars; at a @ that is a sentence, too. */
  private static final List<String> SAID =
      """
      order.refused
      order.unbound
      order.unknown
      order.failed | Session 7 is not bound. | Bind it: vai bind 7
      order.runs.already
      order.recovered | @state.idle
      order.stopped.one | 1
      order.stopped.many | 3
      order.nothing.to.stop
      order.goes.on | 1
      order.turn.over
      order.help
      order.done.edit
      order.done.delete
      order.done.front
      order.done.now
      order.done.retry
      order.done.skip
      decided.before
      order.cleared.one | 1
      order.cleared.many | 3
      order.late.one | 1
      order.late.many | 3
      order.too.late
      order.not.yours
      order.answered
      order.answer.part
      order.answer.late
      order.answer.unknown
      order.answer.terminal | 1
      order.answer.bad | @field.bad.integer Age old
      order.level | @level.normal
      order.level.set | @level.quiet
      level.quiet
      level.normal
      level.everything
      order.key.pressed | `down enter`
      order.key.gone
      order.key.changed
      order.key.not.offered
      order.key.too.soon
      order.key.no.dialog
      order.key.question
      order.key.bad | `foo` | up, down, enter, esc
      order.screen
      order.screen.none
      screen.head | 1 | <t:1795271924:T>
      order.limit.continue
      order.limit.leave
      order.limit.now
      order.limit.none
      queue.empty
      queue.head.one | 1
      queue.head.many | 3
      queue.more | 12
      status | 1 | dev | @state.working | @status.waits.many 3
      status.waits.one | 1
      status.waits.many | 3
      status.uses | 312 MB | 12 % | 4
      status.machine | 31 % | 64 % | 71 %
      status.alert.cpu | 97 % | 90 %
      status.alert.memory | 93 % | 90 %
      status.alert.disk | 95 % | 90 %
      state.stopped
      state.starting
      state.idle
      state.typing
      state.working
      state.waiting
      state.lost
      state.stopping
      chart.machine
      chart.session | dev
      chart.cpu
      chart.memory
      chart.description | dev | @status.machine 31% 64% 71%
      field.bad.required | Name
      field.bad.number | Height | tall
      field.bad.integer | Age | old
      field.bad.boolean | Member | perhaps
      field.bad.choice | Size | XXL | S, M, L
      form.reason
      form.reason.label
      form.plan
      form.plan.label
      form.own
      form.lines
      button.now
      live.files.one | 1
      question.more.one | 1
      live.more | 4
      limit.name.opus-limit
      limit.name.sonnet-limit
      limit.name.fable-limit
      folded | 31 | 22:10 | 22:40
      told.file.slow | @told.seconds 30
      told.file.disk
      told.file.incomplete | 120 | 400
      told.file.circles
      told.file.broken
      told.seconds | 30
      told.minutes | 5
      told.hours | 2
      told.days | 3
      command.status
      command.stop
      command.recover
      command.help
      command.queue
      command.queue.show
      command.queue.edit
      command.queue.delete
      command.queue.front
      command.queue.now
      command.queue.clear
      command.keys
      command.keys.keys
      command.screen
      command.verbosity
      command.option.message
      command.option.text
      command.option.level
      command.option.session
      """
          .lines()
          .toList();

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void shortAnswersAndNames(String language) {
    Words words = new Words(Locale.of(language));
    String all =
        SAID.stream()
            .map(line -> line.split(" \\| "))
            .map(said -> said[0] + ": " + say(words, said))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(all).as("a blank that nothing fills").doesNotContainPattern(BLANK);
    Golden.at(GOLDEN + "/posts").check("short." + language + ".txt", all);
  }

  private static String say(Words words, String... said) {
    Object[] blanks =
        Arrays.stream(said)
            .skip(1)
            .map(b -> b.startsWith("@") ? say(words, b.substring(1).split(" ")) : b)
            .toArray();
    return words.say(said[0], blanks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void everySentenceIsInAGoldenFile(String language) throws IOException {
    assertThat(unseen(Words.bundle(Locale.of(language)), golden(language))).isEmpty();
  }

  @Test
  void aSentenceThatNoFileHasIsFound() throws IOException {
    ResourceBundle bundle = Words.bundle(Locale.ENGLISH);
    List<String> files = golden("en");
    String head = bundle.getString("screen.head").split("\\{0}")[0];
    assertThat(unseen(bundle, files.stream().map(f -> f.replace(head, "")).toList()))
        .containsExactly("screen.head");
  }

  /** The keys whose sentence is in none of the texts, whatever fills its blanks. */
  private static TreeSet<String> unseen(ResourceBundle bundle, List<String> texts) {
    TreeSet<String> unseen = new TreeSet<>();
    for (String key : bundle.keySet()) {
      Pattern sentence =
          Pattern.compile(
              BLANK
                  .splitAsStream(bundle.getString(key).replace("''", "'"))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*?")));
      if (texts.stream().noneMatch(text -> sentence.matcher(text).find())) {
        unseen.add(key);
      }
    }
    return unseen;
  }

  private static List<String> golden(String language) throws IOException {
    Pattern name = Pattern.compile(".*[./]" + language + "(?:[./].*)?\\.(?:txt|md)");
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> name.matcher(file.toString()).matches())
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .toList();
    }
  }
}
