package io.podbus.session;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The containers of running sessions by name and by id, so that an exec into one needs no question
/// to the engine. Thread-safe.
final class KnownContainers {
  /// A container that runs.
  ///
  /// @param id the engine's, 64 hexadecimal digits
  /// @param pid of its first process, as the host sees it
  record Running(String id, String name, long pid) {}

  private final Map<String, Running> byName = new ConcurrentHashMap<>();

  void add(Running container) {
    byName.put(container.name(), container);
    byName.put(container.id(), container);
  }

  void remove(Running container) {
    byName.remove(container.name(), container);
    byName.remove(container.id(), container);
  }

  Optional<Running> find(String nameOrId) {
    return Optional.ofNullable(byName.get(nameOrId));
  }

  int size() {
    return byName.size();
  }
}
