package io.podbus.podman.policy;

import io.podbus.podman.catalog.Operation;
import java.util.Set;

/// Where the names of images stand. Pure.
final class Images {
  private static final Set<String> NAMES_ARE_IMAGES =
      Set.of("pull", "push", "rmi", "images", "tag");
  private static final Set<String> DESTINATIONS = Set.of("push", "tag");

  private Images() {}

  static boolean are(String option, Operation operation) {
    return switch (option) {
      case "image", "from", "infraImage" -> true;
      case "names" -> NAMES_ARE_IMAGES.contains(operation.name());
      case "destination" -> DESTINATIONS.contains(operation.name());
      default -> false;
    };
  }
}
