package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.gateway.Routes.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds `/openapi.json` against the table of routes. Where one of these fails after a change of
/// the table, src/main/resources/io/podbus/gateway/openapi.yaml lacks the same change.
class OpenApiTest extends GatewayTestBase {
  private JsonObject document() {
    var response = send(to("/openapi.json").GET());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    return new JsonObject(response.body());
  }

  @Test
  void every_route_is_in_the_document_and_vice_versa() {
    JsonObject paths = document().getJsonObject("paths");
    Set<String> documented = new TreeSet<>();
    for (String path : paths.fieldNames()) {
      paths
          .getJsonObject(path)
          .fieldNames()
          .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path));
    }
    assertThat(documented)
        .isEqualTo(
            gateway.routes().stream()
                .map(route -> route.method() + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void every_parameter_is_in_the_document_and_vice_versa() {
    JsonObject paths = document().getJsonObject("paths");
    for (Route route : gateway.routes()) {
      JsonObject call = call(paths, route);
      assertThat(parameters(call, "query")).as(route.template()).isEqualTo(route.query());
      assertThat(parameters(call, "path")).as(route.template()).isEqualTo(variables(route));
    }
  }

  @Test
  void every_call_says_what_it_does_and_answers_problems() {
    JsonObject paths = document().getJsonObject("paths");
    List<String> ids = new ArrayList<>();
    for (Route route : gateway.routes()) {
      JsonObject call = call(paths, route);
      ids.add(call.getString("operationId"));
      assertThat(call.getString("summary")).as(route.template()).isNotBlank();
      assertThat(call.getJsonObject("responses").getJsonObject("default"))
          .isEqualTo(new JsonObject().put("$ref", "#/components/responses/Problem"));
      assertThat(call.getJsonObject("responses").fieldNames())
          .anyMatch(status -> status.matches("2..|101"));
    }
    assertThat(ids).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void every_reference_leads_somewhere() {
    JsonObject document = document();
    Matcher references = Pattern.compile("\"\\$ref\":\"#/([^\"]+)\"").matcher(document.encode());
    int count = 0;
    while (references.find()) {
      Object at = document;
      for (String step : references.group(1).split("/")) {
        at = at instanceof JsonObject object ? object.getValue(step) : null;
      }
      assertThat(at).as(references.group()).isNotNull();
      count++;
    }
    assertThat(count).isPositive();
  }

  @Test
  void the_options_of_create_are_those_of_the_operations() {
    JsonObject schemas = document().getJsonObject("components").getJsonObject("schemas");
    JsonObject create = schemas.getJsonObject("CreateSession").getJsonObject("properties");
    assertThat(create.getJsonObject("operation").getJsonArray("enum")).isNotEmpty();
    assertThat(create.fieldNames())
        .containsAll(schemas.getJsonObject("RunOptions").getJsonObject("properties").fieldNames());
  }

  private static JsonObject call(JsonObject paths, Route route) {
    JsonObject item = paths.getJsonObject(route.template());
    assertThat(item).as(route.template() + " is in the document").isNotNull();
    return item.getJsonObject(route.method().name().toLowerCase(Locale.ROOT));
  }

  private static Set<String> parameters(JsonObject call, String in) {
    return call.getJsonArray("parameters", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(parameter -> parameter.getString("in").equals(in))
        .map(parameter -> parameter.getString("name"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> variables(Route route) {
    return route.path().stream()
        .filter(segment -> segment.startsWith("{"))
        .map(segment -> segment.substring(1, segment.length() - 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
