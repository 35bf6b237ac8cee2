package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An engine elsewhere: a real `podman system service`, behind a Unix socket, and behind an ssh
/// server of the test's own.
class RemoteIT extends OperationsTestBase {
  private final Path folder = directory();
  private final String socket = "unix://" + folder.resolve("podman.sock");
  private String overSsh = "";

  private static Path directory() {
    try {
      // Short: a socket's path has 107 bytes at most.
      return Files.createTempDirectory("podbus-re").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void startEngine() {
    Map<String, String> environment =
        Files.exists(podman.configuration())
            ? Map.of("CONTAINERS_CONF", podman.configuration().toString())
            : Map.of();
    Daemon engine =
        Daemon.start(
            folder.resolve("service.log"),
            environment,
            List.of("podman", "system", "service", "--time=0", socket));
    afterwards(engine::close);
    Await.until(
        Service.DEADLINE,
        "the engine answers",
        () -> podman.run("--url=" + socket, "version").code() == 0);
  }

  @BeforeAll
  void startSsh() throws IOException {
    Daemon.tool(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host");
    Daemon.tool(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "id");
    Daemon.tool(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", "locked");
    Files.writeString(
        folder.resolve("authorized"),
        Files.readString(folder.resolve("id.pub"))
            + Files.readString(folder.resolve("locked.pub")));
    int port = freePort();
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Port %2$d
        ListenAddress 127.0.0.1
        HostKey %1$s/host
        AuthorizedKeysFile %1$s/authorized
        PidFile none
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes no
        PermitRootLogin prohibit-password
        AllowStreamLocalForwarding yes
        """
            .formatted(folder, port));
    // Made at boot where there is systemd; sshd does not start without it.
    Files.createDirectories(Path.of("/run/sshd"));
    Daemon sshd =
        Daemon.start(
            folder.resolve("sshd.log"),
            Map.of(),
            List.of("/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config").toString()));
    afterwards(sshd::close);
    sshd.said(Pattern.compile("listening on (127)"));
    overSsh =
        "ssh://%s@127.0.0.1:%d%s"
            .formatted(
                System.getProperty("user.name"), port, folder.resolve("podman.sock").toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private JsonObject overSocket(JsonObject options) {
    return options.put("remoteSocket", socket);
  }

  private JsonObject overSsh(JsonObject options) {
    return options
        .put("remoteSocket", overSsh)
        .put("remoteIdentity", folder.resolve("id").toString());
  }

  private void sessionsRun(UnaryOperator<JsonObject> there) {
    JsonObject answer =
        api.waitFor(
            there
                .apply(Api.shell("cat; echo to stderr >&2; exit 7"))
                .put("input", new JsonObject().put("text", "typed\n").put("eof", true)));
    assertThat(answer.getString("stdout")).isEqualTo("typed\n");
    // podman's ssh may have its say about known hosts first.
    assertThat(answer.getString("stderr")).endsWith("to stderr\n");
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .isEqualTo(7);

    String path = api.start(there.apply(Api.shell("echo up; exec sleep 1000")));
    api.awaitOutput(path, "up");
    String name = api.session(path).getString("containerName");
    assertThat(status(name)).as("the same engine, past its socket").isEqualTo("running");
    JsonObject exec =
        api.waitFor(there.apply(on("exec", name)).put("command", "echo").put("args", array("in")));
    assertThat(exec.getString("stdout")).isEqualTo("in\n");
    assertThat(list(there.apply(on("ps", name))).encode()).contains(name);
    assertThat(api.close(path, 0).getJsonObject("exit").getString("reason")).isEqualTo("closed");
    Await.until(
        Service.DEADLINE,
        "its container is gone",
        () -> podman.run("container", "exists", name).code() == 1);
    problem(there.apply(on("inspect", "no-such-thing")), 404, "container-not-found");
  }

  @Test
  @Shows("remoteSocket")
  void overASocketSessionsRunAsHere() {
    sessionsRun(this::overSocket);
  }

  @Test
  @Shows("remoteIdentity")
  void overSshSessionsRunAsHere() {
    sessionsRun(this::overSsh);
  }

  @Test
  @Shows("url")
  void urlIsAnotherWordForIt() {
    assertThat(done(op("ps").put("url", socket)).getJsonArray("result")).isNotNull();
  }

  @Test
  @Shows({"connection", "context", "remoteConfigPath"})
  void aConnectionIsFoundByItsName() throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("remote.conf"),
            """
            [engine.service_destinations.far]
            uri = "%s"
            """
                .formatted(socket));
    JsonObject there =
        op("ps").put("connection", "far").put("remoteConfigPath", configuration.toString());
    assertThat(done(there).getJsonArray("result")).isNotNull();
    JsonObject alias =
        op("ps").put("context", "far").put("remoteConfigPath", configuration.toString());
    assertThat(done(alias).getJsonArray("result")).isNotNull();
    for (String option : List.of("connection", "context")) {
      JsonObject nowhere = problem(op("ps").put(option, "nowhere"), 503, "podman-unavailable");
      assertThat(nowhere.getString("detail")).contains("nowhere");
    }
  }

  @Test
  @Shows("sshPassphrase")
  void aKeyCanHaveAPassphrase() {
    JsonObject options =
        op("ps")
            .put("remoteSocket", overSsh)
            .put("remoteIdentity", folder.resolve("locked").toString())
            .put("sshPassphrase", "open sesame");
    JsonObject answer = done(options);
    assertThat(answer.getJsonArray("result")).isNotNull();
    assertThat(answer.encode()).doesNotContain("open sesame");
  }

  @Test
  void whatIsNotThereIsSaid() {
    problem(
        op("ps").put("remoteSocket", "unix://" + folder + "/none.sock"), 503, "podman-unavailable");
    problem(
        op("ps").put("remoteSocket", overSsh).put("remoteIdentity", folder + "/none"),
        503,
        "podman-unavailable");
  }

  @Test
  void whatOnlyAnEngineHereHasIsRefused() {
    List<String> refused = new ArrayList<>();
    Map<String, Object> localOnly =
        Map.of("logLevel", "debug", "storageDriver", "vfs", "runtime", "runc", "envHost", true);
    localOnly.forEach((name, value) -> {
      JsonObject options = overSocket(Api.run("true")).put(name, value);
      if (ask(options).statusCode() == 400) {
        refused.add(name);
      }
    });
    assertThat(refused).contains("storageDriver", "runtime");
    JsonObject problem =
        problem(overSocket(Api.run("true")).put("storageDriver", "vfs"), 400, "invalid-options");
    assertThat(problem.encode()).contains("remote");
  }
}
