package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `scripts/package` makes: the same bytes each time, a service that runs in a root file
/// system with nothing but a shell and podman, and a start-up cache that its virtual machine takes.
class PackageIT {
  @TempDir static Path work;

  private static Path first;

  @BeforeAll
  static void make() throws Exception {
    first = work.resolve("first");
    run(Map.of(), "scripts/package", "--no-build", "--output", first.toString());
  }

  private static Path archive(Path directory) throws IOException {
    return only(directory, ".tar.gz");
  }

  private static Path only(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst));
    }
  }

  @Test
  void is_the_same_bytes_each_time_and_its_checksums_are_right() throws Exception {
    Path second = work.resolve("second");
    run(Map.of(), "scripts/package", "--no-build", "--no-cache", "--output", second.toString());
    assertThat(Files.mismatch(archive(first), archive(second))).isEqualTo(-1);
    assertThat(Files.mismatch(only(first, ".sbom.json"), only(second, ".sbom.json"))).isEqualTo(-1);
    String checked = run(Map.of(), "sh", "-c", "cd " + first + " && sha256sum -c SHA256SUMS");
    assertThat(checked.lines()).hasSize(3).allMatch(line -> line.endsWith(": OK"));
    JsonObject materials = new JsonObject(Files.readString(only(first, ".sbom.json")));
    assertThat(materials.getString("bomFormat")).isEqualTo("CycloneDX");
    assertThat(materials.getJsonArray("components").encode()).contains("vertx-core", "micrometer");
  }

  /// A second build, in a folder of its own: what the archive is made of depends on the sources
  /// alone.
  @Test
  void a_second_build_makes_the_same_jar() throws Exception {
    Path copy = work.resolve("copy");
    Files.createDirectories(copy);
    run(Map.of(), "cp", "-r", "pom.xml", "src", copy.toString());
    run(
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        "mvn",
        "-B",
        "-q",
        "-f",
        copy.resolve("pom.xml").toString(),
        "-Dmaven.test.skip=true",
        "package");
    assertThat(Files.mismatch(Path.of("target/podbus.jar"), copy.resolve("target/podbus.jar")))
        .isEqualTo(-1);
    assertThat(Files.mismatch(Path.of("target/bom.json"), copy.resolve("target/bom.json")))
        .isEqualTo(-1);
  }

  @Test
  void runs_where_there_is_nothing_but_a_shell_and_podman() throws Exception {
    Path root = work.resolve("root");
    run(Map.of(), "src/test/resources/io/podbus/it/make-root", root.toString(), "podman");
    String said =
        run(
            Map.of(),
            "unshare",
            "--mount",
            "--propagation=private",
            "src/test/resources/io/podbus/it/run-in-root",
            root.toString(),
            archive(first).toString());
    assertThat(said).contains("version: podbus ").contains("live: {\"status\":\"up\"}");
    JsonObject waited = new JsonObject(line(said, "session: "));
    assertThat(waited.getString("stdout")).isEqualTo("hello\n");
    assertThat(new JsonObject(line(said, "health: ")).getString("status")).isEqualTo("up");
    assertThat(said).contains("ok    podman").contains("ended: 0");
  }

  @Test
  void the_cache_is_taken_where_the_archive_is_unpacked() throws Exception {
    Path elsewhere = work.resolve("elsewhere");
    Files.createDirectories(elsewhere);
    run(Map.of(), "tar", "-C", elsewhere.toString(), "-xzf", archive(first).toString());
    Path home = elsewhere.resolve("podbus");
    Files.copy(only(first, ".aot"), home.resolve("lib/podbus.aot"));
    // "on": a cache that does not fit ends the start, where otherwise it would be passed over.
    String said =
        run(
            Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -XX:AOTCache=" + home + "/lib/podbus.aot"),
            home.resolve("bin/podbus").toString(),
            "--version");
    assertThat(said).startsWith("podbus ");
  }

  /// The runtime inside has no more modules than are needed: also not fewer.
  @Test
  void joins_a_cluster_with_the_runtime_inside() throws Exception {
    Path home = Files.createDirectories(work.resolve("member"));
    run(Map.of(), "tar", "-C", home.toString(), "-xzf", archive(first).toString());
    Path out = home.resolve("out.txt");
    Path err = home.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("podbus/bin/podbus").toString(), "run")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PODBUS_"));
    builder.environment().putAll(new ClusterNodes(1, Map.of()).settings(0));
    builder.environment().put("PODBUS_HTTP_PORT", "0");
    builder.environment().put("PODBUS_MANAGEMENT_PORT", "0");
    builder.environment().put("PODBUS_STATE_DIR", home.resolve("state").toString());
    Process node = builder.start();
    try {
      Await.until(
          Service.DEADLINE,
          "the node listens",
          () -> {
            assertThat(node.isAlive()).as(() -> read(err)).isTrue();
            return read(out).contains("listens on");
          });
      node.destroy();
      assertThat(node.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      node.descendants().forEach(ProcessHandle::destroyForcibly);
      node.destroyForcibly();
    }
    assertThat(node.exitValue()).as(() -> read(err)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String said, String label) {
    return said.lines()
        .filter(line -> line.startsWith(label))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " in " + said))
        .substring(label.length());
  }

  private static String run(Map<String, String> more, String... command) throws Exception {
    Path out = Files.createTempFile(work, "out", ".txt");
    Path err = Files.createTempFile(work, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = new TreeMap<>(more);
    builder.environment().keySet().removeIf(name -> name.startsWith("PODBUS_"));
    builder.environment().remove("CONTAINERS_CONF");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command[0] + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    String why = Files.readString(err);
    assertThat(process.exitValue()).as(List.of(command) + "\n" + said + "\n" + why).isZero();
    return said;
  }
}
