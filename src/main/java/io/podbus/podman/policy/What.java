package io.podbus.podman.policy;

import io.podbus.podman.catalog.SecurityClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a rule allows or denies: whatever one of its parts means.
///
/// @param operations patterns for names of operations, such as `run` and `volume.*`
/// @param images null where the rule says nothing of images
/// @param classes options of these security classes
/// @param options names of options, whatever their values are
/// @param values patterns for the values of options, by their names
/// @param targets containers, pods, volumes, networks and secrets that are not the caller's
record What(
    List<Glob> operations,
    @Nullable Images images,
    Set<SecurityClass> classes,
    Set<String> options,
    Map<String, List<Glob>> values,
    Set<Target> targets) {

  /// Which images. All that is given must hold.
  ///
  /// @param match patterns for the name without or with its tag or digest; empty for any
  /// @param pinned whether its content is fixed; null for both
  /// @param transports by which podman gets it; empty for any
  record Images(List<Glob> match, @Nullable Boolean pinned, Set<String> transports) {
    boolean mean(ImageName image, String owner) {
      return (match.isEmpty()
              || match.stream()
                  .anyMatch(glob ->
                      glob.matches(image.name(), owner) || glob.matches(image.text(), owner)))
          && (pinned == null || pinned == image.pinned())
          && (transports.isEmpty() || transports.contains(image.transport()));
    }
  }

  What {
    operations = List.copyOf(operations);
    classes = Set.copyOf(classes);
    options = Set.copyOf(options);
    values = Map.copyOf(values);
    targets = Set.copyOf(targets);
  }

  boolean meansOperation(String operation) {
    return operations.stream().anyMatch(glob -> Glob.like(glob.pattern(), operation));
  }

  boolean meansImage(ImageName image, String owner) {
    return images != null && images.mean(image, owner);
  }

  /// @param reached whether a path that contains one of ours is meant too
  boolean meansValue(String option, String text, String owner, boolean reached) {
    return options.contains(option)
        || values.getOrDefault(option, List.of()).stream()
            .anyMatch(glob -> reached ? glob.touches(text, owner) : glob.matches(text, owner));
  }
}
