package io.podbus.session;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.request.Bodies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which sessions a `list` asks for. Pure.
///
/// @param labels that a session must carry, all of them
/// @param before the number of the session behind which the page begins
/// @param cursors whether the answer has a cursor for each session, as another node asks for
record ListQuery(
    @Nullable String state,
    @Nullable String operation,
    Map<String, String> labels,
    int limit,
    long before,
    boolean cursors) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final List<String> STATES =
      List.of("starting", "running", "paused", "stopping", "exited", "failed", "lost");

  static ListQuery parse(JsonObject body) {
    Bodies.only(body, "state", "operation", "label", "limit", "cursor", "cursors");
    String state = text(body, "state");
    if (state != null && !STATES.contains(state)) {
      throw invalid("/state", "\"state\" is one of " + String.join(", ", STATES) + ".");
    }
    return new ListQuery(
        state,
        text(body, "operation"),
        labels(body),
        limit(body),
        cursor(body),
        Boolean.TRUE.equals(body.getValue("cursors")));
  }

  private static @Nullable String text(JsonObject body, String name) {
    Object value = body.getValue(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw invalid("/" + name, "\"" + name + "\" is a string.");
  }

  private static Map<String, String> labels(JsonObject body) {
    Object value = body.getValue("label");
    JsonArray all =
        switch (value) {
          case null -> new JsonArray();
          case JsonArray array -> array;
          default -> new JsonArray().add(value);
        };
    Map<String, String> labels = new HashMap<>();
    for (Object label : all) {
      int equals = label instanceof String text ? text.indexOf('=') : -1;
      if (equals < 1) {
        throw invalid("/label", "A \"label\" is written key=value.");
      }
      String text = (String) label;
      labels.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return labels;
  }

  private static int limit(JsonObject body) {
    Object value = body.getValue("limit");
    if (value == null) {
      return DEFAULT_LIMIT;
    }
    if (value instanceof Integer limit && limit >= 1 && limit <= MAX_LIMIT) {
      return limit;
    }
    throw invalid("/limit", "\"limit\" is a whole number from 1 to 1000.");
  }

  private static long cursor(JsonObject body) {
    String text = text(body, "cursor");
    if (text == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(text, 36);
    } catch (NumberFormatException e) {
      throw invalid("/cursor", "\"cursor\" is the nextCursor of an earlier page.");
    }
  }

  /// What continues behind this session.
  static String cursor(Listed last) {
    return Long.toString(last.number(), 36);
  }

  boolean matches(Listed entry) {
    if (entry.number() >= before) {
      return false;
    }
    if (operation != null && !operation.equals(entry.operation())) {
      return false;
    }
    if (!entry.labels().entrySet().containsAll(labels.entrySet())) {
      return false;
    }
    return state == null || state.equals(entry.state());
  }

  private static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
