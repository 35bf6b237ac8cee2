package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Optional;

/// One range of a stream's bytes (RFC 9110, 14). Pure; any thread.
///
/// @param first the first byte wanted
/// @param last the last byte wanted
/// @param size how long the stream is now
/// @param grows whether it may become longer
record ByteRange(long first, long last, long size, boolean grows) {
  private static final String UNIT = "bytes=";

  /// The range that a header asks for, or nothing where its unit is none of ours, which means that
  /// it is to be passed over.
  ///
  /// @param size how long the stream is now
  /// @param grows whether it may become longer
  /// @throws FailureException `invalid-range`
  static Optional<ByteRange> parse(String header, long size, boolean grows) {
    String text = header.strip();
    if (!text.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
      return Optional.empty();
    }
    String spec = text.substring(UNIT.length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0 || spec.contains(",")) {
      throw invalid("Range must be one range of bytes, such as bytes=0-99.");
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    long first = from.isEmpty() ? Math.max(0, size - number(to)) : number(from);
    long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(number(to), size - 1);
    if (first >= size || last < first) {
      throw invalid("The stream has " + size + " bytes; the range is not among them.");
    }
    return Optional.of(new ByteRange(first, last, size, grows));
  }

  long length() {
    return last - first + 1;
  }

  /// As the header of that name writes it.
  String contentRange() {
    return "bytes " + first + "-" + last + "/" + (grows ? "*" : size);
  }

  /// What of these bytes, which begin at `offset`, lies in the range.
  Buffer cut(long offset, Buffer bytes) {
    long end = offset + bytes.length();
    if (end <= first || offset > last) {
      return Buffer.buffer();
    }
    int from = (int) Math.max(0, first - offset);
    int to = (int) Math.min(bytes.length(), last + 1 - offset);
    return from == 0 && to == bytes.length() ? bytes : bytes.slice(from, to);
  }

  private static long number(String text) {
    return Query.wholeNumber(text.strip())
        .orElseThrow(() -> invalid("Range must be one range of bytes, such as bytes=0-99."));
  }

  private static FailureException invalid(String detail) {
    return new FailureException(new Failure.InvalidRange(detail));
  }
}
