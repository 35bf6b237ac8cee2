package io.podbus.client;

import io.vertx.core.http.HttpMethod;

/// What can be asked, and how it is said: the action on the bus; method, place and body of HTTP.
enum Verb {
  CREATE("create", "POST", "", Carries.BODY),
  DRY_RUN("dryRun", "POST", "?dryRun=true", Carries.BODY),
  LIST("list", "GET", "", Carries.QUERY),
  CAPABILITIES("capabilities", "GET", "/v1/capabilities", Carries.NOTHING),
  GET("get", "GET", "", Carries.NOTHING),
  EXEC("exec", "POST", "/exec", Carries.BODY),
  INPUT("input", "POST", "/input", Carries.BODY),
  SIGNAL("signal", "POST", "/signal", Carries.BODY),
  RESIZE("resize", "POST", "/resize", Carries.BODY),
  PAUSE("pause", "POST", "/pause", Carries.NOTHING),
  RESUME("resume", "POST", "/resume", Carries.NOTHING),
  WAIT("wait", "POST", "/wait", Carries.BODY),
  USAGE("usage", "GET", "/usage", Carries.NOTHING),
  CLOSE("close", "DELETE", "", Carries.QUERY),
  PURGE("purge", "DELETE", "?purge=true", Carries.NOTHING);

  /// Where HTTP has what the bus has in its body.
  enum Carries {
    NOTHING,
    QUERY,
    BODY
  }

  private final String action;
  private final String method;
  private final String place;
  private final Carries carries;

  Verb(String action, String method, String place, Carries carries) {
    this.action = action;
    this.method = method;
    this.place = place;
    this.carries = carries;
  }

  /// The header `action` on the bus.
  String action() {
    return action;
  }

  HttpMethod method() {
    return HttpMethod.valueOf(method);
  }

  /// Behind `/v1/sessions`, or behind the session's id; from the root where it begins with `/v1`.
  String place() {
    return place;
  }

  Carries carries() {
    return carries;
  }
}
