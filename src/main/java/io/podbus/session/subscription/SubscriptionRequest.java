package io.podbus.session.subscription;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.StreamName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a subscriber asks for.
///
/// @param address where the records go: the subscriber's own
/// @param from where to begin
/// @param stream the only stream whose output is wanted, null for all
/// @param creditBytes how much output may be under way at first
/// @param delivery as of every reader
/// @param reader the name of its place, for [Delivery#BLOCK]; else null
/// @param blockMax how long the child may stand still for it, with [Delivery#BLOCK]; null for the
///   session's own
/// @param gather whether small records may come together as one where there are very many; if not,
///   they wait for new credit
public record SubscriptionRequest(
    String address,
    From from,
    @Nullable StreamName stream,
    long creditBytes,
    Delivery delivery,
    @Nullable String reader,
    @Nullable Duration blockMax,
    boolean gather) {
  /// The most that one subscriber may have under way.
  public static final long MAX_CREDIT_BYTES = 16L * 1024 * 1024;

  ReadRequest read(From at, int maxBytes, Duration wait) {
    return new ReadRequest(reader, at, stream, maxBytes, wait, delivery, blockMax);
  }
}
