package io.podbus;

import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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
  private static final int ROUNDS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String SESSION =
      """
      {"image":"localhost/none","tty":%s,"command":"cat","environment":{"A":"1"},
       "input":{"text":"hello\\n","eof":true}}
      """;

  private static final String OPEN =
      """
      {"image":"localhost/none","tty":false,"command":"cat"}
      """;

  private static final String EXEC =
      """
      {"tty":false,"command":"cat","input":{"text":"hello\\n","eof":true}}
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
          echo '"ociRuntime":{"name":"crun"}},"store":{"graphRoot":"@graph","graphDriverName":"overlay"},'
          echo '"plugins":{"log":["k8s-file","none","passthrough"]},"version":{"Version":"4.3.1"}}'
          ;;
        ps) echo '[]' ;;
        run)
          for argument; do
            case "$argument" in
              --cidfile=*) echo @container >"${argument#--cidfile=}" ;;
              --pidfile=*) echo $$ >"${argument#--pidfile=}" ;;
            esac
          done
          # Nobody makes a line of what is typed here, or an end of ^D: the terminal is raw.
          if [ -t 0 ]; then exec head -n 1; else exec cat; fi
          ;;
        exec)
          folder="@graph/overlay-containers/@container/userdata/$(printf '%064d' $$)"
          mkdir -p "$folder"
          echo "$*" >"$folder/exec-process-1"
          echo $$ >"$folder/exec_pid"
          exec cat
          ;;
      esac
      """;

  private static final String CONTAINER = "0123456789abcdef".repeat(4);

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

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
    Path graph = work.resolve("graph");
    Files.createDirectories(graph.resolve("overlay-containers/" + CONTAINER + "/userdata"));
    Files.writeString(
        podman, PODMAN.replace("@graph", graph.toString()).replace("@container", CONTAINER));
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
    return done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void work() throws IOException, InterruptedException {
    JsonObject open = new JsonObject(post("/v1/sessions", OPEN, JSON));
    String session = "/v1/sessions/" + open.getString("id");
    for (int i = 0; i < ROUNDS; i++) {
      post("/v1/sessions?wait=true", SESSION.formatted("false"), JSON);
      ended(post("/v1/sessions", SESSION.formatted("false"), EVENTS));
      ended(post(session + "/exec", EXEC, EVENTS));
      post(session + "/input", "{\"text\":\"hello\\n\"}", JSON);
      get(podbus.dataUrl() + session + "/output");
    }
    ended(post("/v1/sessions", SESSION.formatted("true"), EVENTS));
    send(HttpRequest.newBuilder(URI.create(podbus.dataUrl() + session + "?graceMs=0")).DELETE());
    post("/v1/sessions?dryRun=true", SESSION.formatted("true"), JSON);
    post("/v1/sessions", "{\"wrong\":1}", JSON);
    for (String path : List.of("/v1/sessions", "/v1/operations", "/v1/capabilities", "/v1/usage")) {
      get(podbus.dataUrl() + path);
    }
    get(podbus.managementUrl() + "/health/ready");
    get(podbus.managementUrl() + "/metrics");
  }

  private static void ended(String events) throws IOException {
    if (!events.contains("event: exit")) {
      throw new IOException("a session's events did not come to their end: " + events);
    }
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
    return http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString()).body();
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
