package io.podbus.session;

import io.podbus.ops.trace.Correlation;
import io.podbus.podman.engine.EngineCommands;
import io.podbus.process.Signal;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordFrame;
import io.podbus.session.request.Bodies;
import io.podbus.session.request.InputMessage;
import io.podbus.session.request.ReadBody;
import io.podbus.session.request.WaitRequest;
import io.podbus.session.subscription.Subscriptions;
import io.podbus.session.waiting.Waits;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;

/// What can be asked of one session over the bus: an action each. Owned by the session's event
/// loop.
public final class SessionActions {
  /// An answer: a JSON object, and the status that its header tells.
  record Answer(Object body, int status) {
    static Answer of(JsonObject body) {
      return new Answer(body, 200);
    }

    /// What was read, in the form that the request's headers ask for.
    static Answer of(RecordBatch batch, MultiMap headers) {
      return Headers.BINARY.equals(headers.get(Headers.FORM))
          ? new Answer(RecordFrame.encode(batch), 200)
          : of(batch.toJson());
    }
  }

  private static final long DEFAULT_WAIT_MILLIS = 25_000;

  private final SessionServices services;
  private final Session session;
  private final SessionInput input;
  private final InputLedger ledger = new InputLedger();
  private final Waits waits;
  private final Subscriptions subscriptions;
  private final Supplier<Future<Void>> purge;

  /// @param purge takes the session's record and output away, once it has ended; completes, on
  ///   whatever thread, when they are gone
  SessionActions(SessionServices services, Session session, Supplier<Future<Void>> purge) {
    this.services = services;
    this.session = session;
    this.purge = purge;
    this.waits = new Waits(services.vertx(), session.output().journal(), services.clock());
    this.subscriptions =
        new Subscriptions(
            services.vertx(),
            session.plan().id(),
            session.output().journal(),
            services.meters().all());
    this.input =
        new SessionInput(services.vertx(), session, services.config().sessions().inputTimeout());
  }

  /// Does what a message asks for.
  Future<Answer> handle(Action action, Message<Object> message) {
    return switch (action) {
      case GET -> Future.succeededFuture(Answer.of(session.toJson()));
      case INPUT -> input(InputMessage.parse(message.body()), message.headers());
      case EOF -> input.send(new InputMessage(Buffer.buffer(), true)).map(done());
      case SIGNAL -> signal(Bodies.object(message.body()));
      case RESIZE -> resize(Bodies.object(message.body()));
      case CLOSE -> close(Bodies.object(message.body()));
      case EXEC -> exec(message);
      case READ ->
          session
              .output()
              .journal()
              .read(ReadBody.parse(Bodies.object(message.body())))
              .map(batch -> Answer.of(batch, message.headers()));
      case WAIT -> waits.wait(WaitRequest.parse(Bodies.object(message.body()))).map(Answer::of);
      case RELEASE -> release(Bodies.object(message.body()));
      case SUBSCRIBE, CREDIT, UNSUBSCRIBE ->
          SubscribeBody.handle(subscriptions, action, Bodies.object(message.body()));
      case PAUSE -> session.freezer().freeze().map(_ -> Answer.of(session.toJson()));
      case RESUME -> session.freezer().thaw().map(_ -> Answer.of(session.toJson()));
      case USAGE -> session.usage().read().map(Answer::of);
      case PURGE -> purge();
      case RESULT -> result(Bodies.object(message.body()));
      case CREATE, RECALL, LIST, OPERATIONS, DRY_RUN, CAPABILITIES, EVENTS ->
          Future.failedFuture(
              new FailureException(
                  Failure.InvalidOptions.of(
                      "",
                      "The action \"%s\" belongs to the address %s."
                          .formatted(action.wireName(), Addresses.SESSIONS))));
    };
  }

  /// The pull of readers in this process.
  Future<RecordBatch> read(ReadRequest request) {
    return session.output().journal().read(request);
  }

  /// Sends what the create request gave as the program's first input.
  void sendInitial(InputMessage first) {
    input.send(first);
  }

  private Future<Answer> input(InputMessage message, MultiMap headers) {
    services.limits().input(session.plan().owner(), message.bytes().length());
    String key = headers.get(Headers.IDEMPOTENCY_KEY);
    Future<Void> taken =
        key == null ? input.send(message) : ledger.once(key, message, () -> input.send(message));
    return taken.map(Answer.of(new JsonObject().put("bytes", message.bytes().length())));
  }

  /// Nobody is there any more to be answered.
  void close() {
    waits.close();
    subscriptions.close();
  }

  private static Answer done() {
    return Answer.of(new JsonObject());
  }

  private Future<Answer> signal(JsonObject body) {
    Signal signal = Bodies.signal(body);
    requireRunning("send a signal to");
    Runnable withdraw = session.verdict().signalling(signal);
    return send(signal).onFailure(_ -> withdraw.run());
  }

  private Future<Answer> send(Signal signal) {
    SessionKind kind = session.plan().kind();
    if (kind != SessionKind.CONTAINER && !kind.isGuest()) {
      return session
          .ender()
          .signalClient(signal)
          .map(found -> {
            if (found == 0) {
              throw new FailureException(
                  new Failure.WrongState("No process of the exec was found to signal."));
            }
            return done();
          });
    }
    return session
        .engine()
        .commands()
        .run(
            EngineCommands.kill(signal.number(), session.guest().container()),
            services.config().engine().commandTimeout())
        .map(result -> {
          if (result.exitCode() == 0) {
            return done();
          }
          if (session.state().ended()) {
            throw new FailureException(session.alreadyEnded());
          }
          throw new FailureException(
              EngineCommands.failure(result, "send the signal").orElseThrow());
        });
  }

