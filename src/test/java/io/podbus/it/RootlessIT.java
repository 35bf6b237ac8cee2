package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The service as an ordinary user, on that user's own podman: one that is made for this, with ids
/// of its own, and that goes with all it has. Where these tests are no superuser's it is their
/// user.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RootlessIT {
  private static final Pattern WELCOME =
      Pattern.compile("listens on (http://\\S+) \\(management: (http://\\S+)\\)");
  private static final int IDS = 65_536;

  private final int number = 1000 + new Random().nextInt(20_000);
  private final String user = "podbus-it-" + number;
  private final boolean superuser = Shell.run("id -u").strip().equals("0");
  private Path directory;
  private Process process;

  @BeforeAll
  void makeUser() throws IOException {
    directory = Files.createTempDirectory("podbus-it-user");
    // Where the sources are, the user may have no way to.
    Shell.run("cp -r target/podbus.jar target/lib " + directory);
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.createDirectory(directory.resolve("home"));
    String image = directory.resolve("image.tar").toString();
    Shell.run("podman save " + Service.IMAGE + " -o " + image + "; chmod 644 " + image);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (superuser) {
      int first = 1_000_000 + number * IDS;
      Shell.run(
          """
          useradd --home-dir %1$s/home --no-create-home --shell /bin/sh %2$s
          grep -q '^%2$s:' /etc/subuid ||
            usermod --add-subuids %3$d-%4$d --add-subgids %3$d-%4$d %2$s
          chown %2$s: %1$s/run %1$s/home
          chmod 700 %1$s/run %1$s/home
          """
              .formatted(directory, user, first, first + IDS - 1));
    }
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    Shell.run(String.join(" ", as("podman", "load", "--quiet", "--input", image)));
  }

  /// A command as the user, with a login's environment and nothing of ours.
  private List<String> as(String... command) {
    List<String> whole = new ArrayList<>();
    if (superuser) {
      whole.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
    }
    whole.addAll(
        List.of(
            "env",
            "-i",
            "--chdir=" + directory.resolve("home"),
            "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME=" + (superuser ? directory.resolve("home") : System.getProperty("user.home")),
            "XDG_RUNTIME_DIR=" + directory.resolve("run")));
    whole.addAll(List.of(command));
    return whole;
  }

  @AfterAll
  void removeUser() throws IOException {
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
      Await.until(Service.DEADLINE, "the service is gone", () -> !process.isAlive());
    }
    if (superuser) {
      // podman keeps a process that holds the user's namespace.
      Shell.run("pkill -KILL -u " + user + " || [ $? = 1 ]");
      Await.until(
          Service.DEADLINE,
          "nothing of the user runs",
          () -> Shell.run("pgrep -u " + user + " || [ $? = 1 ]").isBlank());
      Shell.run("userdel --force " + user + " && rm -rf " + directory);
    } else {
      Shell.run("podman unshare rm -rf " + directory);
    }
  }

  private Matcher listens(Path state) throws IOException {
    Path out = Files.createFile(directory.resolve("out"));
    List<String> command =
        as(
            "PODBUS_HTTP_PORT=0",
            "PODBUS_MANAGEMENT_PORT=0",
            "PODBUS_STATE_DIR=" + state,
            "PODBUS_LOG_FORMAT=text",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx256m",
            "-jar",
            directory.resolve("podbus.jar").toString());
    // The mask of who starts it must not be what makes its files private.
    command = List.of("bash", "-c", "umask 022; exec \"$@\"", "-", String.join("\0", command));
    List<String> started = new ArrayList<>(command.subList(0, 4));
    started.addAll(List.of(command.get(4).split("\0")));
    process =
        new ProcessBuilder(started).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    Await.until(
        Service.DEADLINE,
        "the user's service listens",
        () -> {
          assertThat(process.isAlive()).as(read(out)).isTrue();
          return WELCOME.matcher(read(out)).find();
        });
    Matcher matcher = WELCOME.matcher(read(out));
    assertThat(matcher.find()).isTrue();
    return matcher;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void hostsSessionsForAnOrdinaryUserAndKeepsItsFilesToIt() throws IOException {
    Path state = directory.resolve("home/podbus-state");
    Api api = new Api(listens(state).group(1));
    JsonObject engine = new JsonObject(api.get("/v1/capabilities").body()).getJsonObject("engine");
    assertThat(engine.getBoolean("rootless")).as(engine.encode()).isTrue();
    JsonObject echo =
        api.waitFor(
            Api.shell("echo hello; id -u; exit 3")
                .put("network", "none")
                .put("secretEnvironment", new JsonObject().put("TOKEN", "hush-hush-42")));
    assertThat(echo.getString("stdout")).as(echo.encode()).isEqualTo("hello\n0\n");
    assertThat(echo.getJsonObject("session").getJsonObject("exit").getInteger("code")).isEqualTo(3);

    String path = api.start(Api.terminal("cat").put("network", "none"));
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    assertThat(read(status)).contains("Umask:\t0077");
    if (superuser) {
      assertThat(Files.getOwner(Path.of("/proc", Long.toString(process.pid()))).getName())
          .isEqualTo(user);
    }
    assertThat(others(state)).as("what others could read").isEmpty();
    assertThat(names(state)).contains("audit.jsonl");
    api.close(path, 0);

    process.destroy();
    Await.until(Service.DEADLINE, "it ends", () -> !process.isAlive());
    assertThat(process.exitValue()).as(read(directory.resolve("out"))).isZero();
  }

  private static List<String> others(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files
          .map(RootlessIT::mode)
          .filter(line -> !line.substring(3, 9).equals("------"))
          // Written by podman, behind folders that are closed: a number, and an id.
          .filter(line -> !line.endsWith("/pid") && !line.endsWith("/cid"))
          .toList();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
