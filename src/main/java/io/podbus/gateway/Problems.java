package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.Problem;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whatever a call failed with, as the problem that its caller sees. What is no [Failure] is our
/// own fault: it is logged here, once, under an id, and the caller gets that id alone. Any thread.
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private final Supplier<String> incidentIds;

  Problems(Supplier<String> incidentIds) {
    this.incidentIds = incidentIds;
  }

  /// The problem object, without `instance`.
  JsonObject of(Throwable cause) {
    JsonObject known = Problem.fromReply(cause);
    if (known != null) {
      return known;
    }
    String incident = incidentIds.get();
    LOG.error("incident {}", incident, cause);
    return Problem.toJson(
        new Failure.Internal(
            "This is our fault. It stands in the log as incident " + incident + "."));
  }
}
