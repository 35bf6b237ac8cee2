package io.podbus.podman.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All operations and options. Immutable, shared by all threads.
public final class Catalog {
  private static final List<OptionEntry> ENTRIES =
      Stream.of(
              ConnectionOptions.all(),
              ProcessOptions.all(),
              ContainerOptions.all(),
              LifeOptions.all(),
              SessionEntries.all(),
              PositionalOptions.all())
          .flatMap(List::stream)
          .toList();

  private Catalog() {}

  /// The operations, in the order in which they are listed.
  public static List<Operation> operations() {
    return Operation.ALL;
  }

  /// The operation of that name, if there is one.
  public static Optional<Operation> operation(String name) {
    return Operation.ALL.stream().filter(operation -> operation.name().equals(name)).findFirst();
  }

  /// Every option, in the order in which they stand on a command line.
  public static List<OptionEntry> entries() {
    return ENTRIES;
  }

  /// The options that an operation takes, in order.
  public static List<OptionEntry> entriesOf(Operation operation) {
    return ENTRIES.stream().filter(entry -> entry.use(operation.name()).isPresent()).toList();
  }
}
