package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Podman;
import io.podbus.it.Service;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A service for all tests of a class, and what they make in the engine under names of their own,
/// which goes with the class.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperationsTestBase {
  private static final String LABEL = "io.podbus.it";

  /// Nobody else's: other tests run on the same engine.
  final String own = "it-" + UUID.randomUUID().toString().substring(0, 8);

  Service service;
  Api api;
  Podman podman;
  private final List<Runnable> afterwards = new ArrayList<>();

  Map<String, String> settings() {
    return Map.of();
  }

  @BeforeAll
  final void startService() {
    service = Service.start(settings());
    api = service.api();
    podman = service.podman();
  }

  @AfterAll
  final void stopService() {
    try {
      afterwards.reversed().forEach(Runnable::run);
      List<String> containers = podman.names("label=" + LABEL + "=" + own);
      for (String container : containers) {
        podman.run("rm", "--force", "--time=0", "--volumes", container);
      }
    } finally {
      service.close();
    }
  }

  /// Does something when all tests of the class are over, the last first.
  void afterwards(Runnable action) {
    afterwards.add(action);
  }

  /// Runs podman when all tests of the class are over, whatever it says.
  void afterwardsPodman(String... arguments) {
    afterwards(() -> podman.run(arguments));
  }

  /// A name of this class.
  String name(String what) {
    return own + "-" + what;
  }

  /// An operation, by its name or `group.sub`.
  static JsonObject op(String name) {
    String[] parts = name.split("\\.", 2);
    JsonObject options = new JsonObject().put("operation", parts[0]);
    return parts.length == 1 ? options : options.put("subcommand", parts[1]);
  }

  static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }

  /// An operation on one container.
  static JsonObject on(String operation, String container) {
    return op(operation).put("containerName", container);
  }

  /// The answer of an operation that must succeed.
  JsonObject done(JsonObject options) {
    JsonObject answer = api.waitFor(options);
    JsonObject session = answer.getJsonObject("session");
    assertThat(session.getString("state")).as(answer.encode()).isEqualTo("exited");
    assertThat(session.getJsonObject("exit").getInteger("code")).as(answer.encode()).isZero();
    return answer;
  }

  /// What an operation answers to programs.
  JsonArray list(JsonObject options) {
    return done(options).getJsonArray("result");
  }

  HttpResponse<String> ask(JsonObject options) {
    return api.post("/v1/sessions?wait=true", options);
  }

  /// The problem that an operation fails with.
  JsonObject problem(JsonObject options, int status, String code) {
    return Api.problem(ask(options), status, code);
  }

  /// Makes a container past the service; it is running.
  ///
  /// @return its name
  String running(String what, String... command) {
    return past("run", what, List.of("--detach"), command);
  }

  /// Makes a container past the service; it has not been started.
  String created(String what, String... command) {
    return past("create", what, List.of(), command);
  }

  String past(String operation, String what, List<String> flags, String... command) {
    String name = name(what);
    List<String> words = new ArrayList<>(List.of(operation, "--name=" + name));
    words.add("--label=" + LABEL + "=" + own);
    if (flags.stream().noneMatch(flag -> flag.startsWith("--network"))) {
      words.add("--network=none");
    }
    words.addAll(flags);
    words.add(Service.IMAGE);
    words.addAll(List.of(command));
    podman.say(words.toArray(String[]::new));
    return name;
  }

  /// One word of what podman knows of a container.
  String inspect(String container, String format) {
    return podman.say("inspect", "--type=container", "--format={{" + format + "}}", container);
  }

  String status(String container) {
    return inspect(container, ".State.Status");
  }
}
