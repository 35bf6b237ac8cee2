package io.podbus.cluster;

import io.podbus.protocol.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The page of a node that is gone, from the copies of its sessions, as the node itself would have
/// answered it. Pure.
final class LostSessions {
  private static final int DEFAULT_LIMIT = 100;
  private static final Comparator<JsonObject> NEWEST_FIRST =
      Comparator.comparing((JsonObject session) -> session.getString("createdAt", ""))
          .thenComparing(session -> session.getString("id"))
          .reversed();

  private LostSessions() {}

  /// @param place the id of the last session of the page before; null for the first page
  static JsonObject page(
      List<SessionCopy> copies, @Nullable String place, JsonObject body, Caller caller) {
    List<JsonObject> all =
        copies.stream()
            .filter(copy -> caller.reaches(copy.owner()))
            .map(SessionCopy::toJson)
            .filter(session -> matches(session, body))
            .sorted(NEWEST_FIRST)
            .toList();
    int from = 0;
    while (place != null && from < all.size() && !all.get(from).getString("id").equals(place)) {
      from++;
    }
    int begin = place == null ? 0 : Math.min(all.size(), from + 1);
    int limit = body.getValue("limit") instanceof Integer wanted ? wanted : DEFAULT_LIMIT;
    List<JsonObject> page = all.subList(begin, Math.min(all.size(), begin + limit));
    JsonArray cursors = new JsonArray();
    page.forEach(session -> cursors.add(session.getString("id")));
    boolean more = begin + page.size() < all.size();
    return new JsonObject()
        .put("sessions", new JsonArray(page))
        .put("cursors", cursors)
        .put("nextCursor", more ? page.getLast().getString("id") : null);
  }

  private static boolean matches(JsonObject session, JsonObject body) {
    for (String name : List.of("state", "operation")) {
      Object wanted = body.getValue(name);
      if (wanted != null && !wanted.equals(session.getValue(name))) {
        return false;
      }
    }
    Object label = body.getValue("label");
    JsonArray labels = label instanceof JsonArray several ? several : new JsonArray();
    if (label instanceof String) {
      labels.add(label);
    }
    Map<String, Object> has = session.getJsonObject("labels", new JsonObject()).getMap();
    return labels.stream().allMatch(each -> carries(has, String.valueOf(each)));
  }

  private static boolean carries(Map<String, Object> has, String label) {
    int equals = label.indexOf('=');
    return equals > 0 && label.substring(equals + 1).equals(has.get(label.substring(0, equals)));
  }
}
