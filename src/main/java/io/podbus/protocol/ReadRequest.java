package io.podbus.protocol;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The pull: asks a session for records from its journal.
///
/// Reading from a record says that everything before it has been taken: that is how a `block`
/// reader lets the child go on.
///
/// @param reader the name of a reader with a place (required for [Delivery#BLOCK]), or null
/// @param from where to begin; a reader goes on with the [RecordBatch#nextSeq] of its last answer
/// @param stream the only stream whose output is wanted, null for all; records that are no output
///   come with every stream
/// @param maxBytes how much output to answer at most; one record comes always, whatever its size
/// @param waitUpTo how long to wait where there is nothing yet; the answer may then be empty
/// @param blockMax how long the child may stand still for this reader, with [Delivery#BLOCK]; null
///   for the session's own
public record ReadRequest(
    @Nullable String reader,
    From from,
    @Nullable StreamName stream,
    int maxBytes,
    Duration waitUpTo,
    Delivery delivery,
    @Nullable Duration blockMax) {

  /// As the action `read` takes it.
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("maxBytes", maxBytes)
            .put("waitMs", waitUpTo.toMillis())
            .put("delivery", delivery.wireName());
    if (reader != null) {
      json.put("reader", reader);
    }
    if (stream != null) {
      json.put("stream", stream.wireName());
    }
    if (blockMax != null) {
      json.put("blockMaxMs", blockMax.toMillis());
    }
    return switch (from) {
      case From.First _ -> json;
      case From.Seq(long seq) -> json.put("fromSeq", seq);
      case From.Time(long millis) -> json.put("since", RecordJson.time(millis));
      // An offset is one in a stream, which the action takes from the only one that is wanted.
      case From.Offset(StreamName of, long offset) ->
          json.put("offset", offset).put("stream", of.wireName());
      case From.Tail(long bytes) -> json.put("tailBytes", bytes);
    };
  }

  /// The same request, waiting for so long at most.
  public ReadRequest waiting(Duration wait) {
    return new ReadRequest(reader, from, stream, maxBytes, wait, delivery, blockMax);
  }

  /// The same request for so much output at most.
  public ReadRequest bounded(int bytes) {
    return new ReadRequest(reader, from, stream, bytes, waitUpTo, delivery, blockMax);
  }

  /// The same request at another place.
  public ReadRequest at(long seq) {
    return new ReadRequest(
        reader, new From.Seq(seq), stream, maxBytes, waitUpTo, delivery, blockMax);
  }

  /// Whether this record is one that the reader wants.
  public boolean wants(JournalRecord entry) {
    return stream == null || !(entry instanceof OutputRecord output) || output.stream() == stream;
  }
}
