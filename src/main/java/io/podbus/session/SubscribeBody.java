package io.podbus.session;

import static io.podbus.session.request.Bodies.invalid;

import io.podbus.protocol.Action;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.StreamName;
import io.podbus.session.request.Bodies;
import io.podbus.session.request.ReadBody;
import io.podbus.session.subscription.SubscriptionRequest;
import io.podbus.session.subscription.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What the actions `subscribe`, `credit` and `unsubscribe` ask of a session, live or ended.
final class SubscribeBody {
  private static final int MAX_ADDRESS_CHARS = 256;

  private SubscribeBody() {}

  /// Does one of the three.
  ///
  /// @throws io.podbus.protocol.FailureException `invalid-options` with a pointer, and what
  ///   [Subscriptions] fails with
  static Future<SessionActions.Answer> handle(
      Subscriptions subscriptions, Action action, JsonObject body) {
    if (action == Action.SUBSCRIBE) {
      return subscriptions.subscribe(parse(body)).map(SessionActions.Answer::of);
    }
    if (action == Action.CREDIT) {
      Bodies.only(body, "address", "creditBytes");
      JsonObject now = subscriptions.credit(address(body), bytes(body, 0));
      return Future.succeededFuture(SessionActions.Answer.of(now));
    }
    Bodies.only(body, "address");
    subscriptions.unsubscribe(address(body));
    return Future.succeededFuture(SessionActions.Answer.of(new JsonObject()));
  }

  /// @throws io.podbus.protocol.FailureException `invalid-options` with a pointer
  static SubscriptionRequest parse(JsonObject body) {
    Bodies.only(
        body,
        "address",
        "fromSeq",
        "since",
        "offset",
        "tailBytes",
        "stream",
        "creditBytes",
        "delivery",
        "reader",
        "blockMaxMs",
        "gather");
    String address = address(body);
    StreamName stream = ReadBody.stream(body);
    Delivery delivery = ReadBody.delivery(body);
    return new SubscriptionRequest(
        address,
        ReadBody.from(body, stream),
        stream,
        bytes(body, 0),
        delivery,
        delivery == Delivery.BLOCK ? place(body, address) : null,
        ReadBody.blockMax(body),
        gather(body));
  }

  /// Whether small records may come together; they do where nothing is said.
  private static boolean gather(JsonObject body) {
    return switch (body.getValue("gather", true)) {
      case Boolean gather -> gather;
      default -> throw invalid("/gather", "\"gather\" is true or false.");
    };
  }

  /// A reader that gives its place no name has the one of its address.
  private static String place(JsonObject body, String address) {
    @Nullable String reader = ReadBody.reader(body);
    return reader == null ? address : reader;
  }

  /// The subscriber's own address: not one at which the service, or the bus itself, listens.
  static String address(JsonObject body) {
    if (body.getValue("address") instanceof String address
        && !address.isBlank()
        && address.length() <= MAX_ADDRESS_CHARS
        && !address.startsWith("podbus.")
        && !address.startsWith("__vertx.")) {
      return address;
    }
    throw invalid(
        "/address",
        ("\"address\" is an address of your own on the bus: at most %d characters, and not one"
                + " that begins with \"podbus.\" or \"__vertx.\".")
            .formatted(MAX_ADDRESS_CHARS));
  }

  /// How much credit a message gives.
  ///
  /// @param min what it gives at least
  static long bytes(JsonObject body, long min) {
    return Bodies.whole(body, "creditBytes", min, SubscriptionRequest.MAX_CREDIT_BYTES)
        .orElseThrow(() -> invalid("/creditBytes", "\"creditBytes\" is required."));
  }
}
