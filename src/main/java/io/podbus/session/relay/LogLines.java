package io.podbus.session.relay;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// A log's records as lines: leaves out the first so many of them, and puts its time before each of
/// the others. A line belongs to its stream, and its time is when it began. One thread at a time.
final class LogLines {
  /// What is known of a stream: whether a line is open in it, and whether that one is left out.
  private static final class Place {
    private boolean within;
    private boolean skipped;
  }

  private final boolean timestamps;
  private final Map<StreamName, Place> places = new EnumMap<>(StreamName.class);
  private long skip;

  /// @param skip how many lines are left out
  LogLines(long skip, boolean timestamps) {
    this.skip = skip;
    this.timestamps = timestamps;
  }

  /// What of this record is shown.
  Buffer next(OutputRecord output) {
    if (!timestamps && skip == 0 && places.values().stream().noneMatch(place -> place.skipped)) {
      place(output).within = !endsLine(output.bytes());
      return output.bytes();
    }
    Buffer shown = Buffer.buffer();
    Buffer bytes = output.bytes();
    Place place = place(output);
    int at = 0;
    while (at < bytes.length()) {
      int end = lineEnd(bytes, at);
      if (!place.within) {
        begin(place, output, shown);
      }
      if (!place.skipped) {
        shown.appendBuffer(bytes, at, end - at);
      }
      if (bytes.getByte(end - 1) == '\n') {
        place.within = false;
        place.skipped = false;
      }
      at = end;
    }
    return shown;
  }

  private void begin(Place place, OutputRecord output, Buffer shown) {
    place.within = true;
    place.skipped = skip > 0;
    if (place.skipped) {
      skip--;
    } else if (timestamps) {
      shown.appendString(
          RecordJson.time(output.timeMillis()) + " ", StandardCharsets.US_ASCII.name());
    }
  }

  private Place place(OutputRecord output) {
    return places.computeIfAbsent(output.stream(), _ -> new Place());
  }

  private static boolean endsLine(Buffer bytes) {
    return bytes.length() > 0 && bytes.getByte(bytes.length() - 1) == '\n';
  }

  private static int lineEnd(Buffer bytes, int from) {
    for (int at = from; at < bytes.length(); at++) {
      if (bytes.getByte(at) == '\n') {
        return at + 1;
      }
    }
    return bytes.length();
  }
}
