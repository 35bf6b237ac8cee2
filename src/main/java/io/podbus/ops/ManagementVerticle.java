package io.podbus.ops;

import io.podbus.ops.log.LogLevels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The management port: `GET /health/live`, `GET /health/ready`, `GET /metrics`, and `/log/levels`,
/// which `GET` shows and `PATCH` sets. One instance.
public final class ManagementVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_BODY = 64 * 1024;

  /// What is read, and thrown away, of a longer body, so that its sender reads the answer rather
  /// than a reset.
  private static final int MAX_DRAINED = 16 * MAX_BODY;

  private static final String JSON = "application/json";

  /// Prometheus' text format.
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final String host;
  private final int wantedPort;
  private final Readiness readiness;
  private final Meters meters;
  private final Promise<Integer> port = Promise.promise();

  /// @param port 0 for a free one
  public ManagementVerticle(String host, int port, Readiness readiness, Meters meters) {
    this.host = host;
    this.wantedPort = port;
    this.readiness = readiness;
    this.meters = meters;
  }

  /// The port that it listens on, once it does. Any thread.
  public Future<Integer> port() {
    return port.future();
  }

  @Override
  public Future<?> start() {
    Future<HttpServer> server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS))
            .requestHandler(this::answer)
            .listen(wantedPort, host);
    return server.onSuccess(bound -> port.complete(bound.actualPort())).onFailure(port::fail);
  }

  private void answer(HttpServerRequest request) {
    Map<HttpMethod, Consumer<HttpServerRequest>> calls =
        switch (request.path()) {
          case "/health/live" -> Map.of(HttpMethod.GET, this::live);
          case "/health/ready" -> Map.of(HttpMethod.GET, this::ready);
          case "/metrics" -> Map.of(HttpMethod.GET, this::metrics);
          case "/log/levels" ->
              Map.of(HttpMethod.GET, this::showLevels, HttpMethod.PATCH, this::setLevels);
          case null, default -> Map.of();
        };
    Consumer<HttpServerRequest> call = calls.get(request.method());
    if (calls.isEmpty()) {
      problem(request, 404, "not-found", "Nothing is here");
    } else if (call == null) {
      String allowed =
          calls.keySet().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
      request.response().putHeader("Allow", allowed);
      problem(request, 405, "method-not-allowed", "This path does not take this method");
    } else {
      call.accept(request);
    }
  }

  private void showLevels(HttpServerRequest request) {
    send(request, 200, JSON, LogLevels.show().toBuffer());
  }

  /// A browser's page cannot send this without being asked first, and nobody answers that.
  private void setLevels(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    long[] length = new long[1];
    request.handler(piece -> {
      length[0] += piece.length();
      if (length[0] <= MAX_BODY) {
        body.appendBuffer(piece);
      } else if (length[0] > MAX_DRAINED) {
        Future<Void> _ = request.connection().close();
      }
    });
    request.endHandler(_ -> {
      if (length[0] > MAX_BODY) {
        problem(request, 413, "input-too-large", "The body is too long");
        return;
      }
      try {
        LogLevels.set(new JsonObject(body));
        LOG.info("log levels: {}", LogLevels.show().encode());
        showLevels(request);
      } catch (DecodeException e) {
        problem(request, 400, "malformed-json", "The body is no JSON object");
      } catch (IllegalArgumentException e) {
        problem(request, 400, "invalid-options", String.valueOf(e.getMessage()));
      }
    });
  }

  private void live(HttpServerRequest request) {
    send(request, 200, JSON, new JsonObject().put("status", "up").toBuffer());
  }

  private void ready(HttpServerRequest request) {
    readiness
        .report()
        .onSuccess(
            report -> send(request, report.up() ? 200 : 503, JSON, report.body().toBuffer()));
  }

  private void metrics(HttpServerRequest request) {
    // So that podbus_ready is true also where nobody asks for health; not waited for.
    Future<?> _ = readiness.report();
    vertx
        .executeBlocking(this::scrape)
        .onSuccess(text -> send(request, 200, METRICS, Buffer.buffer(text)))
        .onFailure(e -> {
          LOG.error("the metrics could not be read", e);
          problem(request, 500, "internal", "The service failed");
        });
  }

  private String scrape() {
    long began = System.nanoTime();
    String text = meters.scrape();
    meters.counter(Metric.SCRAPE_SECONDS).add(System.nanoTime() - began);
    return text;
  }

  private static void problem(HttpServerRequest request, int status, String code, String title) {
    send(
        request,
        status,
        "application/problem+json",
        new JsonObject()
            .put("type", "urn:podbus:problem:" + code)
            .put("title", title)
            .put("status", status)
            .put("code", code)
            .put("instance", request.path())
            .put("retryable", false)
            .toBuffer());
  }

  private static void send(HttpServerRequest request, int status, String mediaType, Buffer body) {
    if (request.response().closed()) {
      return;
    }
    Future<Void> _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader("X-Content-Type-Options", "nosniff")
            .end(body);
  }
}
