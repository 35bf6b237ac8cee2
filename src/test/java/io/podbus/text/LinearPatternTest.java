package io.podbus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(((a{0,100}){0,100}){0,100}){0,100}",
        "(?:x{500}y{500}){30}",
        "([a-z]{1000}|b){10}",
        "(\\pL{1000}){9}",
        "(\\Qab\\E{1000}){9}",
        "(((((((((x{2,}){9,}){9,}){9,}){9,}){9,}){9,}){9,}){9,})"
      })
  void refusesWhatWouldExplode(String pattern) {
    assertThatThrownBy(() -> LinearPattern.compile(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[a", "a**", "(?<n", "a{1001}", "\\8", "(?=x)", "(a)\\1", "x{2,1}"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> LinearPattern.compile(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RE2");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> LinearPattern.compile("a".repeat(1001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000");
    LinearPattern.compile("(".repeat(499) + "a" + ")".repeat(499));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[:alpha:]]+\\s*[]x]{3}[^]]",
        "a{,3}",
        "x{y}",
        "\\Qa{1000}\\E",
        "(?i)done in \\d{1,6} ms",
        "\\x{41}{20}",
        "(?P<n>a|b|c)*",
        "[\\]a]{9}"
      })
  void takesWhatIsOrdinary(String pattern) {
    LinearPattern.compile(pattern);
  }

  /// The estimate is never much below what the compiler makes of it.
  @RepeatedTest(30)
  void theEstimateHolds(RepetitionInfo info) {
    long seed = Long.getLong("seed", info.getCurrentRepetition());
    Random random = new Random(seed);
    String pattern = random(random, 3);
    long estimate = new PatternSize(pattern).estimate();
    if (estimate < 50_000) {
      int size = Pattern.compile(pattern).programSize();
      assertThat(size)
          .as("seed %d: %s estimated %d", seed, pattern, estimate)
          .isLessThanOrEqualTo((int) (2 * estimate + 20));
    }
  }

  private static String random(Random random, int depth) {
    String[] atoms = {"a", ".", "\\d", "[a-z]", "[^]x]", "\\pL", "\\x{41}", "\\.", "é"};
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      String atom = atoms[random.nextInt(atoms.length)];
      if (depth > 0 && random.nextInt(2) == 0) {
        atom = "(" + random(random, depth - 1) + (random.nextBoolean() ? "|b" : "") + ")";
      }
      String[] times = {"", "*", "+?", "?", "{3}", "{2,}", "{0,7}", "{1,40}"};
      pattern.append(atom).append(times[random.nextInt(times.length)]);
    }
    return pattern.toString();
  }
}
