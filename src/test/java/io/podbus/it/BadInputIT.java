package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong is refused by name and place, and nothing runs.
class BadInputIT extends ServiceTestBase {
  private CountedPodman podman;
  private List<String> callsOfTheStart;

  @Override
  Map<String, String> settings() {
    podman = CountedPodman.create();
    return Map.of("PODBUS_PODMAN_PATH", podman.path().toString());
  }

  @BeforeAll
  void noteTheCallsOfTheStart() {
    callsOfTheStart = podman.calls();
    assertThat(callsOfTheStart).as("the service calls this podman").isNotEmpty();
  }

  @AfterAll
  void removePodman() {
    podman.close();
  }

  @AfterEach
  void nothingRanAndTheServiceIsWell() {
    assertThat(podman.calls()).as("podman was not called").isEqualTo(callsOfTheStart);
    JsonObject list = new JsonObject(api.get("/v1/sessions").body());
    assertThat(list.getJsonArray("sessions")).isEmpty();
    assertThat(service.containers()).isEmpty();
  }

  private static JsonObject run() {
    return Api.run("true");
  }

  private static JsonObject exec() {
    return new JsonObject().put("operation", "exec").put("command", "true");
  }

  private static JsonObject volumes(String volume) {
    return run().put("volumes", new JsonArray().add(volume));
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
        Arguments.of("a daemon's image", run().put("image", "docker-daemon:a:b"), "/image"),
        Arguments.of("another storage", run().put("image", "containers-storage:a"), "/image"),
        Arguments.of("a transport", run().put("image", "docker://alpine"), "/image"),
        Arguments.of("a line end in an image", run().put("image", "alpine\n"), "/image"),
        Arguments.of(
            "a name that begins with -", run().put("containerName", "-x"), "/containerName"),
        Arguments.of("a name with a line end", run().put("containerName", "x\n"), "/containerName"),
        Arguments.of(
            "a container that begins with -", exec().put("containerName", "-x"), "/containerName"),
        Arguments.of(
            "a container of names that begins with -",
            exec().put("names", new JsonArray().add("-x")),
            "/names/0"),
        Arguments.of(
            "a NUL in the environment",
            run().put("environment", new JsonObject().put("A", "b\u0000c")),
            "/environment/A"),
        Arguments.of(
            "a name that is no variable's",
            run().put("environment", new JsonObject().put("A=B", "c")),
            "/environment/A=B"),
        Arguments.of(
            "a loader's variable that would have to pass through podman's own environment",
            run().put("environment", new JsonObject().put("LD_PRELOAD", "a\nb")),
            "/environment/LD_PRELOAD"),
        Arguments.of("a relative volume", volumes("./here:/there"), "/volumes/0"),
        Arguments.of("a timeout of nothing", run().put("timeout", 0), "/timeout"),
        Arguments.of("a timeout of text", run().put("timeout", "1s"), "/timeout"),
        Arguments.of("arguments that are no list", run().put("args", "-c x"), "/args"),
        Arguments.of("a command that is a list", run().put("command", new JsonArray()), "/command"),
        Arguments.of("an option of run for exec", exec().put("memory", "1g"), "/memory"),
        Arguments.of(
            "a detached exec", exec().put("containerName", "x").put("detach", true), "/detach"),
        Arguments.of("a control character", run().put("workingDir", "/a\nb"), "/workingDir"),
        Arguments.of("a NUL", run().put("args", new JsonArray().add("a\u0000b")), "/args/0"),
        Arguments.of(
            "an argument over 128 KiB",
            run().put("args", new JsonArray().add("x".repeat(131_073))),
            "/args/0"),
        // Counted in bytes, not in characters.
        Arguments.of(
            "an argument of 44,000 euro signs",
            run().put("args", new JsonArray().add("fits").add("€".repeat(44_000))),
            "/args/1"),
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
        Arguments.of("an exec without a container", exec(), ""));
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
        Arguments.of("{\"image\":NaN}", "application/json", 400, "malformed-json"),
        Arguments.of("[".repeat(5000), "application/json", 400, "malformed-json"),
        Arguments.of("{}", "text/plain", 415, "unsupported-media-type"),
        Arguments.of("a=b", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
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
  void textThatIsNoUtf8IsNoJson() {
    byte[] body = "{\"image\":\"a?\"}".getBytes(StandardCharsets.US_ASCII);
    body[body.length - 3] = (byte) 0xff;
    Api.problem(
        api.post("/v1/sessions", "application/json", BodyPublishers.ofByteArray(body)),
        400,
        "malformed-json");
  }

  static Stream<Arguments> badQueries() {
    return Stream.of(
        Arguments.of("POST", "/v1/sessions?wait=maybe", "/query/wait"),
        Arguments.of("POST", "/v1/sessions?waitMs=5", "/query/waitMs"),
        Arguments.of("POST", "/v1/sessions?wait=true&dryRun=true", "/query/dryRun"),
        Arguments.of("POST", "/v1/sessions?closeOnDisconnect=true", "/query/closeOnDisconnect"),
        Arguments.of("POST", "/v1/sessions?colour=red", "/query/colour"),
        Arguments.of("GET", "/v1/sessions?limit=0", "/query/limit"),
        Arguments.of("GET", "/v1/sessions?limit=1&limit=2", "/query/limit"),
        Arguments.of("GET", "/v1/sessions?label=none", "/query/label"),
        Arguments.of("GET", "/v1/sessions?state=asleep", "/query/state"),
        Arguments.of("GET", "/v1/sessions?cursor=!", "/query/cursor"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badQueries")
  void aQueryThatIsNotTakenIsNamed(String method, String path, String pointer) {
    JsonObject problem =
        Api.problem(
            method.equals("GET") ? api.get(path) : api.post(path, run()), 400, "invalid-options");
    assertThat(pointers(problem)).containsExactly(pointer);
  }

  @Test
  void anIdempotencyKeyThatIsNoneIsRefused() {
    for (String key : List.of("", "a b", "x".repeat(256))) {
      JsonObject problem =
          Api.problem(
              api.post("/v1/sessions", run(), "Idempotency-Key", key), 400, "invalid-options");
      assertThat(pointers(problem)).containsExactly("/headers/Idempotency-Key");
    }
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
