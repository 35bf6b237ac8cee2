package io.podbus.process;

import io.podbus.process.posix.FileCreationMask;

/// Lets only the service's own user read what the service writes.
public final class PrivateFiles {
  private static final int OTHERS = 0077;

  private PrivateFiles() {}

  /// From now on, for the whole process. podman, which inherits it, sets its own at its start.
  ///
  /// @throws UnsupportedPlatformException where this is no platform that the service runs on
  public static void only() {
    // Says what is wrong with the platform, where something is.
    Platform.load();
    int _ = FileCreationMask.set(OTHERS);
  }
}
