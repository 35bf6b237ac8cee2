package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// The service over HTTP. Requests and streams have connections of their own, so that many streams
/// keep no request waiting.
final class HttpTransport implements Transport {
  private static final String SESSIONS = "/v1/sessions";
  private static final int REQUESTS = 64;
  private static final int STREAMS = 4096;

  /// What a request that has to wait for a connection may at most find in front of it.
  private static final int WAITING = 4096;

  private final Vertx vertx;
  private final RequestOptions service;
  private final String root;
  private final HttpClient requests;
  private final HttpClient streams;
  private final ClientOptions options;

  HttpTransport(Vertx vertx, URI service, HttpClientOptions http, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    boolean tls = "https".equals(service.getScheme());
    if (service.getHost() == null || (!tls && !"http".equals(service.getScheme()))) {
      throw new IllegalArgumentException("not an address of http or https: " + service);
    }
    int port = service.getPort() >= 0 ? service.getPort() : tls ? 443 : 80;
    String host = service.getHost();
    this.service =
        new RequestOptions()
            .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
            .setPort(port)
            .setSsl(tls);
    this.root = service.getPath() == null ? "" : service.getPath().replaceAll("/+$", "");
    this.requests = client(http, REQUESTS);
    this.streams = client(http, STREAMS);
  }

  private HttpClient client(HttpClientOptions http, int connections) {
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING);
    return vertx.createHttpClient(new HttpClientOptions(http), pool);
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public ClientOptions options() {
    return options;
  }

  @Override
  public Future<Answer> ask(Ask ask) {
    String path = path(ask);
    boolean query = ask.verb().carries() == Verb.Carries.QUERY;
    if (query && ask.body() instanceof JsonObject body && !body.isEmpty()) {
      path += "?" + query(body);
    }
    Object body = ask.verb().carries() == Verb.Carries.BODY ? ask.body() : Buffer.buffer();
    return send(ask.verb().method(), path, body, ask.idempotencyKey(), ask.waits());
  }

  private static String path(Ask ask) {
    String place = ask.verb().place();
    if (place.startsWith("/v1")) {
      return place;
    }
    return SESSIONS + ask.session().map(id -> "/" + id).orElse("") + place;
  }

  /// A list stands there once for each of its values.
  static String query(JsonObject body) {
    StringJoiner query = new StringJoiner("&");
    body.forEach(entry -> {
      Object value = entry.getValue();
      List<?> all = value instanceof JsonArray array ? array.getList() : List.of(value);
      all.forEach(each ->
          query.add(
              entry.getKey()
                  + "="
                  + URLEncoder.encode(String.valueOf(each), StandardCharsets.UTF_8)));
    });
    return query.toString();
  }

  private Future<Answer> send(
      HttpMethod method, String path, Object body, Optional<String> key, Duration waits) {
    long patience = waits.plus(options.requestTimeout()).toMillis();
    return requests
        .request(request(method, path))
        .compose(request -> {
          request.idleTimeout(patience);
          key.ifPresent(value -> request.putHeader("Idempotency-Key", value));
          return send(request, body);
        })
        .compose(HttpAnswers::read)
        .recover(cause -> Future.failedFuture(PodbusException.wrap(cause)));
  }

  private static Future<HttpClientResponse> send(HttpClientRequest request, Object body) {
    if (body instanceof Buffer bytes) {
      if (bytes.length() == 0 && !HttpMethod.POST.equals(request.getMethod())) {
        return request.send();
      }
      return request.putHeader("Content-Type", "application/octet-stream").send(bytes);
    }
    return request
        .putHeader("Content-Type", "application/json")
        .send(((JsonObject) body).toBuffer());
  }

  private RequestOptions request(HttpMethod method, String path) {
    RequestOptions request = new RequestOptions(service).setMethod(method).setURI(root + path);
    options.token().get().ifPresent(token -> request.putHeader("Authorization", "Bearer " + token));
    return request;
  }

  @Override
  public Future<RunResult> run(SessionRequest request, Duration atMost) {
    return send(
            HttpMethod.POST,
            SESSIONS + "?wait=true&waitMs=" + Math.max(1, atMost.toMillis()),
            request.toJson(),
            request.idempotencyKey(),
            // Its end takes time, too.
            atMost.plus(options.requestTimeout()))
        .map(answer ->
            answer.status() == 202
                ? RunResult.running(Session.of(answer.body()))
                : RunResult.of(answer.body()));
  }

  @Override
  public Future<Void> input(String id, Buffer bytes) {
    // As long as the program takes something now and then, the service does; it knows when not.
    return send(
            HttpMethod.POST,
            SESSIONS + "/" + id + "/input",
            bytes,
            Optional.empty(),
            Duration.ofSeconds(60))
        .mapEmpty();
  }

  @Override
  public Source<SessionEvent> events(String id, Follow follow, String reader) {
    StringBuilder fixed = new StringBuilder(SESSIONS + "/" + id + "/events?delivery=");
    fixed.append(follow.delivery());
    follow.stream().ifPresent(name -> fixed.append("&stream=").append(name));
    follow.blockMax().ifPresent(time -> fixed.append("&blockMaxMs=").append(time.toMillis()));
    if (follow.delivery().equals("block")) {
      fixed.append("&reader=").append(reader);
    }
    return (context, from, sink) ->
        open(
            fixed + (from.isPresent() ? "&from=" + from.getAsLong() : ""),
            new SseEvents.OfSession(),
            sink);
  }

  @Override
  public Source<LifecycleEvent> lifecycle() {
    return (context, from, sink) ->
        open(
            "/v1/events?from=" + (from.isPresent() ? from.getAsLong() : "end"),
            new SseEvents.OfLifecycle(),
            sink);
  }

  private <T> Feed open(String path, SseEvents<T> events, Sink<T> sink) {
    RequestOptions request = request(HttpMethod.GET, path).putHeader("Accept", "text/event-stream");
    SseFeed<T> feed = new SseFeed<>(vertx, events, sink, options.silence(), System::nanoTime);
    feed.open(streams.request(request));
    return feed;
  }

  @Override
  public boolean comesBack(PodbusException cause) {
    return cause.retryable();
  }

  @Override
  public Future<Void> close() {
    return Future.join(requests.close(), streams.close()).mapEmpty();
  }
}
