package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// A session that is waited for, over the bus: created with a place for its reader, read to its
/// end, and then asked for what it came to. One for each.
final class BusRun {
  private static final int HEAD_BYTES = 1024 * 1024;
  private static final Set<String> PROGRAMS = Set.of("run", "exec");

  private final BusTransport transport;
  private final SessionRequest request;
  private final Duration atMost;
  private final String reader = "client-" + UUID.randomUUID();
  private final Map<String, Buffer> heads = new HashMap<>();
  private boolean truncated;

  BusRun(BusTransport transport, SessionRequest request, Duration atMost) {
    this.transport = transport;
    this.request = request;
    this.atMost = atMost;
  }

  Future<RunResult> start() {
    Ask create =
        Ask.service(Verb.CREATE, options())
            .withKey(request.idempotencyKey())
            .waiting(Duration.ofSeconds(60));
    return transport
        .ask(create, Map.of("reader", reader))
        .compose(created -> await(Session.of(created.body())));
  }

  /// No terminal, and no input that could be waited for.
  private JsonObject options() {
    JsonObject options = request.toJson();
    if (PROGRAMS.contains(options.getString("operation", "run"))) {
      if (!options.containsKey("tty")) {
        options.put("tty", false);
      }
      if (!options.containsKey("interactive") && !options.containsKey("input")) {
        options.put("interactive", false);
      }
    }
    return options;
  }

  private Future<RunResult> await(Session session) {
    Follow follow = Follow.fromStart().block(Duration.ofSeconds(30));
    Follower<SessionEvent> follower =
        new Follower<>(
            transport.vertx(),
            transport.events(session.id(), follow, reader),
            new Place.InSession(OptionalLong.of(0)),
            transport::comesBack,
            new Reconnect(transport.options().reconnectFor(), System::nanoTime));
    follower.handler(this::take);
    Promise<Boolean> over = Promise.promise();
    long timer =
        transport.vertx().setTimer(Math.max(1, atMost.toMillis()), _ -> over.tryComplete(false));
    follower.start().onFailure(over::tryFail);
    follower.ended().onSuccess(_ -> over.tryComplete(true)).onFailure(over::tryFail);
    return over.future()
        .eventually(() -> {
          transport.vertx().cancelTimer(timer);
          return follower.close();
        })
        .compose(ended -> ended ? result(session.id()) : running(session.id()));
  }

  private void take(SessionEvent event) {
    if (event instanceof SessionEvent.Output output) {
      Buffer head = heads.computeIfAbsent(output.stream(), _ -> Buffer.buffer());
      int room = HEAD_BYTES - head.length();
      truncated |= output.bytes().length() > room;
      head.appendBuffer(output.bytes(), 0, Math.min(room, output.bytes().length()));
    } else if (event instanceof SessionEvent.Gap) {
      truncated = true;
    }
  }

  private Future<RunResult> result(String id) {
    return transport
        .ask(id, "result", new JsonObject(), Duration.ofSeconds(30))
        .map(answer -> {
          Session session = Session.of(Json.object(answer, "session").orElseGet(JsonObject::new));
          for (String stream : session.tty() ? Set.of("tty") : Set.of("stdout", "stderr")) {
            heads.putIfAbsent(stream, Buffer.buffer());
          }
          return RunResult.of(answer, heads, truncated);
        });
  }

  private Future<RunResult> running(String id) {
    return transport
        .ask(Ask.session(Verb.GET, id))
        .map(answer -> RunResult.running(Session.of(answer.body())));
  }
}
