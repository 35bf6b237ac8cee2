package io.podbus.podman.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// To which registries a login belongs: the one that is named, or those in the names of images.
/// Pure.
public final class Registries {
  private Registries() {}

  /// Host and port of each.
  ///
  /// @param value what holds for an option, null where nothing does
  public static List<String> of(Function<String, @Nullable Object> value) {
    if (value.apply("registry") instanceof String named) {
      return List.of(named);
    }
    List<String> images = new ArrayList<>();
    if (value.apply("destination") instanceof String destination) {
      images.add(destination);
    } else {
      for (String option : List.of("image", "names", "from", "cacheFrom", "cacheTo")) {
        switch (value.apply(option)) {
          case String image -> images.add(image);
          case List<?> list -> list.forEach(image -> images.add(image.toString()));
          case null, default -> {
            // Names no image.
          }
        }
      }
    }
    return images.stream()
        .map(Registries::ofImage)
        .filter(host -> !host.isEmpty())
        .distinct()
        .toList();
  }

  /// The part before the first slash, where that is a host; an image on this host has none.
  private static String ofImage(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    return first.contains(".") || first.contains(":") ? first : "";
  }
}
