package io.podbus.cluster.relay;

import io.podbus.identity.BusCallers;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.Scope;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A relay on the bus: puts [Relay] on an event loop of its own, behind the address at which a
/// session of this node would be read, and ends it when nobody has read for a while.
final class RelayVerticle extends VerticleBase {
  /// What all relays of a node share.
  ///
  /// @param nanos a monotonic clock, as `System::nanoTime`
  record Services(
      BusCallers callers,
      RelaySettings settings,
      RelayBudget budget,
      RelayMeters meters,
      Supplier<SessionId> names,
      LongSupplier nanos) {}

  private final Services services;
  private final SessionId id;
  private final String owner;
  private final Runnable whenOver;
  private @Nullable Relay relay;
  private @Nullable MessageConsumer<ReadRequest> consumer;
  private long lastRead;

  /// @param owner whose session it is: nobody else may read it here
  /// @param whenOver told once, on this verticle's loop, when it is of no use any more
  RelayVerticle(Services services, SessionId id, String owner, Runnable whenOver) {
    this.services = services;
    this.id = id;
    this.owner = owner;
    this.whenOver = whenOver;
  }

  @Override
  public Future<?> start() {
    EventBus bus = vertx.eventBus();
    RelaySettings settings = services.settings();
    // The relay asks as the session's owner, and may do no more than it needs.
    Caller self = new Caller(owner, Set.of(Scope.READ.wireName()));
    RemoteSession remote =
        new RemoteSession(bus, id, settings.patience(), () -> services.callers().header(self));
    Relay mine =
        new Relay(
            vertx,
            id,
            remote,
            settings,
            services.budget(),
            services.meters(),
            services.names(),
            _ -> over());
    relay = mine;
    services.meters().open().up();
    lastRead = services.nanos().getAsLong();
    vertx.setPeriodic(settings.nodeTimeout().toMillis() / 4, _ -> look(mine));
    MessageConsumer<ReadRequest> reads =
        bus.localConsumer(Addresses.localRead(id), message -> read(mine, message));
    consumer = reads;
    return reads.completion();
  }

  private void look(Relay mine) {
    long idle = services.nanos().getAsLong() - lastRead;
    if (mine.idle() && idle > services.settings().idle().toNanos()) {
      over();
    } else {
      mine.probe();
    }
  }

  private void read(Relay mine, Message<ReadRequest> message) {
    lastRead = services.nanos().getAsLong();
    RelayAnswers.answer(
        message,
        () -> {
          admit(message);
          return mine.read(message.body(), message.headers());
        });
  }

  /// As the session itself would: to others than its owner there is none.
  private void admit(Message<?> message) {
    Caller caller = services.callers().of(message.headers());
    if (!caller.reaches(owner)) {
      throw new FailureException(new Failure.SessionNotFound("There is no session of this id."));
    }
    if (!caller.may(Scope.READ)) {
      throw new FailureException(
          new Failure.Forbidden("This needs the scope \"" + Scope.READ.wireName() + "\"."));
    }
  }

  /// At once nobody finds it any more: who comes next has a new one opened.
  private void over() {
    if (consumer != null) {
      Future<Void> _ = consumer.unregister();
      consumer = null;
      whenOver.run();
    }
  }

  @Override
  public Future<?> stop() {
    if (relay != null) {
      relay.close();
      services.meters().open().down();
    }
    return Future.succeededFuture();
  }
}
