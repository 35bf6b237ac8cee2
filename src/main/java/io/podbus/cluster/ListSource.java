package io.podbus.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The page of one node in the making of the cluster's. Sessions are taken from it in its order.
final class ListSource {
  private final String node;
  private final JsonArray sessions;
  private final JsonArray cursors;
  private final @Nullable String nextCursor;
  private @Nullable String place;
  private int taken;

  /// @param place where the page began; null for the beginning of all
  /// @param page as a node answers it, with `cursors`
  ListSource(String node, @Nullable String place, JsonObject page) {
    this.node = node;
    this.place = place;
    this.sessions = page.getJsonArray("sessions");
    this.cursors = page.getJsonArray("cursors");
    this.nextCursor = page.getString("nextCursor");
  }

  String node() {
    return node;
  }

  /// The next session; null where the page has no more.
  @Nullable JsonObject head() {
    return taken < sessions.size() ? sessions.getJsonObject(taken) : null;
  }

  /// Takes the next session.
  JsonObject take() {
    JsonObject session = sessions.getJsonObject(taken);
    place = cursors.getString(taken);
    taken++;
    return session;
  }

  /// Whether the node has nothing behind what was taken.
  boolean done() {
    return taken == sessions.size() && nextCursor == null;
  }

  /// Behind what the next page of this node begins; null where nothing was taken yet.
  @Nullable String place() {
    return place;
  }
}
