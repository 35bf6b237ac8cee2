package io.podbus.session;

import io.podbus.config.PodbusConfig;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What this service and its engine can do, as `capabilities` answers it: flags with true values,
/// and a reason beside each that is false. Pure.
final class Capabilities {
  private static final Map<String, Boolean> FLAGS = new LinkedHashMap<>();
  private static final Map<String, String> REASONS = new LinkedHashMap<>();
  private static final String NOBODY_IS_ASKED =
      "Nothing is configured by which callers could prove who they are (auth.tokensFile, auth.jwtKeys,"
          + " tls.clientAuthorities): everybody on this host is one local caller.";

  static {
    can("supportsStreaming");
    cannot(
        "supportsFileTransfer",
        "There is no call that takes or gives a file; stream it through a program, such as tar, whose"
            + " input and output are byte-exact.");
    cannot("supportsX11Forwarding", "Sessions are consoles; there is no display to forward.");
    can("supportsPortForwarding");
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
    List<String> methods = methods(config);
    flags
        .put("supportsAuthentication", !methods.isEmpty())
        .put("supportsEncryption", config.tls().on())
        .put("maxConcurrentSessions", config.sessions().max())
        .putNull("defaultTimeout")
        .put("supportedEncodings", new JsonArray(List.of("utf-8", "base64", "binary")))
        .put("supportedAuthMethods", new JsonArray(methods))
        .put(
            "platformSupport",
            new JsonObject()
                .put("windows", false)
                .put("linux", true)
                .put("macos", false)
                .put("freebsd", false));
    JsonObject reasons = new JsonObject();
    REASONS.forEach(reasons::put);
    if (methods.isEmpty()) {
      reasons
          .put("supportsAuthentication", NOBODY_IS_ASKED)
          .put("supportedAuthMethods", NOBODY_IS_ASKED);
    }
    if (!config.tls().on()) {
      reasons.put(
          "supportsEncryption", "The data port speaks plain HTTP: tls.certificate is not set.");
    }
    reasons
        .put(
            "defaultTimeout",
            "A session may run for as long as it likes unless it has a \"timeout\".")
        .put("platformSupport", "Children are driven by Linux's own calls.");
    return new JsonObject()
        .put("version", version)
        .put("engine", engine(engine))
        .put("capabilities", flags)
        .put("reasons", reasons)
        .put("limits", limits(config));
  }

  /// How a caller can prove who it is, as it is configured.
  private static List<String> methods(PodbusConfig config) {
    List<String> methods = new ArrayList<>();
    config.auth().tokensFile().ifPresent(_ -> methods.add("token"));
    config.auth().jwtKeys().ifPresent(_ -> methods.add("jwt"));
    config.tls().clientAuthorities().ifPresent(_ -> methods.add("certificate"));
    if (!methods.isEmpty()) {
      methods.add("ticket");
    }
    return methods;
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
