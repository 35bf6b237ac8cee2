package io.podbus.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Requests as a client of the service makes them.
final class Client {
  static final String EVENTS = "text/event-stream";
  static final String JSON = "application/json";
  static final String BYTES = "application/octet-stream";

  private static final Buffer NOTHING = Buffer.buffer();

  private Client() {}

  /// The body of a create: a program with pipes.
  static JsonObject run(Settings settings, String image, String command, String... arguments) {
    return new JsonObject()
        .put("image", image)
        .put("tty", false)
        .put("command", command)
        .put("args", new JsonArray(List.of(arguments)))
        .put("labels", new JsonObject().put(Settings.LABEL, settings.run()));
  }

  static Buffer create(JsonObject body, String accept) {
    return post("/v1/sessions", accept, body);
  }

  static Buffer exec(String id, JsonObject body, String accept) {
    return post("/v1/sessions/" + id + "/exec", accept, body);
  }

  private static Buffer post(String path, String accept, JsonObject body) {
    return HttpConnection.request("POST", path, accept, JSON, body.toBuffer());
  }

  static Buffer input(String id, String line) {
    return HttpConnection.request(
        "POST", "/v1/sessions/" + id + "/input", JSON, BYTES, Buffer.buffer(line));
  }

  static Buffer events(String id) {
    return get("/v1/sessions/" + id + "/events", EVENTS);
  }

  /// All events, which the program waits for.
  static Buffer blockingEvents(String id) {
    return get("/v1/sessions/" + id + "/events?delivery=block", EVENTS);
  }

  static Buffer output(String id) {
    return get("/v1/sessions/" + id + "/output?follow=true&delivery=block", BYTES);
  }

  /// @param cursor of the page; empty for the first
  static Buffer list(String state, String cursor) {
    String page = cursor.isEmpty() ? "" : "&cursor=" + cursor;
    return get("/v1/sessions?limit=1000&state=" + state + page, JSON);
  }

  private static Buffer get(String path, String accept) {
    return HttpConnection.request("GET", path, accept, JSON, NOTHING);
  }

  static Buffer delete(String id) {
    return HttpConnection.request(
        "DELETE", "/v1/sessions/" + id + "?graceMs=0", JSON, JSON, NOTHING);
  }

  /// Creates a session and tells its id.
  static Future<String> created(HttpConnection connection, JsonObject body) {
    return connection
        .ask(create(body, JSON), 201)
        .map(session -> new JsonObject(session).getString("id"));
  }
}
