package io.podbus.podman.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/// Names that callers may try, and why they are not taken.
final class RefusedOptions {
  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "podmanPath",
          "which podman is run is the operator's to say, in the configuration of the service.");

  private static final Map<String, Map<String, String>> OF_OPERATION =
      Map.of(
          "exec",
          Map.of(
              "image", "exec works in a container that is there; name it with \"containerName\"."));

  private RefusedOptions() {}

  static Map<String, String> of(Operation operation) {
    Map<String, String> all = new LinkedHashMap<>(EVERYWHERE);
    all.putAll(OF_OPERATION.getOrDefault(operation.name(), Map.of()));
    return all;
  }
}
