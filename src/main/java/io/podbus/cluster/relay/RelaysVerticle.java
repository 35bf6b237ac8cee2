package io.podbus.cluster.relay;

import io.podbus.identity.BusCallers;
import io.podbus.ops.Meters;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Opens a relay where somebody wants to read a session that this node does not have, at
/// [Addresses#RELAYS]. One for each session, however many read it.
///
/// Who asks for one is let in by the session itself; later readers are by the relay.
public final class RelaysVerticle extends VerticleBase {
  /// More sessions than this are not read here at the same time.
  private static final int MAX = 10_000;

  private final RelayVerticle.Services services;
  private final Map<SessionId, Future<String>> relays = new HashMap<>();

  /// @param randomBytes fills an array with random bytes, as `SecureRandom::nextBytes` does
  /// @param nanos a monotonic clock, as `System::nanoTime`
  public RelaysVerticle(
      BusCallers callers,
      RelaySettings settings,
      Meters meters,
      Consumer<byte[]> randomBytes,
      LongSupplier nanos) {
    RelayBudget budget = new RelayBudget(settings.totalBytes());
    this.services =
        new RelayVerticle.Services(
            callers,
            settings,
            budget,
            new RelayMeters(meters, budget),
            () -> SessionId.random(randomBytes),
            nanos);
  }

  @Override
  public Future<?> start() {
    return vertx
        .eventBus()
        .<String>localConsumer(
            Addresses.RELAYS, message -> RelayAnswers.answer(message, () -> open(message)))
        .completion();
  }

  private Future<?> open(Message<String> message) {
    SessionId id =
        SessionId.parse(message.body())
            .orElseThrow(() ->
                new FailureException(
                    new Failure.SessionNotFound("There is no session of this id.")));
    Future<String> present = relays.get(id);
    if (present != null) {
      return present;
    }
    return ownerOf(id, message.headers()).compose(owner -> deployed(id, owner));
  }

  /// Asks the session, in the name of who wants to read it.
  private Future<String> ownerOf(SessionId id, MultiMap headers) {
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(services.settings().patience().toMillis());
    headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
    return vertx
        .eventBus()
        .<JsonObject>request(
            Addresses.session(id),
            new JsonObject(),
            options.addHeader(Action.HEADER, Action.GET.wireName()))
        .map(reply -> Objects.requireNonNull(reply.body().getString("owner")));
  }

  private Future<String> deployed(SessionId id, String owner) {
    Future<String> present = relays.get(id);
    if (present != null) {
      return present;
    }
    if (relays.size() >= MAX) {
      throw new FailureException(
          new Failure.RateLimited(
              "Readers of %d sessions of other nodes are here, the most there can be."
                  .formatted(MAX),
              1));
    }
    RelayVerticle relay =
        new RelayVerticle(services, id, owner, () -> context.runOnContext(_ -> forget(id)));
    Future<String> deploying = vertx.deployVerticle(relay);
    relays.put(id, deploying);
    deploying.onFailure(_ -> relays.remove(id, deploying));
    return deploying;
  }

  private void forget(SessionId id) {
    Future<String> deployed = relays.remove(id);
    if (deployed != null) {
      Future<?> _ = deployed.compose(vertx::undeploy);
    }
  }
}
