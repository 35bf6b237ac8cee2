package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.config.HttpConfig;
import io.podbus.identity.Authenticator;
import io.podbus.identity.CallerSeal;
import io.podbus.ops.Meters;
import io.podbus.ops.trace.Tracer;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A gateway on a free port, sessions that are fakes, and a client.
abstract class GatewayTestBase {
  static final Duration SOON = Duration.ofSeconds(20);
  static final String RUN = "{\"image\":\"sandbox\"}";

  final AtomicBoolean draining = new AtomicBoolean();
  final HttpClient http = HttpClient.newHttpClient();
  final Meters meters = new Meters();
  Vertx vertx;
  FakeSessions fakes;
  GatewayVerticle gateway;
  String deployment;
  int port;

  @BeforeEach
  void deploy() {
    vertx = Vertx.vertx();
    fakes = new FakeSessions(vertx);
    gateway =
        new GatewayVerticle(
            settings(), access(), draining::get, System::nanoTime, meters, Tracer.off(_ -> {}));
    deployment = Await.get(vertx.deployVerticle(gateway), SOON, "the gateway deployed");
    port = Await.get(gateway.port(), SOON, "its port");
  }

  GatewaySettings settings() {
    return new GatewaySettings(
        "127.0.0.1",
        0,
        10_000,
        8192,
        Duration.ofMillis(100),
        patience(),
        new StreamLimits(0, 0, meters),
        new ConnectionLimits(0, 1000, meters),
        new UploadPlace(Path.of(System.getProperty("java.io.tmpdir")), 100_000));
  }

  HttpConfig.Patience patience() {
    Duration minute = Duration.ofSeconds(60);
    return new HttpConfig.Patience(minute, minute, minute, 1);
  }

  GatewayAccess access() {
    return everybody();
  }

  static GatewayAccess everybody() {
    return new GatewayAccess(
        Authenticator.OPEN,
        new CallerSeal(new byte[32], InstantSource.system()),
        new Tickets(InstantSource.system(), new Random()::nextBytes),
        null,
        Set.of(),
        Set.of(),
        Set.of());
  }

  @AfterEach
  void undeploy() {
    http.shutdownNow();
    Await.get(vertx.close(), SOON, "everything closed");
  }

  /// What a metric shows now; 0 where it shows nothing.
  ///
  /// @param series its name with its labels, as the exposition writes them
  long figure(String series) {
    return meters
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  FakeSession session() {
    return fakes.add(new JsonObject().put("tty", false));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(SOON);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = to(path).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> post(String path, String json, String... headers) {
    HttpRequest.Builder request =
        to(path).POST(BodyPublishers.ofString(json)).header("Content-Type", "application/json");
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    return Await.get(
        Future.fromCompletionStage(http.sendAsync(request.build(), handler)), SOON, "an answer");
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  /// Asserts that the answer is this problem, in form and in all its fixed parts.
  static JsonObject assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonObject problem = json(response);
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("type")).isEqualTo("urn:podbus:problem:" + code);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("instance")).isEqualTo(response.request().uri().getRawPath());
    return problem;
  }

  static String pointer(JsonObject problem) {
    return problem.getJsonArray("errors").getJsonObject(0).getString("pointer");
  }

  /// A connection on which bytes can be sent as they are, and on which one can stop reading.
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.setSoTimeout((int) SOON.toMillis());
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  static void sendRaw(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String getRaw(String path, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
  }
}
