package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The service over HTTP, as a client that knows nothing but the documents.
public final class Api {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;

  public Api(String url) {
    this.url = url;
  }

  /// A run of the sandbox without a terminal.
  public static JsonObject run(String command, String... args) {
    return new JsonObject()
        .put("image", Service.IMAGE)
        .put("tty", false)
        .put("command", command)
        .put("args", new JsonArray(List.of(args)));
  }

  /// A run of a shell line without a terminal.
  public static JsonObject shell(String line) {
    return run("sh", "-c", line);
  }

  /// A shell line in a terminal.
  public static JsonObject terminal(String line) {
    return shell(line).put("tty", true);
  }

  public HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Service.DEADLINE);
  }

  public <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    return Await.get(
        Future.fromCompletionStage(sendAsync(request, handler)),
        Service.DEADLINE,
        "an answer to " + request.build().uri());
  }

  <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    return HTTP.sendAsync(request.build(), handler)
        .thenApply(response -> {
          Contract.check(url, response);
          return response;
        });
  }

  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = to(path).GET();
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  public byte[] bytes(String path) {
    HttpResponse<byte[]> response =
        send(
            to(path).header("Accept", "application/octet-stream").GET(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  public HttpResponse<String> post(String path, JsonObject body, String... headers) {
    return post(path, "application/json", BodyPublishers.ofString(body.encode()), headers);
  }

  public HttpResponse<String> post(
      String path, String mediaType, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = to(path).POST(body).header("Content-Type", mediaType);
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  public HttpResponse<String> delete(String path) {
    return send(to(path).DELETE(), BodyHandlers.ofString());
  }

  /// Creates a session.
  ///
  /// @return its path
  public String create(JsonObject options) {
    HttpResponse<String> response = post("/v1/sessions", options);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return response.headers().firstValue("Location").orElseThrow();
  }

  /// Creates a session and waits for its program to run.
  public String start(JsonObject options) {
    String path = create(options);
    awaitState(path, "running");
    return path;
  }

  /// Creates a session with `wait=true` and returns the whole answer.
  public JsonObject waitFor(JsonObject options) {
    HttpResponse<String> response = post("/v1/sessions?wait=true", options);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  public JsonObject session(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  public void awaitState(String path, String state) {
    Await.until(
        Service.DEADLINE,
        path + " is " + state,
        () -> {
          JsonObject session = session(path);
          if (session.getJsonObject("exit") != null && !state.equals(session.getString("state"))) {
            throw new AssertionError("ended instead: " + session.encode());
          }
          return state.equals(session.getString("state"));
        });
  }

  /// The session, once it has ended.
  public JsonObject awaitEnd(String path) {
    Await.until(
        Service.DEADLINE, path + " ends", () -> session(path).getJsonObject("exit") != null);
    return session(path);
  }

  /// Ends a session and returns it.
  public JsonObject close(String path, long graceMs) {
    HttpResponse<String> response = delete(path + "?graceMs=" + graceMs);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  public void input(String path, JsonObject input) {
    HttpResponse<String> response = post(path + "/input", input);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
  }

  public void type(String path, String text) {
    input(path, new JsonObject().put("text", text));
  }

  /// The output so far as text.
  public String output(String path) {
    return get(path + "/output").body();
  }

  public void awaitOutput(String path, String text) {
    Await.until(Service.DEADLINE, path + " has written " + text, () -> output(path).contains(text));
  }

  /// Waits until the shell in a session's terminal sees this size: podman hands a resize on to the
  /// container after it was answered.
  public void awaitSize(String path, int rows, int cols) {
    String size = rows + " " + cols;
    // The quotes keep the echo of what is typed from being taken for the answer.
    type(
        path,
        "until [ \"$(stty size)\" = '"
            + size
            + "' ]; do sleep 0.1; done; echo is''="
            + size
            + "\n");
    awaitOutput(path, "is=" + size);
  }

  /// Follows a session's events to their end.
  public List<Event> events(String path, String... headers) {
    try (EventReader reader = EventReader.open(url, path + "/events", headers)) {
      return reader.readAll();
    }
  }

  public EventReader follow(String pathAndQuery, String... headers) {
    return EventReader.open(url, pathAndQuery, headers);
  }

  /// Asserts that the answer is this problem.
  public static JsonObject problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonObject problem = new JsonObject(response.body());
    assertThat(problem.getString("code")).as(response.body()).isEqualTo(code);
    return problem;
  }
}
