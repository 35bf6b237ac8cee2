package io.podbus.config;

/// Whom spans are told.
///
/// @param endpoint where a collector takes traces by OTLP over HTTP; `none` where there is none
/// @param samplePercent of how many traces that begin here it is told
public record TracingConfig(String endpoint, int samplePercent) {
  static final String NONE = "none";

  /// Whether there is a collector.
  public boolean enabled() {
    return !endpoint.equals(NONE);
  }
}
