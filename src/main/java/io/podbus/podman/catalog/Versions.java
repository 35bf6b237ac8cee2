package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineVersion;

/// Versions of podman that rules ask for.
final class Versions {
  static final EngineVersion V4_4 = EngineVersion.of("4.4");
  static final EngineVersion V4_5 = EngineVersion.of("4.5");
  static final EngineVersion V4_7 = EngineVersion.of("4.7");
  static final EngineVersion V5_0 = EngineVersion.of("5.0");

  private Versions() {}
}
