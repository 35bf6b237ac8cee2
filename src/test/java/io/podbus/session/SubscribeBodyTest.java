package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.session.subscription.SubscriptionRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubscribeBodyTest {
  private static SubscriptionRequest parse(String json) {
    return SubscribeBody.parse(new JsonObject(json));
  }

  @Test
  void saysWhereFromWhereToAndHowMuch() {
    assertThat(parse("{\"address\":\"a.b\",\"creditBytes\":0}"))
        .isEqualTo(
            new SubscriptionRequest(
                "a.b", new From.First(), null, 0, Delivery.RETAINED, null, null, true));
    assertThat(
            parse(
                "{\"address\":\"a\",\"creditBytes\":5,\"fromSeq\":3,\"stream\":\"stderr\","
                    + "\"delivery\":\"block\",\"blockMaxMs\":100}"))
        .isEqualTo(
            new SubscriptionRequest(
                "a",
                new From.Seq(3),
                StreamName.STDERR,
                5,
                Delivery.BLOCK,
                "a",
                Duration.ofMillis(100),
                true));
    assertThat(
            parse("{\"address\":\"a\",\"creditBytes\":5,\"delivery\":\"block\",\"reader\":\"me\"}")
                .reader())
        .isEqualTo("me");
    assertThat(parse("{\"address\":\"a\",\"creditBytes\":5,\"gather\":false}").gather()).isFalse();
  }

  @Test
  void refusesWithAPointer() {
    refused("{\"creditBytes\":1}", "/address");
    refused("{\"address\":\" \",\"creditBytes\":1}", "/address");
    refused("{\"address\":7,\"creditBytes\":1}", "/address");
    refused("{\"address\":\"" + "a".repeat(257) + "\",\"creditBytes\":1}", "/address");
    refused("{\"address\":\"podbus.sessions\",\"creditBytes\":1}", "/address");
    refused("{\"address\":\"__vertx.reply.1\",\"creditBytes\":1}", "/address");
    refused("{\"address\":\"a\"}", "/creditBytes");
    refused("{\"address\":\"a\",\"creditBytes\":-1}", "/creditBytes");
    refused("{\"address\":\"a\",\"creditBytes\":16777217}", "/creditBytes");
    refused("{\"address\":\"a\",\"creditBytes\":1,\"fromSeq\":1,\"tailBytes\":1}", "/tailBytes");
    refused("{\"address\":\"a\",\"creditBytes\":1,\"delivery\":\"fast\"}", "/delivery");
    refused("{\"address\":\"a\",\"creditBytes\":1,\"waitMs\":1}", "/waitMs");
    refused("{\"address\":\"a\",\"creditBytes\":1,\"gather\":\"no\"}", "/gather");
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
