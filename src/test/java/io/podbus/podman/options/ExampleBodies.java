package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Bodies of the create call, made from the catalog.
public final class ExampleBodies {
  private ExampleBodies() {}

  /// The smallest body that an operation takes.
  public static JsonObject minimal(Operation operation) {
    JsonObject body = new JsonObject().put("operation", operation.group());
    if (operation.subcommand() != null) {
      body.put("subcommand", operation.subcommand());
    }
    for (List<String> group : operation.required()) {
      String name = group.getFirst();
      body.put(name, entry(operation, name).examples(operation.name()).getFirst());
    }
    return body;
  }

  /// The smallest body in which the option can stand alone.
  public static JsonObject with(Operation operation, OptionEntry entry, Object value) {
    JsonObject body = minimal(operation);
    for (List<String> group : operation.required()) {
      if (group.contains(entry.name())) {
        group.forEach(body::remove);
      }
    }
    entry
        .company()
        .forEach((name, other) -> {
          if (takes(operation, name)) {
            body.put(name, other);
          }
        });
    return body.put(entry.name(), value);
  }

  static boolean takes(Operation operation, String name) {
    return Catalog.entriesOf(operation).stream().anyMatch(entry -> entry.name().equals(name));
  }

  static OptionEntry entry(Operation operation, String name) {
    return Catalog.entriesOf(operation).stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(operation.name() + " requires " + name + ", and takes none"));
  }
}
