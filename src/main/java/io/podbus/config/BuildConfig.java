package io.podbus.config;

import java.nio.file.Path;
import java.util.List;

/// From what images may be built.
///
/// @param contextRoots directories of this host: what lies in one of them may be a build's context
/// @param maxContextBytes the most that files sent with a build may have, as they are sent and as
///   they come out of their archive
public record BuildConfig(List<Path> contextRoots, long maxContextBytes) {
  public BuildConfig {
    contextRoots = List.copyOf(contextRoots);
  }
}
