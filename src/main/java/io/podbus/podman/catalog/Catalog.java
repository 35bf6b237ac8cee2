package io.podbus.podman.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All operations and options. Immutable, shared by all threads.
public final class Catalog {
  private static final List<OptionEntry> ENTRIES =
      Stream.of(
              EngineOptions.all(),
              ProcessOptions.all(),
              ObjectOptions.all(),
              IsolationOptions.all(),
              LifeOptions.all(),
              ListingOptions.all(),
              ActionOptions.all(),
              SessionOwnOptions.all(),
              TargetOptions.all())
          .flatMap(List::stream)
          .map(OptionEntry.Builder::build)
          .toList();

  private static final Map<String, List<OptionEntry>> BY_OPERATION =
      Operations.ALL.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  Operation::name,
                  operation ->
                      ENTRIES.stream()
                          .filter(entry -> entry.use(operation.name()).isPresent())
                          .toList()));

  private Catalog() {}

  /// The operations, in the order in which they are listed.
  public static List<Operation> operations() {
    return Operations.ALL;
  }

  /// The operation of that name, if there is one.
  public static Optional<Operation> operation(String name) {
    return Operations.ALL.stream().filter(operation -> operation.name().equals(name)).findFirst();
  }

  /// Operations of podman that nobody gets, and why, by name.
  public static Map<String, String> refusedOperations() {
    return Operations.REFUSED;
  }

  /// Names of options that callers may try on that operation, and why they are not taken.
  public static Map<String, String> refusedOptions(Operation operation) {
    return RefusedOptions.of(operation);
  }

  /// Every option, in the order in which they stand on a command line.
  public static List<OptionEntry> entries() {
    return ENTRIES;
  }

  /// The options that an operation takes, in order.
  public static List<OptionEntry> entriesOf(Operation operation) {
    return BY_OPERATION.getOrDefault(operation.name(), List.of());
  }
}
