package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.options.BadBodies;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What can be wrong with each option and each operation is refused by name and place, and podman
/// is not started. The cases are made from the catalog; a unit test goes through all of them, this
/// one sends those of one operation for each option.
class GeneratedBadInputIT extends ServiceTestBase {
  private CountedPodman podman;

  @Override
  Map<String, String> settings() {
    podman = CountedPodman.create();
    return Map.of("PODBUS_PODMAN_PATH", podman.path().toString());
  }

  @AfterAll
  void removePodman() {
    podman.close();
  }

  @TestFactory
  Stream<DynamicTest> podmanIsNotStartedForWhatIsWrong() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OptionEntry entry : Catalog.entries()) {
      Operation first = Catalog.operation(entry.operations().getFirst()).orElseThrow();
      tests.add(test(entry.name(), BadBodies.of(first, entry)));
    }
    for (Operation operation : Catalog.operations()) {
      List<BadBodies.Bad> bad = BadBodies.of(operation);
      tests.add(test(operation.name(), bad.subList(0, Math.min(bad.size(), 10))));
    }
    return tests.stream();
  }

  private DynamicTest test(String name, List<BadBodies.Bad> bad) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          List<String> before = podman.calls();
          for (BadBodies.Bad one : bad) {
            JsonObject problem =
                Api.problem(api.post("/v1/sessions", one.body()), 400, "invalid-options");
            assertThat(problem.getJsonArray("errors"))
                .as(one.toString())
                .anySatisfy(error -> {
                  assertThat(((JsonObject) error).getString("pointer"))
                      .matches("(?s)\\Q" + one.pointer() + "\\E(/.*)?");
                  assertThat(((JsonObject) error).getString("detail")).isNotBlank();
                });
          }
          assertThat(podman.calls()).as("calls of podman").isEqualTo(before);
        });
  }
}