  private void requireRunning(String what) {
    if (session.state().ended()) {
      throw new FailureException(session.alreadyEnded());
    }
    if (session.state() == SessionState.PAUSED) {
      throw new FailureException(new Failure.WrongState("The session is paused; resume it first."));
    }
    if (session.state() != SessionState.RUNNING && session.state() != SessionState.STOPPING) {
      throw new FailureException(
          new Failure.WrongState(
              "The program has not started yet; there is nothing to %s.".formatted(what)));
    }
  }

  private Future<Answer> resize(JsonObject body) {
    int rows = Bodies.size(body, "rows");
    int cols = Bodies.size(body, "cols");
    Bodies.only(body, "rows", "cols");
    if (!session.plan().options().tty()) {
      throw new FailureException(
          new Failure.NotATerminal("The session was created without a terminal."));
    }
    if (session.state().ended()) {
      throw new FailureException(session.alreadyEnded());
    }
    session.facts().size(rows, cols);
    ClientRun run = session.run();
    if (run != null && !run.finished()) {
      run.child().resize(rows, cols);
    }
    session.output().resized(rows, cols);
    return Future.succeededFuture(done());
  }

  private Future<Answer> close(JsonObject body) {
    Bodies.only(body, "graceMs", "waitMs");
    Duration grace =
        Bodies.millis(body, "graceMs", 0, 3_600_000).orElse(session.plan().closeGrace());
    long wait =
        Bodies.millis(body, "waitMs", 0, 86_400_000)
            .map(Duration::toMillis)
            .orElse(DEFAULT_WAIT_MILLIS);
    session.stop(StopCause.CLOSED, grace);
    Promise<Answer> answer = Promise.promise();
    long timer =
        services
            .vertx()
            .setTimer(
                Math.max(1, wait), _ -> answer.tryComplete(new Answer(session.toJson(), 202)));
    session
        .whenEnded()
        .onSuccess(ended -> {
          services.vertx().cancelTimer(timer);
          answer.tryComplete(Answer.of(ended));
        });
    return answer.future();
  }

  private Future<Answer> result(JsonObject body) {
    Bodies.only(body, "waitMs");
    long wait =
        Bodies.millis(body, "waitMs", 0, 86_400_000)
            .map(Duration::toMillis)
            .orElse(DEFAULT_WAIT_MILLIS);
    Promise<Answer> answer = Promise.promise();
    long timer =
        services
            .vertx()
            .setTimer(
                Math.max(1, wait),
                _ ->
                    answer.tryComplete(
                        new Answer(new JsonObject().put("session", session.toJson()), 202)));
    session
        .whenEnded()
        .compose(this::outcome)
        .onComplete(done -> {
          services.vertx().cancelTimer(timer);
          if (done.succeeded()) {
            answer.tryComplete(Answer.of(done.result()));
          } else {
            answer.tryFail(done.cause());
          }
        });
    return answer.future();
  }

  private Future<JsonObject> outcome(JsonObject ended) {
    return session
        .verdict()
        .failure()
        .<Future<JsonObject>>map(failure -> Future.failedFuture(new FailureException(failure)))
        .orElseGet(() -> session.result().addTo(new JsonObject().put("session", ended)));
  }

  private Future<Answer> exec(Message<Object> message) {
    JsonObject body = Bodies.object(message.body());
    for (String taken : new String[] {"operation", "containerName", "names"}) {
      if (body.containsKey(taken)) {
        throw new FailureException(
            Failure.InvalidOptions.of(
                "/" + taken, "\"" + taken + "\" is given by the session itself."));
      }
    }
    if (!session.plan().hasContainer()) {
      throw new FailureException(
          new Failure.WrongState(
              "This session has no container of its own; use the operation \"exec\" with the name of"
                  + " one."));
    }
    if (session.state().ended()) {
      throw new FailureException(session.alreadyEnded());
    }
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(services.config().sessions().startTimeout().toMillis() + 60_000)
            .addHeader(Action.HEADER, Action.CREATE.wireName());
    Correlation.pass(options);
    for (String header : new String[] {Headers.IDEMPOTENCY_KEY, Headers.READER}) {
      String value = message.headers().get(header);
      if (value != null) {
        options.addHeader(header, value);
      }
    }
    JsonObject create =
        body.copy()
            .put("operation", "exec")
            .put("containerName", session.plan().command().containerName());
    Caller caller = services.callers().of(message.headers());
    return session
        .whenStarted()
        .compose(_ -> {
          // Sealed anew: the start may have taken longer than a seal holds.
          String sealed = services.callers().header(caller);
          if (sealed != null) {
            options.addHeader(Headers.CALLER, sealed);
          }
          return services
              .vertx()
              .eventBus()
              .<JsonObject>request(Addresses.SESSIONS, create, options);
        })
        .map(reply -> new Answer(reply.body(), 201));
  }

  private Future<Answer> release(JsonObject body) {
    Bodies.only(body, "reader", "detached", "waiter");
    waits.release(body);
    if (body.getValue("reader") instanceof String reader) {
      session.output().journal().release(reader, Boolean.TRUE.equals(body.getValue("detached")));
    }
    return Future.succeededFuture(done());
  }

  private Future<Answer> purge() {
    if (!session.state().ended()) {
      throw new FailureException(
          new Failure.WrongState("The session has not ended; close it first."));
    }
    // Between its exit and its end there is the removal of its folder: until then the manager takes
    // it for a live one.
    return session.whenEnded().compose(_ -> purge.get()).map(_ -> done());
  }
}
