package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A caller's trace: through the service to the collector, into the container, and back in the
/// answer.
class TraceIT extends ServiceTestBase {
  private static final String CALLER = "b7ad6b7169203331";

  private final Random random = new Random(11);
  private final Collector collector = new Collector();

  @Override
  Map<String, String> settings() {
    return Map.of("PODBUS_TRACING_ENDPOINT", collector.endpoint());
  }

  @AfterAll
  void closeCollector() {
    collector.close();
  }

  private String traceId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + spans));
  }

  private List<Span> awaitSpans(String trace, Set<String> names) {
    Await.until(
        Service.DEADLINE,
        "the collector has " + names,
        () ->
            collector.of(trace).stream()
                .map(Span::getName)
                .collect(Collectors.toSet())
                .containsAll(names));
    return collector.of(trace);
  }

  private static Map<String, String> tags(Span span) {
    return span.getAttributesList().stream()
        .collect(
            Collectors.toMap(
                tag -> tag.getKey(),
                tag ->
                    tag.getValue().hasStringValue()
                        ? tag.getValue().getStringValue()
                        : Long.toString(tag.getValue().getIntValue())));
  }

  @Test
  void a_session_is_a_span_with_its_steps_below_the_request() {
    String trace = traceId();
    HttpResponse<String> answer =
        api.post(
            "/v1/sessions?wait=true",
            Api.shell("printf %s \"$TRACEPARENT\"; exit 3").put("traceContext", true),
            "traceparent",
            "00-" + trace + "-" + CALLER + "-01");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<Span> spans =
        awaitSpans(
            trace,
            Set.of(
                "POST /v1/sessions",
                "session",
                "validate",
                "queue",
                "spawn",
                "start",
                "first byte",
                "run"));
    Span request = named(spans, "POST /v1/sessions");
    assertThat(Collector.hex(request.getParentSpanId())).isEqualTo(CALLER);
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(tags(request))
        .containsEntry("http.route", "/v1/sessions")
        .containsEntry("http.response.status_code", "200");
    Span session = named(spans, "session");
    assertThat(session.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(tags(session))
        .containsEntry("podbus.operation", "run")
        .containsEntry("podbus.exit.reason", "exited")
        .containsEntry("podbus.exit.code", "3");
    for (String step : List.of("validate", "queue", "spawn", "start", "first byte", "run")) {
      Span found = named(spans, step);
      assertThat(found.getParentSpanId()).as(step).isEqualTo(session.getSpanId());
      assertThat(found.getStartTimeUnixNano())
          .as(step)
          .isGreaterThanOrEqualTo(session.getStartTimeUnixNano());
      assertThat(found.getEndTimeUnixNano()).isLessThanOrEqualTo(session.getEndTimeUnixNano());
    }
    // The program's own spans belong below the session's.
    assertThat(new JsonObject(answer.body()).getString("stdout"))
        .isEqualTo("00-" + trace + "-" + Collector.hex(session.getSpanId()) + "-01");
    assertThat(answer.headers().firstValue("traceresponse"))
        .hasValue("00-" + trace + "-" + Collector.hex(request.getSpanId()) + "-01");
  }

  @Test
  void a_refusal_is_told_with_its_code_and_a_caller_that_records_nothing_is_followed() {
    String trace = traceId();
    Api.problem(
        api.post(
            "/v1/sessions",
            Api.run("true").put("image", "localhost/no such"),
            "traceparent",
            "00-" + trace + "-" + CALLER + "-01"),
        400,
        "invalid-options");
    assertThat(tags(named(awaitSpans(trace, Set.of("POST /v1/sessions")), "POST /v1/sessions")))
        .containsEntry("http.response.status_code", "400");

    String unrecorded = traceId();
    HttpResponse<String> answer =
        api.get("/v1/sessions", "traceparent", "00-" + unrecorded + "-" + CALLER + "-00");
    assertThat(answer.headers().firstValue("traceresponse").orElseThrow())
        .startsWith("00-" + unrecorded)
        .endsWith("-00");
    String last = traceId();
    api.get("/v1/sessions", "traceparent", "00-" + last + "-" + CALLER + "-01");
    awaitSpans(last, Set.of("GET /v1/sessions"));
    assertThat(collector.of(unrecorded)).isEmpty();
  }

  @Test
  void a_program_that_does_not_ask_is_told_nothing_and_its_own_word_stays() {
    assertThat(api.waitFor(Api.shell("echo \"<$TRACEPARENT>\"")).getString("stdout"))
        .isEqualTo("<>\n");
    JsonObject own =
        Api.shell("echo \"<$TRACEPARENT>\"")
            .put("traceContext", true)
            .put("environment", new JsonObject().put("TRACEPARENT", "mine"));
    assertThat(api.waitFor(own).getString("stdout")).isEqualTo("<mine>\n");
  }
}
