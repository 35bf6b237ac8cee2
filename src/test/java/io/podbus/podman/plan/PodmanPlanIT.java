package io.podbus.podman.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.ContainersConf;
import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.EngineMessages;
import io.podbus.podman.engine.EngineProbe;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.HostProfile;
import io.podbus.podman.engine.InspectedContainer;
import io.podbus.podman.engine.ListedContainer;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plans, and what is taken for granted of podman, held against the real one.
class PodmanPlanIT {
  private static final String IMAGE = "localhost/podbus/sandbox";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path temporary;
  private final OptionCatalog catalog = new OptionCatalog();
  private final SessionId id = SessionId.random(RANDOM::nextBytes);
  private EngineProfile engine;
  private Path directory;

  @BeforeEach
  void probe() throws IOException {
    engine = new EngineProbe((arguments, _) -> run(arguments, Map.of()), TIMEOUT).probe().result();
    // A comma, because podman before 5.0 splits some flags there.
    directory = Files.createDirectory(temporary.resolve("a,b"));
  }

  @AfterEach
  void remove() {
    List<String> left =
        EngineCommands.parseList(run(EngineCommands.listSession(id.value()), Map.of()).result())
            .stream()
            .map(ListedContainer::id)
            .toList();
    if (!left.isEmpty()) {
      assertThat(run(EngineCommands.remove(left), Map.of()).result().exitCode()).isZero();
    }
  }

  @Test
  void theEngineIsKnown() {
    assertThat(engine.problem()).isNull();
    assertThat(engine.known()).isTrue();
    assertThat(engine.graphRoot()).isNotNull();
  }

  @Test
  void theConfigurationForThisHostWorksOnIt() throws IOException {
    Set<String> runtimes = new HashSet<>();
    for (String runtime : List.of("runc", "crun")) {
      for (String place : System.getenv("PATH").split(":", -1)) {
        if (Files.isExecutable(Path.of(place, runtime))) {
          runtimes.add(runtime);
        }
      }
    }
    HostProfile host =
        HostProfile.read(
            Files.readString(Path.of("/proc/self/status")),
            Files.readString(Path.of("/proc/self/limits")),
            Files.readString(Path.of("/proc/self/mountinfo")),
            runtimes,
            Files.isDirectory(Path.of("/run/systemd/system")));
    ContainersConf conf =
        ContainersConf.forHost(host, Files.exists(Path.of("/etc/containers/containers.conf")));
    Map<String, String> environment = new HashMap<>();
    if (conf.text().isPresent()) {
      Path file = Files.writeString(temporary.resolve("containers.conf"), conf.text().get());
      environment.put("CONTAINERS_CONF", file.toString());
    }
    List<String> command =
        List.of("run", "--rm", "--pull=never", "--label=io.podbus.session=" + id, IMAGE, "true");
    CommandResult result = run(command, environment).result();
    assertThat(result.exitCode()).as("%s: %s", conf.line(), result.stderr()).isZero();
  }

  @Test
  void valuesReachTheProgramAsTheyAre() throws IOException {
    JsonObject environment =
        new JsonObject()
            .put("PLAIN", "  a=b #c \"d\" 'e' $HOME *  ")
            .put("LINES", "a\nb\n")
            .put("RETURN", "a\r")
            .put("STAR", "P*")
            .put("dot.ted-name", "€")
            .put("EMPTY", "")
            .put("BIG", "x".repeat(70_000))
            .put("PATH", "/bin:/nowhere")
            .put("LD_PRELOAD", "/nowhere.so");
    CommandResult result =
        start(
            new JsonObject()
                .put("tty", false)
                .put("environment", environment)
                .put("labels", new JsonObject().put("x", "a,\"b"))
                .put("command", "/bin/busybox")
                .put("args", new JsonArray().add("env").add("-0")));
    // The loader of the program may remark on LD_PRELOAD: busybox is static and does not.
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    List<String> variables = List.of(result.stdout().split("\0", -1));
    environment.forEach(
        entry -> assertThat(variables).contains(entry.getKey() + "=" + entry.getValue()));
    assertThat(Files.exists(directory.resolve("pid"))).isTrue();
    assertThat(Files.readString(directory.resolve("cid"))).matches("[0-9a-f]{64}");
  }

