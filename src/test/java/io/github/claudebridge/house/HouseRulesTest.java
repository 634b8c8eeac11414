package io.github.claudebridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules hold in the program, and each can fail: it does in a package that breaks them all. */
class HouseRulesTest {
  private static final String ROOT = "io.github.claudebridge";
  private static final String BROKEN = ROOT + ".house.broken";

  private static JavaClasses program;
  private static JavaClasses broken;

  @BeforeAll
  static void read() {
    program =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    broken = new ClassFileImporter().importPackages(BROKEN);
  }

  static Stream<String> rules() {
    return new HouseRules(ROOT).all().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(String rule) {
    assertThat(program).isNotEmpty();
    new HouseRules(ROOT).all().get(rule).check(program);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void canFail(String rule) {
    assertThat(new HouseRules(BROKEN).all().get(rule).evaluate(broken).hasViolation()).isTrue();
  }
}
