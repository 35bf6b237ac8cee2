package io.podbus.session.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.StreamName;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadBodyTest {
  private static ReadRequest parse(String json) {
    return ReadBody.parse(new JsonObject(json));
  }

  @Test
  void saysWhereToBegin() {
    assertThat(parse("{}").from()).isEqualTo(new From.First());
    assertThat(parse("{'fromSeq':7}".replace('\'', '"')).from()).isEqualTo(new From.Seq(7));
    assertThat(parse("{\"since\":\"1970-01-01T00:00:01.500Z\"}").from())
        .isEqualTo(new From.Time(1500));
    assertThat(parse("{\"offset\":9,\"stream\":\"stderr\"}").from())
        .isEqualTo(new From.Offset(StreamName.STDERR, 9));
    assertThat(parse("{\"tailBytes\":0}").from()).isEqualTo(From.END);
  }

  @Test
  void hasDefaults() {
    assertThat(parse("{}"))
        .isEqualTo(
            new ReadRequest(
                null, new From.First(), null, 256 * 1024, Duration.ZERO, Delivery.RETAINED, null));
  }

  @Test
  void refusesWithAPointer() {
    refused("{\"fromSeq\":-1}", "/fromSeq");
    refused("{\"fromSeq\":1,\"since\":\"1970-01-01T00:00:00Z\"}", "/since");
    refused("{\"since\":\"yesterday\"}", "/since");
    refused("{\"offset\":1}", "/offset");
    refused("{\"tailBytes\":\"1\"}", "/tailBytes");
    refused("{\"stream\":\"stdin\"}", "/stream");
    refused("{\"delivery\":\"fast\"}", "/delivery");
    refused("{\"delivery\":\"block\"}", "/reader");
    refused("{\"reader\":1}", "/reader");
    refused("{\"waitMs\":25001}", "/waitMs");
    refused("{\"from\":1}", "/from");
  }

  private static void refused(String json, String pointer) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(((Failure.InvalidOptions) e.failure()).violations())
                    .extracting(Failure.Violation::pointer)
                    .containsExactly(pointer));
  }
}
