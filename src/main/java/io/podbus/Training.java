package io.podbus;

import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Does once what a service does, on free ports and with a script in podman's place, so that the
/// virtual machine can note which classes that takes: `podbus prepare` makes the start-up cache of
/// it.
final class Training {
  private static final String SESSION =
      """
      {"image":"localhost/none","tty":%s,"command":"cat","environment":{"A":"1"},
       "input":{"text":"hello\\n","eof":true}}
      """;

  /// Answers the service's questions as podman would, and echoes in a container's place.
  private static final String PODMAN =
      """
      #!/bin/sh
      case "$1" in
        version)
          case "$*" in
            *Client*) echo 4.3.1 ;;
            *) echo '{"Client":{"Version":"4.3.1"}}' ;;
          esac
          ;;
        info)
          echo '{"host":{"cgroupVersion":"v2","networkBackend":"netavark","security":{"rootless":false},'
          echo '"ociRuntime":{"name":"crun"}},"store":{"graphRoot":"/nonexistent","graphDriverName":"overlay"},'
          echo '"plugins":{"log":["k8s-file","none","passthrough"]},"version":{"Version":"4.3.1"}}'
          ;;
        ps) echo '[]' ;;
        run)
          for argument; do
            case "$argument" in
              --cidfile=*) echo 0123456789abcdef >"${argument#--cidfile=}" ;;
              --pidfile=*) echo $$ >"${argument#--pidfile=}" ;;
            esac
          done
          exec cat
          ;;
      esac
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Podbus podbus;

  private Training(Podbus podbus) {
    this.podbus = podbus;
  }

  /// @return the exit code: 1 where something of it failed, with a line for the operator
  static int run() {
    Path work = null;
    try {
      work = Files.createTempDirectory("podbus-prepare");
      Podbus podbus = start(work);
      try {
        new Training(podbus).work();
      } finally {
        await(podbus.stop().toCompletionStage().toCompletableFuture());
      }
      return 0;
    } catch (IOException | ExecutionException | TimeoutException e) {
      System.err.println("podbus: cannot prepare: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      remove(work);
    }
  }

  private static Podbus start(Path work)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Path podman = work.resolve("podman");
    Files.writeString(podman, PODMAN);
    Files.setPosixFilePermissions(podman, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> settings =
        Map.of(
            "PODBUS_HTTP_PORT",
            "0",
            "PODBUS_MANAGEMENT_PORT",
            "0",
            "PODBUS_STATE_DIR",
            work.resolve("state").toString(),
            "PODBUS_PODMAN_PATH",
            podman.toString());
    PodbusConfig config = ConfigLoader.load(Optional.empty(), settings);
    return await(Podbus.start(config, settings).toCompletionStage().toCompletableFuture());
  }

  private static <T> T await(CompletableFuture<T> done)
      throws InterruptedException, ExecutionException, TimeoutException {
    return done.get(1, TimeUnit.MINUTES);
  }

  private void work() throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      post("/v1/sessions?wait=true", SESSION.formatted("false"), "application/json");
      String events = post("/v1/sessions", SESSION.formatted("false"), "text/event-stream");
      if (!events.contains("event: exit")) {
        throw new IOException("a session's events did not come to their end: " + events);
      }
    }
    post("/v1/sessions?dryRun=true", SESSION.formatted("true"), "application/json");
    post("/v1/sessions", "{\"wrong\":1}", "application/json");
    for (String path : List.of("/v1/sessions", "/v1/operations", "/v1/capabilities", "/v1/usage")) {
      get(podbus.dataUrl() + path);
    }
    get(podbus.managementUrl() + "/health/ready");
    get(podbus.managementUrl() + "/metrics");
  }

  private String post(String path, String body, String accept)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(podbus.dataUrl() + path))
            .header("Content-Type", "application/json")
            .header("Accept", accept)
            .POST(BodyPublishers.ofString(body)));
  }

  private void get(String url) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(url)));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  private static void remove(@Nullable Path work) {
    if (work == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(work)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("podbus: " + work + " stays: " + e.getMessage());
    }
  }
}
