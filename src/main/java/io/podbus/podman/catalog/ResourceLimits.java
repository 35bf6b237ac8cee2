package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;

/// What an engine can limit at all.
final class ResourceLimits {
  static final String IGNORED =
      "An engine without root on cgroups v1 limits no resources: podman ignores this, with a"
          + " warning.";

  private ResourceLimits() {}

  /// Whether limits have no effect there.
  static boolean ignored(EngineProfile engine) {
    return engine.rootless() && "v1".equals(engine.cgroupVersion());
  }

  static Rule needsCgroupsV1(String option) {
    return new Rule(
        (value, situation) ->
            "v2".equals(situation.engine().cgroupVersion())
                && !Boolean.FALSE.equals(value)
                && !situation.remote(),
        "\"" + option + "\" works with cgroups v1 only; the engine's host has v2.");
  }

  static Rule needsCgroupsV2(String option) {
    return new Rule(
        (_, situation) -> "v1".equals(situation.engine().cgroupVersion()) && !situation.remote(),
        "\"" + option + "\" works with cgroups v2 only; the engine's host has v1.");
  }
}
