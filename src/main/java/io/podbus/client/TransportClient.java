package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The client over any transport.
final class TransportClient implements PodbusClient {
  /// Beyond its grace, the end of a session takes no longer than the service's own measures do.
  private static final Duration END_BY_FORCE = Duration.ofMinutes(5);

  /// An exec waits for its container's program to run: an image may be on its way.
  private static final Duration START = Duration.ofMinutes(2);

  /// The service answers before that, with 202 where the work goes on.
  private static final Duration WORK = Duration.ofSeconds(60);

  private final Transport transport;
  private final Set<EventStream<?>> streams = ConcurrentHashMap.newKeySet();

  TransportClient(Transport transport) {
    this.transport = transport;
  }

  private Future<Session> session(Ask ask) {
    return transport.ask(ask).map(answer -> Session.of(answer.body()));
  }

  private Future<Void> done(Ask ask) {
    return transport.ask(ask).mapEmpty();
  }

  @Override
  public Future<Session> create(SessionRequest request) {
    return session(
        Ask.service(Verb.CREATE, request.toJson()).withKey(request.idempotencyKey()).waiting(WORK));
  }

  @Override
  public Future<RunResult> run(SessionRequest request, Duration atMost) {
    return transport.run(request, atMost);
  }

  @Override
  public Future<JsonObject> dryRun(SessionRequest request) {
    return transport.ask(Ask.service(Verb.DRY_RUN, request.toJson())).map(Transport.Answer::body);
  }

  @Override
  public Future<SessionPage> list(SessionQuery query) {
    return transport
        .ask(Ask.service(Verb.LIST, query.toJson()))
        .map(answer -> SessionPage.of(answer.body()));
  }

  @Override
  public Future<Session> get(String id) {
    return session(Ask.session(Verb.GET, id));
  }

  @Override
  public Future<Session> exec(String id, SessionRequest request) {
    return session(
        Ask.session(Verb.EXEC, id, request.toJson())
            .withKey(request.idempotencyKey())
            .waiting(START));
  }

  @Override
  public Future<Void> input(String id, Buffer bytes) {
    return transport.input(Ask.checked(id), bytes);
  }

  @Override
  public Future<Void> inputOnce(String id, String key, Buffer bytes) {
    JsonObject body =
        new JsonObject().put("base64", Base64.getEncoder().encodeToString(bytes.getBytes()));
    return done(Ask.session(Verb.INPUT, id, body).withKey(Optional.of(key)).waiting(WORK));
  }

  @Override
  public Future<Void> keys(String id, List<String> keys) {
    JsonObject body = new JsonObject().put("keys", new JsonArray(List.copyOf(keys)));
    return done(Ask.session(Verb.INPUT, id, body).waiting(WORK));
  }

  @Override
  public Future<Void> eof(String id) {
    return done(Ask.session(Verb.INPUT, id, new JsonObject().put("eof", true)).waiting(WORK));
  }

  @Override
  public Future<Void> signal(String id, String signal) {
    return done(Ask.session(Verb.SIGNAL, id, new JsonObject().put("signal", signal)));
  }

  @Override
  public Future<Void> resize(String id, int rows, int cols) {
    return done(Ask.session(Verb.RESIZE, id, new JsonObject().put("rows", rows).put("cols", cols)));
  }

  @Override
  public Future<Session> pause(String id) {
    return session(Ask.session(Verb.PAUSE, id));
  }

  @Override
  public Future<Session> resume(String id) {
    return session(Ask.session(Verb.RESUME, id));
  }

  @Override
  public Future<WaitResult> waitFor(String id, WaitFor what) {
    return transport
        .ask(Ask.session(Verb.WAIT, id, what.toJson()).waiting(what.timeout()))
        .map(answer -> WaitResult.of(answer.body()));
  }

  @Override
  public Future<JsonObject> usage(String id) {
    return transport.ask(Ask.session(Verb.USAGE, id)).map(Transport.Answer::body);
  }

  @Override
  public Future<EventStream<SessionEvent>> follow(String id, Follow from) {
    // Where the end is now has to be known, so that nothing is lost if the connection breaks before
    // anything has come.
    Future<OptionalLong> begin =
        from.end()
            ? get(id).map(session -> OptionalLong.of(session.output().nextSeq()))
            : Future.succeededFuture(from.from());
    String reader = "client-" + UUID.randomUUID();
    return begin.compose(place ->
        open(
            new Follower<>(
                transport.vertx(),
                transport.events(Ask.checked(id), from, reader),
                new Place.InSession(place),
                transport::comesBack,
                reconnect())));
  }

  @Override
  public Future<EventStream<LifecycleEvent>> events(OptionalLong fromId) {
    return open(
        new Follower<>(
            transport.vertx(),
            transport.lifecycle(),
            new Place.InLifecycle(fromId),
            transport::comesBack,
            reconnect()));
  }

  private Reconnect reconnect() {
    return new Reconnect(transport.options().reconnectFor(), System::nanoTime);
  }

  private <T> Future<EventStream<T>> open(Follower<T> follower) {
    streams.add(follower);
    follower.ended().onComplete(_ -> streams.remove(follower));
    return follower.start().map(follower);
  }

  @Override
  public Future<Session> close(String id, Optional<Duration> grace) {
    JsonObject body = new JsonObject();
    grace.ifPresent(time -> body.put("graceMs", time.toMillis()));
    Duration patience = grace.orElse(Duration.ofHours(1)).plus(END_BY_FORCE);
    return close(id, body, System.nanoTime() + patience.toNanos());
  }

  private Future<Session> close(String id, JsonObject body, long deadline) {
    return transport
        .ask(Ask.session(Verb.CLOSE, id, body).waiting(WORK))
        .compose(answer -> {
          if (answer.status() != 202) {
            return Future.succeededFuture(Session.of(answer.body()));
          }
          return System.nanoTime() - deadline > 0
              ? Future.failedFuture(
                  PodbusException.unreachable("The session is still being ended", null))
              : close(id, body, deadline);
        });
  }

  @Override
  public Future<Void> purge(String id) {
    return close(id, Optional.empty())
        .compose(_ -> done(Ask.session(Verb.PURGE, id).waiting(WORK)));
  }

  @Override
  public Future<JsonObject> capabilities() {
    return transport
        .ask(Ask.service(Verb.CAPABILITIES, new JsonObject()))
        .map(Transport.Answer::body);
  }

  @Override
  public Future<Void> close() {
    return Future.join(streams.stream().map(EventStream::close).toList())
        .otherwiseEmpty()
        .compose(_ -> transport.close());
  }
}
