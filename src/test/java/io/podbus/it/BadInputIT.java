package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong is refused by name and place, and nothing runs.
class BadInputIT extends ServiceTestBase {
  @AfterEach
  void nothingRanAndTheServiceIsWell() {
    JsonObject list = new JsonObject(api.get("/v1/sessions").body());
    assertThat(list.getJsonArray("sessions")).isEmpty();
    assertThat(service.containers()).isEmpty();
  }

  private static JsonObject run() {
    return Api.run("true");
  }

  static Stream<Arguments> badOptions() {
    return Stream.of(
        Arguments.of("an unknown option", run().put("colour", "red"), "/colour"),
        Arguments.of("a misspelt option", run().put("imgae", "x"), "/imgae"),
        Arguments.of("a wrong type", run().put("tty", "yes"), "/tty"),
        Arguments.of("no image", new JsonObject().put("command", "true"), "/image"),
        Arguments.of("an empty image", run().put("image", ""), "/image"),
        Arguments.of("an image that begins with -", run().put("image", "-v/:/host"), "/image"),
        Arguments.of("a dir: transport", run().put("image", "dir:/etc"), "/image"),
        Arguments.of("an archive", run().put("image", "docker-archive:/x.tar"), "/image"),
        Arguments.of("an oci-archive", run().put("image", "oci-archive:/x.tar"), "/image"),
        Arguments.of(
            "a name that begins with -", run().put("containerName", "-x"), "/containerName"),
        Arguments.of("a control character", run().put("workingDir", "/a\nb"), "/workingDir"),
        Arguments.of("a NUL", run().put("args", new JsonArray().add("a\u0000b")), "/args/0"),
        Arguments.of(
            "an argument over 128 KiB",
            run().put("args", new JsonArray().add("x".repeat(131_073))),
            "/args/0"),
        Arguments.of("rows of 0", run().put("tty", true).put("rows", 0), "/rows"),
        Arguments.of("cols of 1001", run().put("tty", true).put("cols", 1001), "/cols"),
        Arguments.of(
            "a label of ours",
            run().put("labels", new JsonObject().put("io.podbus.session", "x")),
            "/labels"),
        Arguments.of("a path to podman", run().put("podmanPath", "/bin/sh"), "/podmanPath"),
        Arguments.of("an unknown operation", run().put("operation", "dance"), "/operation"),
        Arguments.of(
            "one name twice",
            run()
                .put("env", new JsonObject().put("A", "1"))
                .put("environment", new JsonObject().put("A", "2")),
            "/env/A"),
        Arguments.of(
            "rm with restart",
            run().put("removeOnExit", true).put("restart", "always"),
            "/removeOnExit"),
        Arguments.of(
            "a terminal with nobody there", run().put("detach", true).put("tty", true), "/detach"),
        Arguments.of(
            "more than may be kept", run().put("retainBytes", 2_000_000_000), "/retainBytes"),
        Arguments.of(
            "an exec without a container",
            new JsonObject().put("operation", "exec").put("command", "true"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badOptions")
  void isNamedWithItsPlaceOverHttpAndOnTheBus(String what, JsonObject options, String pointer) {
    JsonObject problem = Api.problem(api.post("/v1/sessions", options), 400, "invalid-options");
    assertThat(pointers(problem)).as(problem.encode()).anyMatch(at -> at.startsWith(pointer));
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("detail")).isNotBlank();

    JsonObject onTheBus = BusClient.problem(new BusClient(service.vertx()).create(options));
    assertThat(onTheBus.getString("code")).isEqualTo("invalid-options");
    assertThat(pointers(onTheBus)).isEqualTo(pointers(problem));
  }

  private static List<String> pointers(JsonObject problem) {
    return problem.getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        Arguments.of("{", "application/json", 400, "malformed-json"),
        Arguments.of("", "application/json", 400, "malformed-json"),
        Arguments.of("[]", "application/json", 400, "malformed-json"),
        Arguments.of(
            "{\"image\":\"a\",\"image\":\"b\"}", "application/json", 400, "malformed-json"),
        Arguments.of("{}", "text/plain", 415, "unsupported-media-type"),
        Arguments.of("x".repeat(1_048_577), "application/json", 413, "input-too-large"));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void aBodyThatIsNoneIsRefused(String body, String mediaType, int status, String code) {
    HttpResponse<String> response =
        api.post("/v1/sessions", mediaType, BodyPublishers.ofString(body));
    JsonObject problem = new JsonObject(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(problem.getString("code")).isEqualTo(code);
  }

  @Test
  void unknownSessionsPathsAndMethodsAreProblems() {
    String unknown = "/v1/sessions/" + "0".repeat(26);
    Api.problem(api.get(unknown), 404, "session-not-found");
    Api.problem(api.get(unknown + "/events"), 404, "session-not-found");
    Api.problem(api.get(unknown + "/output"), 404, "session-not-found");
    Api.problem(api.delete(unknown), 404, "session-not-found");
    Api.problem(
        api.post(unknown + "/input", new JsonObject().put("text", "x")), 404, "session-not-found");
    Api.problem(api.get("/v1/sessions/../../etc/passwd"), 404, "not-found");
    Api.problem(api.get("/nowhere"), 404, "not-found");
    Api.problem(api.delete("/v1/sessions"), 405, "method-not-allowed");
    Api.problem(api.get("/v1/sessions?limit=0"), 400, "invalid-options");
    Api.problem(api.get("/v1/sessions?colour=red"), 400, "invalid-options");
    Api.problem(api.get("/v1/operations/dance/schema"), 404, "not-found");
  }
}
