package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.policy.Samples;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The policy that holds where the operator names none, and one of the operator's own; with a
/// podman that writes down how it was called.
class PolicyIT extends ServiceTestBase {
  private static final String SECRET = "hush-hush-42";

  private Path directory;
  private Path policy;
  private Path record;

  @Override
  Map<String, String> settings() {
    try {
      directory = Files.createTempDirectory("podbus-it-policy");
      policy = directory.resolve("policy.yaml");
      record = directory.resolve("record");
      Files.copy(Path.of("conf/policy.yaml"), policy);
      Files.createFile(record);
      Path podman = directory.resolve("podman");
      Files.writeString(podman, "#!/bin/sh\necho \"$*\" >>'" + record + "'\nexec podman \"$@\"\n");
      Files.setPosixFilePermissions(podman, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Map.of(
          "PODBUS_PODMAN_PATH",
          podman.toString(),
          "PODBUS_POLICY_FILE",
          policy.toString(),
          "PODBUS_BUILD_CONTEXT_ROOTS",
          Files.createDirectory(directory.resolve("roots")).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void removeFiles() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private List<String> starts() throws IOException {
    return Files.readAllLines(record).stream()
        .filter(line -> !line.startsWith("version") && !line.startsWith("info"))
        .toList();
  }

  @Test
  void whatIsDangerousNeverReachesPodman() throws IOException {
    List<String> before = starts();
    int denied = 0;
    for (Samples.Sample sample : Samples.dangerous()) {
      HttpResponse<String> answer = api.post("/v1/sessions", sample.body());
      if (answer.statusCode() == 400) {
        // Not with the engine that is here; the table's own test knows one that has it.
        assertThat(answer.body()).as(sample.toString()).containsPattern("engine|cgroups|Builds");
        continue;
      }
      JsonObject problem = Api.problem(answer, 403, "policy-denied");
      assertThat(pointers(problem))
          .as(sample.toString())
          .anyMatch(p -> (p + "/").startsWith(sample.pointer() + "/"));
      assertThat(answer.body()).contains("The rule ");
      denied++;
    }
    assertThat(denied).isGreaterThan(80);
    assertThat(starts()).isEqualTo(before);
  }

  private static List<String> pointers(JsonObject problem) {
    return problem.getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void whatTheRulesSetHoldsInTheContainer() {
    JsonObject answer =
        api.waitFor(
            Api.shell("grep NoNewPrivs /proc/self/status")
                .put("secretEnvironment", new JsonObject().put("TOKEN", SECRET)));

    assertThat(answer.getString("stdout")).as(answer.encode()).isEqualTo("NoNewPrivs:\t1\n");
    assertThat(answer.getJsonObject("session").getJsonArray("argv"))
        .contains("--memory=2g", "--pids-limit=1024", "--security-opt=no-new-privileges");
  }

  @Test
  void whatTheOperatorLetsBuildsReadIsAllowedAndBounded() throws IOException {
    Path context = Files.createDirectory(directory.resolve("roots/app"));
    Files.writeString(
        context.resolve("Containerfile"),
        "FROM %s\nRUN grep NoNewPrivs /proc/self/status && df -k /dev/shm\n"
            .formatted(Service.IMAGE));
    String image = "localhost/podbus-it-policy-" + System.nanoTime();
    JsonObject build =
        new JsonObject()
            .put("operation", "build")
            .put("image", image)
            .put("context", context.toString());
    try {
      JsonObject built = api.waitFor(build);
      assertThat(built.getJsonObject("session").getString("state"))
          .as(built.encode())
          .isEqualTo("exited");
      assertThat(built.getJsonObject("session").getJsonArray("argv"))
          .contains("--memory=2g", "--cpu-quota=200000", "--shm-size=1g");
      assertThat(built.getString("stdout") + built.getString("stderr")).contains("1048576");
    } finally {
      service.podman().run("rmi", "--force", image);
    }
    Path link = Files.createSymbolicLink(directory.resolve("roots/out"), Path.of("/etc"));
    for (String outside : List.of("/etc", directory.toString(), link.toString())) {
      JsonObject other = build.copy().put("context", outside);
      JsonObject problem = Api.problem(api.post("/v1/sessions", other), 403, "policy-denied");
      assertThat(pointers(problem)).as(outside).contains("/context");
    }
  }

  @Test
  void aDryRunShowsTheDecisions() {
    HttpResponse<String> answer =
        api.post("/v1/sessions?dryRun=true", Api.run("true").put("memory", "64g"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonArray decisions = new JsonObject(answer.body()).getJsonArray("policy");
    assertThat(decisions)
        .contains(
            new JsonObject()
                .put("rule", "resources")
                .put("effect", "cap")
                .put("pointer", "/memory")
                .put("detail", "at most \"2g\" is allowed."));
    assertThat(decisions.encode()).contains("\"force\"", "images-by-reference");
    Api.problem(
        api.post("/v1/sessions?dryRun=true", Api.run("true").put("privileged", true)),
        403,
        "policy-denied");
  }

  @Test
  void theAuditLogSaysWhoWasDeniedWhatAndWhy() {
    api.waitFor(Api.run("true").put("secretEnvironment", new JsonObject().put("TOKEN", SECRET)));
    api.post("/v1/sessions", Api.run("true").put("privileged", true));

    Path log = service.stateDirectory().resolve("audit.jsonl");
    Await.until(
        Service.DEADLINE,
        "both are in the audit log",
        () -> text(log).contains("\"outcome\":\"denied\"") && text(log).contains("\"allowed\""));
    String text = text(log);
    assertThat(text).contains("\"pointer\":\"/privileged\"", "\"owner\":\"local\"", "no-host");
    assertThat(text).doesNotContain(SECRET);
    assertThat(text.lines().map(JsonObject::new)).allMatch(line -> line.containsKey("decisions"));
    assertThat(mode(log)).isEqualTo("rw-------");
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aChangedFileHoldsAtOnceAndABadOneDoesNot() throws IOException {
    String standard = Files.readString(policy);
    try {
      Files.writeString(policy, "rules:\n  - name: nothing\n    deny: {operations: [top]}\n");
      JsonObject top = new JsonObject().put("operation", "top").put("containerName", "nobody");
      Await.until(
          Service.DEADLINE,
          "the new rule holds",
          () -> api.post("/v1/sessions", top).body().contains("nothing"));

      Files.writeString(policy, "rules:\n  - name: typo\n    denny: {operations: [top]}\n");
      Await.until(Service.DEADLINE, "the fault is told", () -> ready().contains("/rules/0/denny"));
      assertThat(api.post("/v1/sessions", top).body()).contains("nothing");
    } finally {
      Files.writeString(policy, standard);
    }
    Await.until(Service.DEADLINE, "the fault is gone", () -> !ready().contains("denny"));
  }

  private String ready() {
    return new Api(service.managementUrl()).get("/health/ready").body();
  }
}
