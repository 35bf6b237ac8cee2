package io.podbus.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/// The management port: `GET /health/live` and `GET /health/ready`. One instance.
public final class ManagementVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 60;

  private final String host;
  private final int wantedPort;
  private final Readiness readiness;
  private final Promise<Integer> port = Promise.promise();

  /// @param port 0 for a free one
  public ManagementVerticle(String host, int port, Readiness readiness) {
    this.host = host;
    this.wantedPort = port;
    this.readiness = readiness;
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
    String path = request.path();
    boolean live = "/health/live".equals(path);
    if (!live && !"/health/ready".equals(path)) {
      problem(request, 404, "not-found", "Nothing is here");
    } else if (!request.method().equals(HttpMethod.GET)) {
      request.response().putHeader("Allow", "GET");
      problem(request, 405, "method-not-allowed", "This path does not take this method");
    } else if (live) {
      send(request, 200, "application/json", new JsonObject().put("status", "up"));
    } else {
      readiness
          .report()
          .onSuccess(
              report -> send(request, report.up() ? 200 : 503, "application/json", report.body()));
    }
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
            .put("retryable", false));
  }

  private static void send(
      HttpServerRequest request, int status, String mediaType, JsonObject body) {
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
            .end(body.toBuffer());
  }
}
