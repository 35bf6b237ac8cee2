package io.podbus.session;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.Scope;
import io.podbus.session.request.InputMessage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One session on the bus: puts [Session] on an event loop of its own and answers its addresses,
/// from admission until its record is purged.
final class SessionVerticle extends VerticleBase {
  private final SessionServices services;
  private final SessionPlan plan;
  private final Consumer<JsonObject> onEnded;
  private final Supplier<Future<Void>> purge;

  /// Written once, on this verticle's loop; its manager reads it on another.
  private volatile @Nullable Session session;

  private @Nullable SessionActions actions;

  /// @param onEnded told once, on this verticle's loop, with the ended session
  /// @param purge asked to undeploy this verticle; completes when that is done
  SessionVerticle(
      SessionServices services,
      SessionPlan plan,
      Consumer<JsonObject> onEnded,
      Supplier<Future<Void>> purge) {
    this.services = services;
    this.plan = plan;
    this.onEnded = onEnded;
    this.purge = purge;
  }

  @Override
  public Future<?> start() {
    Session mine = new Session(services, plan, context);
    session = mine;
    actions = new SessionActions(services, mine, purge);
    mine.whenEnded().onSuccess(onEnded::accept);
    EventBus bus = vertx.eventBus();
    bus.<ReadRequest>localConsumer(Addresses.localRead(plan.id()), this::read);
    return bus.<Object>consumer(Addresses.session(plan.id()), this::act)
        .completion()
        .compose(_ -> mine.begin())
        .onSuccess(_ -> sendInitialInput())
        .onFailure(_ -> mine.close());
  }

  private void sendInitialInput() {
    plan.options()
        .input()
        .ifPresent(first -> actions().sendInitial(new InputMessage(first.bytes(), first.eof())));
  }

  private void act(Message<Object> message) {
    Replies.answer(
        message,
        services.meters().all(),
        () -> {
          Action action = Replies.action(message);
          Replies.admit(services.callers(), message, plan.owner(), action.scope());
          return actions()
              .handle(action, message)
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
          Replies.admit(services.callers(), message, plan.owner(), Scope.READ);
          return actions()
              .read(message.body())
              .map(batch -> {
                message.reply(batch);
                return null;
              });
        });
  }

  private SessionActions actions() {
    if (actions == null) {
      throw new IllegalStateException("not started");
    }
    return actions;
  }

  /// The session, for its manager's questions on this verticle's loop; null before the start.
  @Nullable Session session() {
    return session;
  }

  @Override
  public Future<?> stop() {
    Session mine = session;
    if (actions != null) {
      actions.close();
    }
    if (mine != null) {
      mine.close();
    }
    return Future.succeededFuture();
  }
}
