package io.podbus.cluster;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a node says of itself with each heartbeat. Immutable.
///
/// @param name given by its operator
/// @param instance of the process: another after a restart
/// @param member of Vert.x's cluster
/// @param version of the product
/// @param draining whether it takes no new sessions
/// @param leaving whether this is the last that is heard of it
/// @param live sessions that have not ended
/// @param max how many there may be
/// @param waiting how many wait to start
/// @param startMillis how long a start takes of late; 0 while none was measured
/// @param freeMemory the part of the host's memory that is free, from 0 to 1
/// @param labels given by its operator
record NodeState(
    String name,
    String instance,
    String member,
    String version,
    boolean draining,
    boolean leaving,
    int live,
    int max,
    int waiting,
    long startMillis,
    double freeMemory,
    Map<String, String> labels) {
  NodeState {
    labels = Map.copyOf(labels);
  }

  JsonObject toJson() {
    JsonObject shownLabels = new JsonObject();
    labels.forEach(shownLabels::put);
    return new JsonObject()
        .put("name", name)
        .put("instance", instance)
        .put("member", member)
        .put("version", version)
        .put("draining", draining)
        .put("leaving", leaving)
        .put("live", live)
        .put("max", max)
        .put("waiting", waiting)
        .put("startMillis", startMillis)
        .put("freeMemory", freeMemory)
        .put("labels", shownLabels);
  }

  /// What a message says; nothing where it does not even say of whom. What a newer version adds is
  /// passed over, and what an older one does not say counts as nothing special.
  static Optional<NodeState> parse(@Nullable Object body) {
    if (!(body instanceof JsonObject json)
        || !(json.getValue("name") instanceof String name)
        || !(json.getValue("instance") instanceof String instance)
        || !(json.getValue("member") instanceof String member)) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeState(
            name,
            instance,
            member,
            json.getValue("version") instanceof String version ? version : "",
            Objects.equals(json.getValue("draining"), true),
            Objects.equals(json.getValue("leaving"), true),
            (int) number(json, "live", 0),
            (int) number(json, "max", 0),
            (int) number(json, "waiting", 0),
            (long) number(json, "startMillis", 0),
            number(json, "freeMemory", 1),
            labels(json.getValue("labels"))));
  }

  private static double number(JsonObject json, String name, double otherwise) {
    return json.getValue(name) instanceof Number number ? number.doubleValue() : otherwise;
  }

  private static Map<String, String> labels(@Nullable Object value) {
    Map<String, String> labels = new HashMap<>();
    if (value instanceof JsonObject json) {
      json.forEach(entry -> labels.put(entry.getKey(), String.valueOf(entry.getValue())));
    }
    return labels;
  }
}
