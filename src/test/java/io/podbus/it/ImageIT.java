package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The image that the Dockerfile makes, on bases that are made here of this host's files: it runs
/// as an ordinary user, and hosts sessions on the host's podman by its socket, and on the one
/// inside.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
  private static final Pattern WELCOME =
      Pattern.compile("listens on (http://\\S+) \\(management: (http://\\S+)\\)");

  @TempDir static Path work;

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final String jdkBase = "localhost/podbus-it/jdk:" + run;
  private final String base = "localhost/podbus-it/base:" + run;
  private final String image = "localhost/podbus-it/image:" + run;
  private final String container = "podbus-it-image-" + run;
  private final Podman podman = new Podman(Path.of("none"));
  private Process engine;

  @BeforeAll
  void make() throws Exception {
    build();
  }

  @AfterEach
  void removeContainer() throws InterruptedException {
    podman.run("rm", "-f", "-v", "-t", "0", container);
    if (engine != null) {
      engine.destroy();
      engine.waitFor();
    }
  }

  @AfterAll
  void removeImages() {
    for (String made : List.of(image, base, jdkBase)) {
      podman.run("rmi", "-f", made);
    }
    // Stages that nobody else has: built on the bases above, they have no name.
    podman.run("image", "prune", "-f", "--filter", "label=podbus.it=" + run);
  }

  @Test
  void runs_as_an_ordinary_user_and_hosts_sessions_on_the_hosts_podman() throws Exception {
    Path socket = serve();
    begin("-v", socket + ":/run/podman.sock", "-e", "CONTAINER_HOST=unix:///run/podman.sock");
    Matcher listening = awaitWelcome();
    assertThat(podman.say("exec", container, "id", "-u")).isEqualTo("1000");
    Api api = new Api(listening.group(1));
    JsonObject answer = api.waitFor(Api.shell("echo hello; exit 3"));
    assertThat(answer.getString("stdout")).isEqualTo("hello\n");
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .isEqualTo(3);
    String path = api.start(Api.run("cat"));
    String name = api.session(path).getString("containerName");
    assertThat(podman.names("name=" + name)).as("a container of the host").containsExactly(name);
    api.close(path, 0);
    assertThat(podman.names("name=" + name)).isEmpty();
    endsWell(listening);
  }

  @Test
  void hosts_sessions_on_the_podman_inside_as_an_ordinary_user() throws Exception {
    begin("--privileged");
    Matcher listening = awaitWelcome();
    assertThat(podman.say("exec", container, "id", "-u")).isEqualTo("1000");
    podman.say(
        "exec",
        container,
        "sh",
        "-c",
        "tar -C / -cf - bin | podman import --quiet - localhost/inside");
    Api api = new Api(listening.group(1));
    JsonObject hello =
        Api.shell("echo hello; exit 3").put("image", "localhost/inside").put("network", "none");
    JsonObject answer = api.waitFor(hello);
    assertThat(answer.getString("stdout")).as(answer.encode()).isEqualTo("hello\n");
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .isEqualTo(3);
    JsonObject engineInside =
        new JsonObject(api.get("/v1/capabilities").body()).getJsonObject("engine");
    assertThat(engineInside.getBoolean("rootless")).isTrue();
    assertThat(engineInside.getBoolean("remote")).isFalse();
    endsWell(listening);
  }

  private void begin(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "-d",
                "--name=" + container,
                "--network=host",
                "--label=podbus.it=" + run,
                "-e",
                "PODBUS_HTTP_PORT=0",
                "-e",
                "PODBUS_MANAGEMENT_PORT=0"));
    command.addAll(List.of(more));
    command.add(image);
    podman.say(command.toArray(String[]::new));
  }

  /// It says that it is well, as the image's health check asks, and ends in order.
  private void endsWell(Matcher listening) {
    String port = listening.group(2).replaceAll(".*:", "");
    String[] health = {
      "exec", "-e", "PODBUS_MANAGEMENT_PORT=" + port, container, "/opt/podbus/bin/podbus", "health"
    };
    // On a busy host podman may take longer than it is given, now and then.
    Await.until(
        Service.DEADLINE,
        "the image's health check: " + podman.run(health).output(),
        () -> podman.run(health).code() == 0);
    assertThat(podman.say("stop", "-t", "30", container)).isEqualTo(container);
    assertThat(podman.say("inspect", "-f", "{{.State.ExitCode}}", container)).isEqualTo("0");
  }

  private void build() throws Exception {
    tree("jdk", false, jdkBase);
    tree("base", true, base);
    List<String> command =
        new ArrayList<>(List.of("build", "--format=docker", "--isolation=chroot"));
    command.add("--build-arg=JDK_IMAGE=" + jdkBase);
    command.add("--build-arg=BASE_IMAGE=" + base);
    // The JDK of this host, where the base of the stage that builds has it.
    Path jdk = Path.of(System.getProperty("java.home"));
    command.add("--volume=" + jdk + ":/opt/java:ro");
    // Where a distribution links it to the host's own certificates.
    Path certificates = jdk.resolve("lib/security/cacerts");
    if (Files.isSymbolicLink(certificates)) {
      command.add(
          "--volume=%s:%s:ro"
              .formatted(certificates.toRealPath(), Files.readSymbolicLink(certificates)));
    }
    command.add("--label=podbus.it=" + run);
    command.addAll(List.of("-t", image, "."));
    podman.say(command.toArray(String[]::new));
  }

  private void tree(String name, boolean withPodman, String tag) {
    Path root = work.resolve(name);
    Shell.run(
        "src/test/resources/io/podbus/it/make-root %s %s; tar -C %s -cf - . | podman import --quiet"
                .formatted(root, withPodman ? "podman" : "", root)
            + " --change 'ENV JAVA_HOME=/opt/java' --change 'ENV PATH=/bin:/opt/java/bin' - "
            + tag);
  }

  private Path serve() throws Exception {
    Path socket = work.resolve("podman.sock");
    engine =
        new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("service.out").toFile())
            .start();
    Await.until(Service.DEADLINE, "podman serves", () -> Files.exists(socket));
    // What an operator does with a group: the image's user may use it.
    Shell.run("chmod 666 " + socket + "; chmod 755 " + work);
    return socket;
  }

  private Matcher awaitWelcome() {
    Await.until(
        Service.DEADLINE,
        "the service in the image listens",
        () -> {
          if (!podman.names("name=" + container).isEmpty()
              && podman.say("inspect", "-f", "{{.State.Running}}", container).equals("false")) {
            throw new AssertionError(podman.run("logs", container).output());
          }
          return WELCOME.matcher(podman.run("logs", container).output()).find();
        });
    Matcher matcher = WELCOME.matcher(podman.run("logs", container).output());
    assertThat(matcher.find()).isTrue();
    return matcher;
  }
}
