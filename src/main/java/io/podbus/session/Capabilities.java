package io.podbus.session;

import io.podbus.config.PodbusConfig;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What this service and its engine can do, as `capabilities` answers it: flags with true values,
/// and a reason beside each that is false. Pure.
final class Capabilities {
  private static final Map<String, Boolean> FLAGS = new LinkedHashMap<>();
  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  static {
    can("supportsStreaming");
    cannot(
        "supportsFileTransfer",
        "There is no call that takes or gives a file; stream it through a program, such as tar, whose"
            + " input and output are byte-exact.");
    cannot("supportsX11Forwarding", "Sessions are consoles; there is no display to forward.");
    can("supportsPortForwarding");
    cannot(
        "supportsAuthentication",
        "Callers are not told apart: the service listens on the loopback device alone.");
    cannot(
        "supportsEncryption",
        "The ports speak plain HTTP, on the loopback device; put a proxy with TLS before it.");
    can("supportsCompression");
    can("supportsMultiplexing");
    can("supportsKeepAlive");
    can("supportsReconnection");
    can("supportsBinaryData");
    can("supportsCustomEnvironment");
    can("supportsWorkingDirectory");
    can("supportsSignals");
    can("supportsResizing");
    can("supportsPTY");
  }

  private Capabilities() {}

  private static void can(String flag) {
    FLAGS.put(flag, true);
  }

  private static void cannot(String flag, String reason) {
    FLAGS.put(flag, false);
    REASONS.put(flag, reason);
  }

  static JsonObject describe(String version, PodbusConfig config, EngineProfile engine) {
    JsonObject flags = new JsonObject();
    FLAGS.forEach(flags::put);
    flags
        .put("maxConcurrentSessions", config.sessions().max())
        .putNull("defaultTimeout")
        .put("supportedEncodings", new JsonArray(List.of("utf-8", "base64", "binary")))
        .put("supportedAuthMethods", new JsonArray())
        .put(
            "platformSupport",
            new JsonObject()
                .put("windows", false)
                .put("linux", true)
                .put("macos", false)
                .put("freebsd", false));
    JsonObject reasons = new JsonObject();
    REASONS.forEach(reasons::put);
    reasons
        .put(
            "defaultTimeout",
            "A session may run for as long as it likes unless it has a \"timeout\".")
        .put("supportedAuthMethods", REASONS.get("supportsAuthentication"))
        .put("platformSupport", "Children are driven by Linux's own calls.");
    return new JsonObject()
        .put("version", version)
        .put("engine", engine(engine))
        .put("capabilities", flags)
        .put("reasons", reasons)
        .put("limits", limits(config));
  }

  private static JsonObject engine(EngineProfile engine) {
    return new JsonObject()
        .put("name", "podman")
        .put("version", engine.version() == null ? null : engine.version().toString())
        .put("rootless", engine.known() ? engine.rootless() : null)
        .put("ociRuntime", engine.ociRuntime())
        .put("cgroupVersion", engine.cgroupVersion())
        .put("networkBackend", engine.networkBackend())
        .put("graphDriver", engine.graphDriver())
        .put("logDrivers", new JsonArray(List.copyOf(new TreeSet<>(engine.logDrivers()))))
        .put("passthrough", engine.passthroughSupported())
        .put("remote", engine.remote())
        .put("problem", engine.problem());
  }

  private static JsonObject limits(PodbusConfig config) {
    return new JsonObject()
        .put("sessions", config.sessions().max())
        .put("endedSessions", config.sessions().maxEnded())
        .put("retentionMs", config.sessions().retention().toMillis())
        .put("startsAtOnce", config.engine().maxConcurrentStarts())
        .put("bodyBytes", config.http().maxBodyBytes())
        .put("retainBytes", config.journal().retainBytes())
        .put("maxRetainBytes", config.journal().maxRetainBytes())
        .put("inputTimeoutMs", config.sessions().inputTimeout().toMillis())
        .put("blockMaxMs", config.sessions().blockMax().toMillis())
        .put("eventsKept", LifecycleLog.RETAINED);
  }
}
