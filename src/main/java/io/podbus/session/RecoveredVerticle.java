package io.podbus.session;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.Scope;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.Recovered;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.request.Bodies;
import io.podbus.session.subscription.Subscriptions;
import io.podbus.session.waiting.Waits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A session of an earlier process on the bus: answers the addresses of a [RecoveredSession] until
/// its record is purged.
final class RecoveredVerticle extends VerticleBase implements Listed {
  private final SessionServices services;
  private final Recovered found;
  private final JsonObject session;
  private final long number;
  private final Supplier<Future<Void>> purge;
  private @Nullable RecoveredSession mine;

  /// @param session as it shows, but for its output
  /// @param purge asked to undeploy this verticle; completes when that is done
  RecoveredVerticle(
      SessionServices services,
      Recovered found,
      JsonObject session,
      long number,
      Supplier<Future<Void>> purge) {
    this.services = services;
    this.found = found;
    this.session = session;
    this.number = number;
    this.purge = purge;
  }

  @Override
  public Future<?> start() {
    SessionJournal journal =
        services
            .journals()
            .reopen(
                vertx,
                found,
                new SessionJournal.Ears(
                    new OutputGate(false),
                    services.meters().of(operation(), SessionTrace.none()),
                    _ -> {}));
    Subscriptions subscriptions =
        new Subscriptions(vertx, found.id(), journal, services.meters().all());
    mine =
        new RecoveredSession(
            session, journal, new Waits(vertx, journal, services.clock()), subscriptions, purge);
    EventBus bus = vertx.eventBus();
    bus.<ReadRequest>localConsumer(Addresses.localRead(found.id()), this::read);
    return bus.<JsonObject>consumer(Addresses.session(found.id()), this::act).completion();
  }

  private void act(Message<JsonObject> message) {
    Replies.answer(
        message,
        services.meters().all(),
        () -> {
          Action action = Replies.action(message);
          Replies.admit(services.callers(), message, owner(), action.scope());
          return mine()
              .handle(action, Bodies.object(message.body()), message.headers())
              .map(answer -> {
                message.reply(
                    answer.body(),
                    new DeliveryOptions()
                        .addHeader(Headers.STATUS, Integer.toString(answer.status())));
                return null;
              });
        });
  }

  private void read(Message<ReadRequest> message) {
    Replies.answer(
        message,
        services.meters().all(),
        () -> {
          Replies.admit(services.callers(), message, owner(), Scope.READ);
          return mine()
              .read(message.body())
              .map((RecordBatch batch) -> {
                message.reply(batch);
                return null;
              });
        });
  }

  private RecoveredSession mine() {
    if (mine == null) {
      throw new IllegalStateException("not started");
    }
    return mine;
  }

  @Override
  public Future<?> stop() {
    return mine == null ? Future.succeededFuture() : mine.close();
  }

  @Override
  public SessionId id() {
    return found.id();
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public String owner() {
    return session.getString("owner");
  }

  @Override
  public String operation() {
    return session.getString("operation", "run");
  }

  @Override
  public Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    if (session.getValue("labels") instanceof JsonObject all) {
      all.forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
    }
    return labels;
  }

  @Override
  public @Nullable String state() {
    return session.getString("state");
  }
}
