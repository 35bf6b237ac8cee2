package io.podbus;

/// Which version of the product this is.
final class Version {
  private Version() {}

  /// As the build wrote it into the jar's manifest; `development` where there is no jar.
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
