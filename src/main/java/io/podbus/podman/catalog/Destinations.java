package io.podbus.podman.catalog;

import io.podbus.podman.catalog.Rule.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where in a container things are mounted: at each place one.
final class Destinations {
  private static final Pattern OF_MOUNT =
      Pattern.compile("(?:^|,)(?:dst|destination|target)=(/[^,]*)");

  private Destinations() {}

  /// No place is named twice in this option, and none that an option before it names.
  static Rule oncePerContainer(String option) {
    return new Rule(
        (_, situation) -> hasTwin(option, situation),
        "Two things cannot be mounted at the same place.");
  }

  private static boolean hasTwin(String option, Situation situation) {
    List<String> own = places(option, situation.value(option));
    if (own.stream().distinct().count() < own.size()) {
      return true;
    }
    List<String> others = new ArrayList<>();
    for (String other : List.of("volumes", "mounts", "tmpfs")) {
      if (other.equals(option)) {
        break;
      }
      others.addAll(places(other, situation.value(other)));
    }
    return own.stream().anyMatch(others::contains);
  }

  private static List<String> places(String option, @Nullable Object value) {
    List<String> places = new ArrayList<>();
    if (value instanceof List<?> items) {
      for (Object item : items) {
        places.add(place(option, item.toString()));
      }
    }
    return places;
  }

  private static String place(String option, String item) {
    String place =
        switch (option) {
          case "volumes" -> ofVolume(item);
          case "mounts" -> {
            Matcher matcher = OF_MOUNT.matcher(item);
            yield matcher.find() ? matcher.group(1) : item;
          }
          default -> item.split(":", 2)[0];
        };
    return place.length() > 1 && place.endsWith("/")
        ? place.substring(0, place.length() - 1)
        : place;
  }

  private static String ofVolume(String item) {
    String[] parts = item.split(":", -1);
    return parts.length > 1 && parts[1].startsWith("/") ? parts[1] : parts[0];
  }
}
