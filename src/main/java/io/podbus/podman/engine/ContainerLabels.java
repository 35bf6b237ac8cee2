package io.podbus.podman.engine;

/// The labels by which the service finds its containers again. Callers cannot set them.
public final class ContainerLabels {
  /// Carries the session's id.
  public static final String SESSION = "io.podbus.session";

  /// Carries the id of the installation.
  public static final String INSTANCE = "io.podbus.instance";

  /// Says whose something is: containers, pods, volumes, networks and images.
  public static final String OWNER = "io.podbus.owner";

  private ContainerLabels() {}
}
