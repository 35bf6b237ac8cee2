package io.podbus.ops.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.podbus.ops.trace.RequestScope;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/// A line of the log as a JSON object: `time`, `level`, `logger`, `message`; the ids of the request
/// that it was written for; what the line names (`session`, …); `error` with the stack of a cause.
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonObject line =
        new JsonObject()
            .put("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
            .put("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
            .put("logger", event.getLoggerName())
            .put("message", event.getFormattedMessage());
    RequestScope.current()
        .ifPresent(request ->
            line.put("request", request.request()).put("trace", request.trace().traceId()));
    List<KeyValuePair> named = event.getKeyValuePairs();
    if (named != null) {
      named.forEach(pair -> line.put(pair.key, value(pair.value)));
    }
    IThrowableProxy cause = event.getThrowableProxy();
    if (cause != null) {
      line.put("error", ThrowableProxyUtil.asString(cause));
    }
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Object value(Object value) {
    return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
