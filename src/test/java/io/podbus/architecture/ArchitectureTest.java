package io.podbus.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The product keeps the rules of docs/architecture.md, and a fixture that breaks each of them
/// shows that they bite.
class ArchitectureTest {
  private static final String ROOT = "io.podbus";
  private static final String FIXTURE = "io.podbus.architecture.broken";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses MAIN_AND_TESTS =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/architecture/broken/"))
          .importPackages(ROOT);
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  private final ArchitectureRules product = new ArchitectureRules(ROOT);
  private final ArchitectureRules broken = new ArchitectureRules(FIXTURE);

  @Test
  void thereIsSomethingToCheck() {
    assertThat(MAIN).hasSizeGreaterThan(10);
    assertThat(MAIN.contain("io.podbus.protocol.Addresses")).isTrue();
    assertThat(MAIN_AND_TESTS.contain(ArchitectureTest.class)).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> theProductKeepsTheRules() {
    return rules(product)
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(MAIN)));
  }

  @Test
  void testsDoNotSleepEither() {
    product.noSleep().check(MAIN_AND_TESTS);
  }

  @TestFactory
  Stream<DynamicTest> theRulesBite() {
    return rules(broken)
        .map(rule ->
            DynamicTest.dynamicTest(
                rule.getDescription(),
                () ->
                    assertThatThrownBy(() -> rule.check(BROKEN))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining(FIXTURE)));
  }

  private static Stream<ArchRule> rules(ArchitectureRules rules) {
    return Stream.concat(
        rules.arrows().stream(),
        List.of(
            rules.onlyKnownPackages(),
            rules.nativeCodeInOnePlace(),
            rules.loopInternalsInOnePlace(),
            rules.packagesHaveMeaning(),
            rules.noCycles(),
            rules.noSleep(),
            rules.noStaticMutableState())
            .stream());
  }
}
