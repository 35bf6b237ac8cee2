package io.podbus.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;

/// A journal record as a message on the bus: a buffer with headers. Of output the body is its exact
/// bytes, of all else its JSON. Any thread.
///
/// @param body of the message
/// @param options with its headers
public record RecordMessage(Buffer body, DeliveryOptions options) {
  /// Output as it is published: without `type`, since nothing else comes to that address.
  public static RecordMessage published(SessionId id, OutputRecord output) {
    return new RecordMessage(output.bytes(), headers(id, output, 0));
  }

  /// A record as it is pushed to a subscriber.
  public static RecordMessage pushed(SessionId id, JournalRecord entry) {
    if (entry instanceof OutputRecord output) {
      return part(id, output, 0, output.size());
    }
    return new RecordMessage(
        RecordJson.payload(entry).toBuffer(), typed(headers(id, entry), entry));
  }

  /// Some of an output record, for a subscriber whose credit does not reach for all of it.
  ///
  /// @param from where in the record it begins; what continues a record names the record itself as
  ///   the one before it
  /// @param until where it ends
  public static RecordMessage part(SessionId id, OutputRecord output, int from, int until) {
    DeliveryOptions options = typed(headers(id, output, from), output);
    if (until < output.size()) {
      options.addHeader(Headers.MORE, "true");
    }
    Buffer all = output.bytes();
    return new RecordMessage(until - from == all.length() ? all : all.slice(from, until), options);
  }

  private static DeliveryOptions typed(DeliveryOptions options, JournalRecord entry) {
    return options.addHeader(Headers.TYPE, RecordJson.type(entry));
  }

  private static DeliveryOptions headers(SessionId id, OutputRecord output, int from) {
    DeliveryOptions options =
        headers(id, output)
            .addHeader(Headers.PREV_SEQ, Long.toString(from == 0 ? output.prevSeq() : output.seq()))
            .addHeader(Headers.STREAM, output.stream().wireName())
            .addHeader(Headers.OFFSET, Long.toString(output.offset() + from));
    return output.fromEngine() ? options.addHeader(Headers.SOURCE, "engine") : options;
  }

  private static DeliveryOptions headers(SessionId id, JournalRecord entry) {
    return new DeliveryOptions()
        .addHeader(Headers.SESSION, id.value())
        .addHeader(Headers.SEQ, Long.toString(entry.seq()))
        .addHeader(Headers.TIME, RecordJson.time(entry.timeMillis()));
  }
}
