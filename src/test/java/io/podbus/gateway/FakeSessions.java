package io.podbus.gateway;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Headers;
import io.podbus.protocol.LocalCodec;
import io.podbus.protocol.Problem;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.SessionId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// The session side of the bus, as the gateway sees it. What was asked can be looked at, and what
/// is answered can be changed.
final class FakeSessions {
  final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  final Map<SessionId, FakeSession> sessions = new ConcurrentHashMap<>();

  /// What becomes of a session once it has been created.
  volatile Consumer<FakeSession> program = _ -> {};

  /// Instead of an answer; null for none.
  volatile Function<Action, Failure> refusal = _ -> null;

  /// Holds back the answer to each input until it is run.
  volatile Consumer<Runnable> takeInput = Runnable::run;

  volatile boolean waitIsSlow;
  volatile boolean closeIsSlow;
  private final Random random = new Random(7);
  private final Vertx vertx;

  FakeSessions(Vertx vertx) {
    this.vertx = vertx;
    LocalCodec.registerAll(vertx.eventBus());
    vertx.eventBus().<JsonObject>consumer(Addresses.SESSIONS, this::manager);
  }

  FakeSession add(JsonObject options) {
    SessionId id;
    synchronized (random) {
      id = SessionId.random(random::nextBytes);
    }
    FakeSession session = new FakeSession(vertx, id, options);
    sessions.put(id, session);
    vertx.eventBus().consumer(Addresses.session(id), message -> session(session, message));
    vertx.eventBus().<ReadRequest>localConsumer(Addresses.localRead(id), session::read);
    return session;
  }

  FakeSession only() {
    return sessions.values().iterator().next();
  }

  /// The bodies of the requests with this action, each with the headers that came along.
  List<JsonObject> asked(Action action) {
    return asked.stream()
        .filter(one -> action.wireName().equals(one.getString(Action.HEADER)))
        .toList();
  }

  private boolean refuses(Action action, Message<?> message) {
    Failure failure = refusal.apply(action);
    if (failure != null) {
      message.fail(Problem.kind(failure).number(), Problem.toJson(failure).encode());
    }
    return failure != null;
  }

  private Action note(Message<?> message) {
    Action action = Action.parse(message.headers().get(Action.HEADER)).orElseThrow();
    JsonObject note = new JsonObject();
    message.headers().forEach(note::put);
    if (message.body() instanceof JsonObject body) {
      note.put("body", body);
    }
    asked.add(note);
    return action;
  }

  private void manager(Message<JsonObject> message) {
    Action action = note(message);
    if (refuses(action, message)) {
      return;
    }
    switch (action) {
      case OPERATIONS -> message.reply(operations());
      case DRY_RUN -> message.reply(new JsonObject().put("argv", new JsonArray().add("podman")));
      case LIST ->
          message.reply(
              new JsonObject()
                  .put(
                      "sessions",
                      new JsonArray(sessions.values().stream().map(FakeSession::json).toList()))
                  .putNull("nextCursor"));
      case CREATE -> create(message, message.body());
      default -> message.fail(-1, "the manager does not do " + action);
    }
  }

  private void create(Message<?> message, JsonObject options) {
    FakeSession session = add(options);
    message.reply(session.json(), new DeliveryOptions().addHeader(Headers.STATUS, "201"));
    program.accept(session);
  }

  private void session(FakeSession session, Message<Object> message) {
    Action action = note(message);
    if (refuses(action, message)) {
      return;
    }
    switch (action) {
      case GET -> message.reply(session.json());
      case RESULT -> message.reply(new JsonObject().put("session", session.json()));
      case INPUT -> {
        if (message.body() instanceof Buffer bytes) {
          synchronized (session.input) {
            session.input.appendBuffer(bytes);
            session.inputSizes.add(bytes.length());
          }
        }
        int size = message.body() instanceof Buffer bytes ? bytes.length() : 0;
        takeInput.accept(() -> message.reply(new JsonObject().put("bytes", size)));
      }
      case EOF, SIGNAL, RESIZE, RELEASE -> message.reply(new JsonObject());
      case WAIT -> {
        if (!waitIsSlow) {
          message.reply(new JsonObject().put("matched", true));
        }
      }
      case PURGE -> message.reply(new JsonObject());
      case CLOSE -> close(session, message);
      case EXEC -> create(message, ((JsonObject) message.body()).copy().put("operation", "exec"));
      default -> message.fail(-1, "a session does not do " + action);
    }
  }

  private void close(FakeSession session, Message<?> message) {
    if (!closeIsSlow && !session.ended()) {
      session.exit(143);
    }
    message.reply(
        session.json(),
        new DeliveryOptions().addHeader(Headers.STATUS, closeIsSlow ? "202" : "200"));
  }

  private static JsonObject operations() {
    JsonObject properties =
        new JsonObject()
            .put("operation", new JsonObject().put("type", "string"))
            .put("command", new JsonObject().put("type", "string"))
            .put("tty", new JsonObject().put("type", "boolean"))
            .put("interactive", new JsonObject().put("type", "boolean"))
            .put("input", new JsonObject().put("type", "object"));
    JsonObject run = schema(properties.copy().put("image", string()), "image");
    JsonObject exec = schema(properties.copy().put("containerName", string()), "containerName");
    return new JsonObject()
        .put(
            "operations",
            new JsonArray()
                .add(new JsonObject().put("name", "run"))
                .add(new JsonObject().put("name", "exec")))
        .put("schemas", new JsonObject().put("run", run).put("exec", exec));
  }

  private static JsonObject string() {
    return new JsonObject().put("type", "string");
  }

  private static JsonObject schema(JsonObject properties, String required) {
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("required", new JsonArray().add(required))
        .put("additionalProperties", false);
  }
}
