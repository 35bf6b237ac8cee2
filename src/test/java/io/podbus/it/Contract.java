package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Holds every answer that the suite sees against the document that the service itself gives out:
/// its status, its media type, its fields. Here a field that the document does not name is a fault,
/// though clients have to ignore it.
final class Contract {
  private static final Map<String, Contract> OF_SERVICES = new ConcurrentHashMap<>();

  private final JsonObject document;
  private final Map<String, Validator> validators = new HashMap<>();

  private Contract(JsonObject document) {
    this.document = document;
    close(document.getJsonObject("components").getJsonObject("schemas"));
  }

  /// Nothing is allowed beside the fields that a schema names.
  private static void close(Object node) {
    if (node instanceof JsonObject object) {
      if (object.getValue("properties") instanceof JsonObject
          && !object.containsKey("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      object.fieldNames().forEach(name -> close(object.getValue(name)));
    } else if (node instanceof JsonArray array) {
      array.forEach(Contract::close);
    }
  }

  /// Checks an answer of the data port at this address; those of the management port are not part
  /// of the document.
  static void check(String url, HttpResponse<?> response) {
    String path = response.uri().getPath();
    if (path.startsWith("/health/") || path.equals("/metrics") || path.startsWith("/log")) {
      return;
    }
    of(url, response.request().headers().firstValue("Authorization").orElse(null))
        .check(
            response.request().method(),
            path,
            response.statusCode(),
            response.headers().firstValue("content-type").orElse(null),
            response.body());
  }

  /// Checks an event of a stream that was answered at this path.
  static void check(String url, String method, String path, Event event) {
    Contract contract = of(url, null);
    JsonObject call = contract.operation(method, path).orElseThrow();
    JsonObject stream =
        call.getJsonObject("responses").stream()
            .map(entry -> (JsonObject) entry.getValue())
            .map(response -> response.getJsonObject("content", new JsonObject()))
            .filter(content -> content.containsKey("text/event-stream"))
            .findFirst()
            .orElseThrow()
            .getJsonObject("text/event-stream");
    JsonObject schema = stream.getJsonObject("x-podbus-events").getJsonObject(event.type());
    assertThat(schema).as("the document knows the event " + event.type()).isNotNull();
    contract.fits(schema, event.data(), "event " + event);
  }

  /// @param authorization of the request whose answer is looked at, where it has one
  private static Contract of(String url, @Nullable String authorization) {
    return OF_SERVICES.computeIfAbsent(url, _ -> fetch(url, authorization));
  }

  private static Contract fetch(String url, @Nullable String authorization) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + "/openapi.json"));
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    HttpRequest request = builder.build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
      return new Contract(new JsonObject(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void check(String method, String path, int status, String type, Object body) {
    String what = method + " " + path + " → " + status;
    Optional<JsonObject> call = operation(method, path);
    boolean problem = type != null && type.startsWith("application/problem+json");
    if (problem) {
      fits(ref("Problem"), new JsonObject(text(body)), what);
      return;
    }
    assertThat(call).as(what + " is in the document").isPresent();
    JsonObject response =
        call.get().getJsonObject("responses").getJsonObject(Integer.toString(status));
    assertThat(response).as(what + " is in the document").isNotNull();
    JsonObject content = response.getJsonObject("content");
    if (content == null) {
      assertThat(type).as(what + " has no body").isNull();
      return;
    }
    assertThat(type).as(what + " has a body").isNotNull();
    String bare = type.replaceAll(";.*", "").strip();
    assertThat(content.fieldNames()).as(what).contains(bare);
    if (bare.endsWith("json") && body != null) {
      JsonObject media = content.getJsonObject(bare);
      JsonObject exact = media.getJsonObject("x-podbus-schema", media.getJsonObject("schema"));
      fits(exact, new JsonObject(text(body)), what);
    }
  }

  private static String text(Object body) {
    return body instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(body);
  }

  private Optional<JsonObject> operation(String method, String path) {
    JsonObject paths = document.getJsonObject("paths");
    return paths.fieldNames().stream()
        .filter(template -> path.matches(template.replaceAll("\\{[^}]*}", "[^/]+")))
        .map(paths::getJsonObject)
        .map(item -> item.getJsonObject(method.toLowerCase(Locale.ROOT)))
        .filter(call -> call != null)
        .findFirst();
  }

  private static JsonObject ref(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  private synchronized void fits(JsonObject schema, JsonObject value, String what) {
    Validator validator = validators.computeIfAbsent(schema.encode(), _ -> validator(schema));
    OutputUnit result = validator.validate(value);
    assertThat(Boolean.TRUE.equals(result.getValid()))
        .as(() -> what + " fits the document: " + result.getErrors() + "\n" + value.encode())
        .isTrue();
  }

  private Validator validator(JsonObject schema) {
    JsonObject whole =
        schema
            .copy()
            .put(
                "components",
                new JsonObject()
                    .put("schemas", document.getJsonObject("components").getJsonObject("schemas")));
    return Validator.create(
        JsonSchema.of(whole),
        new JsonSchemaOptions()
            .setBaseUri("urn:podbus:openapi")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));
  }
}
