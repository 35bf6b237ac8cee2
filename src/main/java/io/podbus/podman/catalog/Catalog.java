package io.podbus.podman.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All operations and options. Immutable, shared by all threads.
public final class Catalog {
  private static final Map<String, List<OptionEntry>> THEMES =
      themes(
          Map.entry("Which engine, and how podman works", EngineOptions.all()),
          Map.entry("How a program is attached to", AttachmentOptions.all()),
          Map.entry("Where and as whom a program runs", ProcessOptions.all()),
          Map.entry("Labels, volumes, networks, secrets", ObjectOptions.all()),
          Map.entry("Isolation", IsolationOptions.all()),
          Map.entry("Namespaces", NamespaceOptions.all()),
          Map.entry("Network", NetworkOptions.all()),
          Map.entry("Files", StorageOptions.all()),
          Map.entry("Devices", DeviceOptions.all()),
          Map.entry("Memory and processors", ResourceOptions.all()),
          Map.entry("Life and end", LifeOptions.all()),
          Map.entry("Health", HealthOptions.all()),
          Map.entry("podman's own log", LogOptions.all()),
          Map.entry("Images and registries", ImageOptions.all()),
          Map.entry("Builds", BuildOptions.all()),
          Map.entry("Pods", PodOptions.all()),
          Map.entry("Lists and logs", ListingOptions.all()),
          Map.entry("Changes to what is there", ActionOptions.all()),
          Map.entry("The session's own", SessionOwnOptions.all()),
          Map.entry("Targets", TargetOptions.all()),
          Map.entry("Programs and words", WordOptions.all()));

  private static final List<OptionEntry> ENTRIES =
      THEMES.values().stream().flatMap(List::stream).toList();

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

  @SafeVarargs
  private static Map<String, List<OptionEntry>> themes(
      Map.Entry<String, List<OptionEntry.Builder>>... themes) {
    Map<String, List<OptionEntry>> all = new LinkedHashMap<>();
    for (Map.Entry<String, List<OptionEntry.Builder>> theme : themes) {
      all.put(theme.getKey(), theme.getValue().stream().map(OptionEntry.Builder::build).toList());
    }
    return Collections.unmodifiableMap(all);
  }

  /// Every option, by what it is about; as [#entries()] in order.
  public static Map<String, List<OptionEntry>> byTheme() {
    return THEMES;
  }

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
