package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/health/ready` says of an engine that is well, and of one that is not.
class HealthIT extends ServiceTestBase {
  /// Five times what a check may take.
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final FaultyPodman podman = FaultyPodman.create();

  @Override
  Map<String, String> settings() {
    return Map.of("PODBUS_PODMAN_PATH", podman.path().toString());
  }

  @AfterAll
  void removeScript() {
    podman.close();
  }

  private HttpResponse<String> ready() {
    return new Api(service.managementUrl()).get("/health/ready");
  }

  private static JsonObject check(HttpResponse<String> response, String name) {
    return new JsonObject(response.body())
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("name").equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " in " + response.body()));
  }

  @Test
  void each_fault_of_the_engine_is_told_in_time_and_forgotten_when_it_is_gone() {
    awaitReady();
    JsonObject well = check(ready(), "podman");
    assertThat(well.getString("version")).isNotBlank();
    assertThat(well.getInteger("latencyMs")).isNotNegative();
    assertThat(well.getBoolean("rootless")).isFalse();

    podman.always("exec sleep 3600");
    awaitDown("no answer within 2000 ms");
    long began = System.nanoTime();
    assertThat(ready().statusCode()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(new Api(service.managementUrl()).get("/health/live").statusCode()).isEqualTo(200);

    podman.always("echo 4.1.0");
    awaitDown("podman is 4.1.0; the oldest that is known to work is 4.3.0");
    podman.always("echo 'what do you mean?'");
    awaitDown("podman gives no sensible answer (exit 0): what do you mean?");
    podman.remove();
    awaitDown("podman cannot be run");
    podman.restore();
    podman.always(
        "sleep 0.5; case \"$*\" in 'version --format={{.Client.Version}}') echo %s ;; *) exec podman \"$@\" ;; esac"
            .formatted(well.getString("version")));
    Await.until(
        Service.DEADLINE,
        "slow, but well: " + ready().body(),
        () ->
            ready().statusCode() == 200 && check(ready(), "podman").getInteger("latencyMs") >= 500);
    assertThat(api.waitFor(Api.run("echo", "slow")).getString("stdout")).isEqualTo("slow\n");
    podman.restore();
    awaitReady();
  }

  @Test
  void a_service_that_starts_without_podman_works_once_it_is_there() {
    try (FaultyPodman late = FaultyPodman.create()) {
      late.remove();
      try (Service early = Service.start(Map.of("PODBUS_PODMAN_PATH", late.path().toString()))) {
        Api management = new Api(early.managementUrl());
        HttpResponse<String> down = management.get("/health/ready");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(check(down, "podman").getString("detail")).startsWith("podman cannot be run");
        Api.problem(early.api().post("/v1/sessions", Api.run("true")), 503, "podman-unavailable");
        late.restore();
        Await.until(
            Service.DEADLINE,
            "it has found podman",
            () -> management.get("/health/ready").statusCode() == 200);
        assertThat(early.api().waitFor(Api.run("echo", "late")).getString("stdout"))
            .isEqualTo("late\n");
      }
    }
  }

  @Test
  void a_storage_that_is_full_is_told_until_there_is_room_again(@TempDir Path work)
      throws IOException {
    Path disk = Files.createDirectory(work.resolve("disk"));
    Path file = disk.resolve("file");
    Shell.run("mount -t tmpfs -o size=4m podbus-it " + disk);
    try (FaultyPodman elsewhere = FaultyPodman.create()) {
      elsewhere.always(
          "case \"$1\" in info) podman \"$@\" | sed 's|\"graphRoot\": \"[^\"]*\"|\"graphRoot\": \"%s\"|' ;;"
                  .formatted(disk)
              + " *) exec podman \"$@\" ;; esac");
      try (Service full =
          Service.start(
              Map.of(
                  "PODBUS_PODMAN_PATH",
                  elsewhere.path().toString(),
                  "PODBUS_ENGINE_MIN_FREE_BYTES",
                  "2000000"))) {
        Api management = new Api(full.managementUrl());
        assertThat(check(management.get("/health/ready"), "storage").getString("status"))
            .isEqualTo("up");
        Files.write(file, new byte[3_000_000]);
        awaitStorage(management, 503);
        assertThat(check(management.get("/health/ready"), "storage").getString("detail"))
            .startsWith(disk + " has ")
            .contains("engine.minFreeBytes (2000000)");
        Files.delete(file);
        awaitStorage(management, 200);
      }
    } finally {
      Shell.run("umount " + disk);
    }
  }

  private static void awaitStorage(Api management, int status) {
    Await.until(
        Service.DEADLINE,
        "readiness answers " + status,
        () -> management.get("/health/ready").statusCode() == status);
  }

  @Test
  void locks_and_room_are_those_of_the_host() {
    assertThat(check(ready(), "locks").getInteger("total")).isPositive();
    JsonObject storage = check(ready(), "storage");
    assertThat(storage.getLong("freeBytes")).isPositive().isLessThan(storage.getLong("totalBytes"));
    // Others on this host come and go, and podman itself may have lost one now and then.
    Await.until(
        Service.DEADLINE,
        "each container, pod and volume has one",
        () -> {
          int counted = counted();
          int held = held(check(ready(), "locks"));
          return held >= counted && held <= counted + 64;
        });
  }

  private static int held(JsonObject locks) {
    return locks.getInteger("total") - locks.getInteger("free");
  }

  private int counted() {
    return service.podman().say("ps", "-aq", "--external=false").lines().toList().size()
        + service.podman().say("volume", "ls", "-q").lines().toList().size()
        + service.podman().say("pod", "ps", "-q").lines().toList().size();
  }

  private void awaitReady() {
    Await.until(
        Service.DEADLINE, "it is ready: " + ready().body(), () -> ready().statusCode() == 200);
  }

  private void awaitDown(String reason) {
    Await.until(
        Service.DEADLINE,
        "not ready: " + reason,
        () -> {
          HttpResponse<String> response = ready();
          return response.statusCode() == 503
              && check(response, "podman").getString("detail").startsWith(reason);
        });
  }
}
