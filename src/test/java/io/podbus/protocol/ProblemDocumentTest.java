package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the table of failures in docs/protocol.md against the code.
class ProblemDocumentTest {
  private static final String HEAD =
      "| number | code | status | retryable | title |\n| --- | --- | --- | --- | --- |\n";

  @Test
  void theDocumentHasEveryFailure() throws IOException {
    String text = Files.readString(Path.of("docs/protocol.md"));

    assertThat(text).contains(HEAD);
    int from = text.indexOf(HEAD) + HEAD.length();
    assertThat(text.substring(from, text.indexOf("\n\n", from) + 1)).isEqualTo(table());
  }

  @Test
  void numbersAndCodesAreEachGivenOnceAndWithoutAHole() {
    List<Problem.Kind> kinds = kinds();

    assertThat(kinds).extracting(Problem.Kind::code).doesNotHaveDuplicates();
    for (int i = 0; i < kinds.size(); i++) {
      assertThat(kinds.get(i).number()).as(kinds.get(i).code()).isEqualTo(i + 1);
    }
  }

  private static String table() {
    return kinds().stream()
        .map(kind ->
            "| %d | `%s` | %d | %s | %s |\n"
                .formatted(
                    kind.number(),
                    kind.code(),
                    kind.status(),
                    kind.retryable() ? "yes" : "no",
                    kind.title()))
        .collect(Collectors.joining());
  }

  static List<Problem.Kind> kinds() {
    return Arrays.stream(Failure.class.getPermittedSubclasses())
        .map(type -> Problem.kind(example(type)))
        .sorted(Comparator.comparingInt(Problem.Kind::number))
        .toList();
  }

  private static Failure example(Class<?> type) {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    Object[] arguments =
        Arrays.stream(constructor.getParameterTypes()).map(ProblemDocumentTest::value).toArray();
    try {
      constructor.setAccessible(true);
      return (Failure) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getName(), e);
    }
  }

  private static Object value(Class<?> type) {
    if (type == String.class) {
      return "x";
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == int.class || type == Integer.class) {
      return 1;
    }
    if (type == long.class || type == Long.class) {
      return 1L;
    }
    throw new AssertionError("no example of " + type);
  }
}
