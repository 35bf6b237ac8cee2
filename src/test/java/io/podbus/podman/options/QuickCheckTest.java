package io.podbus.podman.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.engine.Engines;
import io.podbus.protocol.SchemaChecks;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// The quick way to check options takes nothing that the library does not, and most of what it
/// does.
class QuickCheckTest {
  @Test
  void whatIsWrongIsLeftToTheLibrary() {
    for (Operation operation : Catalog.operations()) {
      SchemaChecks checks = new SchemaChecks(new OptionCatalog().schema(operation.name()));
      for (OptionEntry entry : Catalog.entriesOf(operation)) {
        for (BadBodies.Bad bad : BadBodies.of(operation, entry)) {
          assertThat(checks.quick(bad.body()) && !checks.library(bad.body()))
              .as(bad.toString())
              .isFalse();
        }
      }
      for (BadBodies.Bad bad : BadBodies.of(operation)) {
        assertThat(checks.quick(bad.body())).as(bad.toString()).isFalse();
      }
    }
  }

  @Test
  void whatIsRightIsTakenByBoth() {
    long seed = Long.getLong("seed", System.nanoTime());
    RandomBodies bodies = new RandomBodies(seed, Engines.PODMAN_4_3);
    int taken = 0;
    int rounds = 20;
    for (Operation operation : Catalog.operations()) {
      SchemaChecks checks = new SchemaChecks(new OptionCatalog().schema(operation.name()));
      for (int i = 0; i < rounds; i++) {
        JsonObject body = bodies.next(operation);
        assertThat(checks.library(body)).as("seed %d: %s", seed, body.encode()).isTrue();
        taken += checks.quick(body) ? 1 : 0;
      }
    }
    assertThat(taken)
        .as("of %d, seed %d", rounds * Catalog.operations().size(), seed)
        .isGreaterThan(rounds * Catalog.operations().size() * 3 / 4);
  }
}
