package io.podbus.podman.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Files of a session's private folder that are made of others of the host when it starts. A plan
/// only names them: it reads nothing. Carried out by [GeneratedFiles].
public sealed interface GeneratedFile {
  /// Where it goes, below the private folder.
  String name();

  /// Copies of files, numbered, so that their order is kept.
  ///
  /// @param name a directory
  record Copies(String name, List<Path> sources) implements GeneratedFile {
    public Copies {
      sources = List.copyOf(sources);
    }
  }

  /// Copies of the files of a directory whose names have that end.
  ///
  /// @param name a directory
  record Folder(String name, Path source, String suffix) implements GeneratedFile {}

  /// One TOML file that says what several say; of two that set the same key the later one rules.
  ///
  /// @param base what comes first
  /// @param sources files; of a directory all that end with `.conf`, in the order of their names
  /// @param settings keys of the top level that come last
  record Merged(String name, Base base, List<Path> sources, Map<String, String> settings)
      implements GeneratedFile {
    public Merged {
      sources = List.copyOf(sources);
      settings = Map.copyOf(settings);
    }
  }

  /// The configuration that holds without the session's own.
  enum Base {
    NONE,
    CONTAINERS_CONF,
    REGISTRIES_CONF
  }
}
