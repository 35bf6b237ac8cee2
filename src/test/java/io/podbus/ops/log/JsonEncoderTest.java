package io.podbus.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.podbus.ops.trace.Correlation;
import io.podbus.ops.trace.RequestScope;
import io.podbus.ops.trace.TraceContext;
import io.podbus.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonEncoderTest {
  private static final Correlation REQUEST =
      new Correlation(
          "r1", new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true));

  private final LoggerContext context = new LoggerContext();

  private LoggingEvent event(String message, Throwable cause) {
    LoggingEvent event =
        new LoggingEvent(
            getClass().getName(),
            context.getLogger("io.podbus.Some"),
            Level.WARN,
            message,
            cause,
            null);
    event.setTimeStamp(1_000_000_000_123L);
    return event;
  }

  private static String encode(LoggingEvent event) {
    return new String(new JsonEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void a_line_is_an_object_and_its_end() {
    LoggingEvent event = event("two\nlines", null);
    event.addKeyValuePair(new KeyValuePair("session", "s1"));
    event.addKeyValuePair(new KeyValuePair("code", 7));
    String line = encode(event);
    assertThat(line).endsWith("}\n").hasLineCount(1);
    assertThat(new JsonObject(line))
        .isEqualTo(
            new JsonObject()
                .put("time", "2001-09-09T01:46:40.123Z")
                .put("level", "warn")
                .put("logger", "io.podbus.Some")
                .put("message", "two\nlines")
                .put("session", "s1")
                .put("code", 7));
  }

  @Test
  void a_cause_is_there_with_its_stack() {
    String line = encode(event("it failed", new IllegalStateException("why")));
    assertThat(line).hasLineCount(1);
    assertThat(new JsonObject(line).getString("error"))
        .startsWith("java.lang.IllegalStateException: why")
        .contains("at " + getClass().getName());
  }

  @Test
  void the_request_that_is_worked_for_is_named() {
    Vertx vertx = Vertx.vertx();
    try {
      Promise<String> line = Promise.promise();
      vertx
          .eventBus()
          .consumer(
              "here",
              message -> {
                RequestScope.enter(REQUEST);
                vertx
                    .executeBlocking(() -> null)
                    .onComplete(_ -> line.complete(encode(event("later", null))));
              });
      vertx.eventBus().send("here", "");
      JsonObject later = new JsonObject(Await.get(line.future(), Duration.ofSeconds(10), "a line"));
      assertThat(later.getString("request")).isEqualTo("r1");
      assertThat(later.getString("trace")).isEqualTo(REQUEST.trace().traceId());
    } finally {
      Await.get(vertx.close(), Duration.ofSeconds(10), "closed");
    }
    assertThat(encode(event("elsewhere", null))).doesNotContain("request");
  }
}
