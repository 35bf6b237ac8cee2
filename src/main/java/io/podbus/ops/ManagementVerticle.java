package io.podbus.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The management port: `GET /health/live`, `GET /health/ready` and `GET /metrics`. One instance.
public final class ManagementVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);
  private static final int IDLE_SECONDS = 60;
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
    Consumer<HttpServerRequest> call =
        switch (request.path()) {
          case "/health/live" -> this::live;
          case "/health/ready" -> this::ready;
          case "/metrics" -> this::metrics;
          case null, default -> null;
        };
    if (call == null) {
      problem(request, 404, "not-found", "Nothing is here");
    } else if (!request.method().equals(HttpMethod.GET)) {
      request.response().putHeader("Allow", "GET");
      problem(request, 405, "method-not-allowed", "This path does not take this method");
    } else {
      call.accept(request);
    }
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
