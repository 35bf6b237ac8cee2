package io.podbus.cluster;

import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sessions of all nodes as one list, newest first: each node is asked for its page, and the
/// pages are merged. What a node that does not answer has is missing, and it is named.
final class ClusterList {
  private static final int DEFAULT_LIMIT = 100;

  private final Nodes nodes;
  private final NodeCalls calls;
  private final SessionCopies copies;

  ClusterList(Nodes nodes, NodeCalls calls, SessionCopies copies) {
    this.nodes = nodes;
    this.calls = calls;
    this.copies = copies;
  }

  private record Asked(String node, @Nullable String place, Future<JsonObject> page) {}

  /// @param headers of the request, which say whose sessions it may see
  Future<JsonObject> page(JsonObject body, MultiMap headers, Caller caller) {
    Map<String, String> places =
        body.getValue("cursor") instanceof String text ? ListCursor.parse(text) : Map.of();
    int limit = body.getValue("limit") instanceof Integer wanted ? wanted : DEFAULT_LIMIT;
    List<Asked> asked = new ArrayList<>();
    for (Node node : nodes.all()) {
      String place = places.get(node.name());
      if (!ListCursor.DONE.equals(place)) {
        asked.add(new Asked(node.name(), place, ask(node, place, body, headers, caller)));
      }
    }
    return Future.join(asked.stream().map(Asked::page).toList())
        .otherwiseEmpty()
        .compose(_ -> {
          Optional<Throwable> refused =
              asked.stream()
                  .map(one -> one.page().cause())
                  .filter(cause -> cause != null && isCallersFault(cause))
                  .findFirst();
          return refused.isPresent()
              ? Future.failedFuture(refused.get())
              : Future.succeededFuture(merge(asked, places, limit));
        });
  }

  private Future<JsonObject> ask(
      Node node, @Nullable String place, JsonObject body, MultiMap headers, Caller caller) {
    if (node.away()) {
      return node.isLost()
          ? Future.succeededFuture(LostSessions.page(copies.at(node.name()), place, body, caller))
          : Future.failedFuture(SessionCopies.away(node.name()));
    }
    JsonObject its = body.copy().put("cursors", true);
    its.remove("cursor");
    if (place != null) {
      its.put("cursor", place);
    }
    return calls.pass(node.name(), headers, its, NodeCalls.QUICK).map(m -> (JsonObject) m.body());
  }

  /// What no node would answer otherwise.
  private static boolean isCallersFault(Throwable cause) {
    JsonObject problem = Problem.fromReply(cause);
    return problem != null
        && problem.getInteger("status", 500) < 500
        && !problem.getString("code").equals(NO_MANAGER);
  }

  private static final String NO_MANAGER = Problem.kind(new Failure.SessionNotFound("")).code();

  private static JsonObject merge(List<Asked> asked, Map<String, String> before, int limit) {
    List<ListSource> sources = new ArrayList<>();
    JsonArray unreachable = new JsonArray();
    for (Asked one : asked) {
      if (one.page().succeeded()) {
        sources.add(new ListSource(one.node(), one.place(), one.page().result()));
      } else {
        unreachable.add(one.node());
      }
    }
    JsonArray sessions = new JsonArray();
    while (sessions.size() < limit) {
      Optional<ListSource> newest =
          sources.stream()
              .filter(source -> source.head() != null)
              .max(Comparator.comparing(source -> createdAt(source.head())));
      if (newest.isEmpty()) {
        break;
      }
      sessions.add(newest.get().take());
    }
    Map<String, String> places = new TreeMap<>(before);
    for (ListSource source : sources) {
      String place = source.done() ? ListCursor.DONE : source.place();
      if (place != null) {
        places.put(source.node(), place);
      }
    }
    boolean more = !sources.stream().allMatch(ListSource::done);
    JsonObject page =
        new JsonObject()
            .put("sessions", sessions)
            .put("nextCursor", more ? ListCursor.text(places) : null);
    return unreachable.isEmpty() ? page : page.put("unreachable", unreachable);
  }

  private static String createdAt(@Nullable JsonObject session) {
    return Objects.requireNonNull(session).getString("createdAt", "");
  }
}
