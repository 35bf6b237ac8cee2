package io.podbus.config;

import java.util.List;

/// The whole configuration, as [ConfigLoader] made it. Immutable.
///
/// @param podmanPath the engine's client: a name looked up in `PATH`, or an absolute path
public record PodbusConfig(
    HttpConfig http,
    TlsConfig tls,
    AuthConfig auth,
    PolicyConfig policy,
    LimitsConfig limits,
    BusConfig bus,
    ManagementConfig management,
    StateConfig state,
    String podmanPath,
    EngineConfig engine,
    BuildConfig build,
    SessionsConfig sessions,
    JournalConfig journal,
    TracingConfig tracing,
    ClusterConfig cluster,
    ShutdownConfig shutdown) {

  /// What is in force, a line `key = value` for each key, secrets masked. For the log.
  public List<String> describe() {
    return Keys.ALL.stream().map(key -> key.describe(this)).toList();
  }
}
