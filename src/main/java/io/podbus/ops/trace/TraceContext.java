package io.podbus.ops.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a trace, as the W3C's Trace Context writes it in `traceparent`. Immutable.
///
/// @param traceId 32 hexadecimal digits in lower case, not all zero
/// @param spanId 16 of them, not all zero
/// @param sampled whether the trace is being recorded
public record TraceContext(String traceId, String spanId, boolean sampled) {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  /// Later versions may have more behind the flags; what we know of stays where it is.
  private static final Pattern FORM =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final Pattern ZEROS = Pattern.compile("0+");

  /// What a `traceparent` says; nothing where it is not one, as the standard wants it: the caller's
  /// trace is then not continued, and the request goes on.
  public static Optional<TraceContext> parse(@Nullable String traceparent) {
    Matcher matcher = FORM.matcher(traceparent == null ? "" : traceparent);
    if (!matcher.matches()
        || (matcher.group(1).equals("00") && matcher.group(5) != null)
        || ZEROS.matcher(matcher.group(2)).matches()
        || ZEROS.matcher(matcher.group(3)).matches()) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
    return Optional.of(new TraceContext(matcher.group(2), matcher.group(3), sampled));
  }

  /// The beginning of a trace that nobody records.
  ///
  /// @param random fills an array with random bytes
  public static TraceContext root(Consumer<byte[]> random) {
    byte[] bytes = new byte[TRACE_BYTES + SPAN_BYTES];
    random.accept(bytes);
    // All zero would be no id.
    bytes[0] |= 1;
    bytes[TRACE_BYTES] |= 1;
    HexFormat hex = HexFormat.of();
    return new TraceContext(
        hex.formatHex(bytes, 0, TRACE_BYTES),
        hex.formatHex(bytes, TRACE_BYTES, bytes.length),
        false);
  }

  /// The value of `traceparent`.
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