  @Test
  void everyOptionIsOneThatPodmanKnows() throws IOException {
    JsonObject body =
        new JsonObject(
                """
                {"tty":false,"workingDir":"/","user":"0:0","readOnly":true,"memory":"64m",
                 "cpuShares":512,"network":"none","tmpfs":["/t:size=1m"],"noHealthcheck":true,
                 "capabilities":["NET_ADMIN"],"securityOpt":["no-new-privileges"],"logLevel":"error",
                 "privileged":false,"restart":"no","logDriver":"k8s-file","pull":"never"}
                """)
            .put("command", "sh")
            .put("args", new JsonArray().add("-c").add("echo \"$1\"; exit 3").add("x").add("--rm"));
    CommandResult result = start(body);
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("--rm\n");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void aMissingImageIsToldAndLeavesNothingInTheWay() throws IOException {
    JsonObject body = new JsonObject().put("image", "localhost/podbus/absent").put("tty", false);
    CommandResult first = start(body);
    CommandResult again = start(body);
    for (CommandResult result : List.of(first, again)) {
      assertThat(result.exitCode()).isEqualTo(125);
      assertThat(EngineMessages.read(result.stderr()).kind())
          .isEqualTo(EngineMessages.Kind.IMAGE_NOT_KNOWN);
    }
    assertThat(Files.exists(directory.resolve("pid"))).isFalse();
    assertThat(Files.exists(directory.resolve("cid"))).isFalse();
  }

  @Test
  void aContainerIsFoundWorkedInAndRemovedBesideUnknownOnes() throws IOException {
    CommandResult started =
        start(
            new JsonObject()
                .put("detach", true)
                .put("command", "sleep")
                .put("args", new JsonArray().add("300")));
    assertThat(started.exitCode()).as(started.stderr()).isZero();
    ListedContainer listed =
        EngineCommands.parseList(run(EngineCommands.listSession(id.value()), Map.of()).result())
            .getFirst();
    assertThat(listed.name()).isEqualTo("podbus-" + id);
    assertThat(listed.state()).isEqualTo("running");
    assertThat(listed.instance()).isEqualTo("it");
    InspectedContainer inspected =
        EngineCommands.parseInspect(run(EngineCommands.inspect(listed.name()), Map.of()).result());
    assertThat(inspected.isRunning()).isTrue();
    assertThat(engine.staticDirectory(listed.id())).contains(inspected.staticDirectory());

    CommandResult exec =
        start(
            new JsonObject()
                .put("operation", "exec")
                .put("containerName", listed.name())
                .put("tty", false)
                .put("env", new JsonObject().put("A", "b"))
                .put("command", "env"));
    assertThat(exec.stdout()).contains("PODBUS_SESSION=" + id + "\n", "A=b\n");

    List<String> both = List.of("podbus-absent", listed.id());
    CommandResult stopped =
        run(EngineCommands.stop(Duration.ofSeconds(1), both), Map.of()).result();
    assertThat(EngineCommands.failureUnlessGone(stopped, "stop")).isEmpty();
    assertThat(
            EngineCommands.parseWait(run(EngineCommands.waitFor(listed.id()), Map.of()).result()))
        .contains(137);
    CommandResult removed = run(EngineCommands.remove(both), Map.of()).result();
    assertThat(EngineCommands.failureUnlessGone(removed, "remove")).isEmpty();
    assertThat(
            EngineCommands.parseList(
                run(EngineCommands.listSession(id.value()), Map.of()).result()))
        .isEmpty();
  }

  private CommandResult start(JsonObject body) throws IOException {
    if (!body.containsKey("image") && !body.containsKey("operation")) {
      body.put("image", IMAGE);
    }
    CommandPlan plan =
        CommandPlanner.plan(
            catalog.parse(body, engine),
            new PlanContext(
                id,
                "it",
                "local",
                directory,
                engine,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    for (Map.Entry<String, Buffer> file : plan.files().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue().getBytes());
    }
    return run(plan.argv(), plan.clientEnvironment()).result();
  }

  private Future<CommandResult> run(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(arguments);
    try {
      Path out = Files.createTempFile(temporary, "out", "");
      Path err = Files.createTempFile(temporary, "err", "");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end within " + TIMEOUT + ": " + command);
      }
      return Future.succeededFuture(
          new CommandResult(
              process.exitValue(),
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(err, StandardCharsets.UTF_8)));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
