package io.podbus.podman.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.engine.Engines;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Everything that can be wrong with any option or operation is refused, where it is, in a
/// sentence.
class BadBodiesTest {
  private final OptionCatalog catalog = new OptionCatalog();

  @TestFactory
  Stream<DynamicTest> everyFaultOfAnOptionIsNamed() {
    return Catalog.entries().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.name(),
                () -> {
                  for (String name : entry.operations()) {
                    Operation operation = Catalog.operation(name).orElseThrow();
                    BadBodies.of(operation, entry).forEach(this::isRefused);
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> everyFaultOfAnOperationIsNamed() {
    return Catalog.operations().stream()
        .map(operation ->
            DynamicTest.dynamicTest(
                operation.name(), () -> BadBodies.of(operation).forEach(this::isRefused)));
  }

  private void isRefused(BadBodies.Bad bad) {
    FailureException failed =
        catchThrowableOfType(
            FailureException.class, () -> catalog.parse(bad.body(), Engines.PODMAN_4_3));
    assertThat(failed).as(bad.toString()).isNotNull();
    List<Failure.Violation> faults = ((Failure.InvalidOptions) failed.failure()).violations();
    assertThat(faults)
        .as(bad.toString())
        .anySatisfy(fault -> {
          assertThat(fault.pointer()).matches("(?s)\\Q" + bad.pointer() + "\\E(/.*)?");
          assertThat(fault.detail()).matches("(?s).{15,}[.?]");
        });
  }
}
