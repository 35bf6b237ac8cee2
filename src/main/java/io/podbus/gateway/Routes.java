package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The table of calls. Immutable.
final class Routes {
  private static final String VARIABLE = "{";

  private final List<Route> table;

  /// One call of the contract.
  ///
  /// @param template its path as the contract writes it: `{name}` stands for any one segment, which
  ///   the call gets as a variable
  /// @param path its segments
  /// @param query the names of the query parameters that it takes
  record Route(
      HttpMethod method, String template, List<String> path, Set<String> query, Call call) {
    static Route of(HttpMethod method, String path, Set<String> query, Call call) {
      return new Route(method, path, segments(path), query, call);
    }

    /// The variables, where the path is one of this route's; else null.
    private @Nullable List<String> match(List<String> segments) {
      if (segments.size() != path.size()) {
        return null;
      }
      List<String> variables = new ArrayList<>(2);
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (path.get(i).startsWith(VARIABLE) && !segment.isEmpty()) {
          variables.add(segment);
        } else if (!path.get(i).equals(segment)) {
          return null;
        }
      }
      return variables;
    }
  }

  /// The route of a request with the variables of its path.
  record Match(Route route, List<String> variables) {}

  Routes(List<Route> table) {
    this.table = List.copyOf(table);
  }

  /// All routes, in order.
  List<Route> table() {
    return table;
  }

  /// The route of this request.
  ///
  /// @throws FailureException `not-found` or `method-not-allowed`
  Match find(HttpMethod method, @Nullable String path) {
    List<String> segments = segments(path == null ? "" : path);
    Set<String> allowed = new TreeSet<>();
    for (Route route : table) {
      List<String> variables = route.match(segments);
      if (variables != null) {
        if (route.method().equals(method)) {
          return new Match(route, variables);
        }
        allowed.add(route.method().name());
      }
    }
    if (allowed.isEmpty()) {
      throw new FailureException(new Failure.NotFound("There is nothing at this path."));
    }
    String allow = String.join(", ", allowed);
    throw new FailureException(
        new Failure.MethodNotAllowed("This path takes " + allow + ".", allow));
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
