package io.podbus.session.engine;

import io.podbus.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The containers of running sessions by name and by id, so that an exec into one needs no question
/// to the engine. Thread-safe.
public final class KnownContainers {
  /// A container that runs.
  ///
  /// @param id the engine's, 64 hexadecimal digits
  /// @param pid of its first process, as the host sees it
  /// @param session whose container it is
  public record Running(String id, String name, long pid, SessionId session) {}

  private static final Pattern ID_BEGIN = Pattern.compile("[0-9a-f]{3,63}");

  private final Map<String, Running> byName = new ConcurrentHashMap<>();

  public void add(Running container) {
    byName.put(container.name(), container);
    byName.put(container.id(), container);
  }

  public void remove(Running container) {
    byName.remove(container.name(), container);
    byName.remove(container.id(), container);
  }

  /// The container of this name or id, or, as podman has it, of the only id that begins so.
  public Optional<Running> find(String nameOrId) {
    Running exact = byName.get(nameOrId);
    if (exact != null || !ID_BEGIN.matcher(nameOrId).matches()) {
      return Optional.ofNullable(exact);
    }
    List<Running> found =
        byName.values().stream()
            .filter(running -> running.id().startsWith(nameOrId))
            .distinct()
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  int size() {
    return byName.size();
  }
}
