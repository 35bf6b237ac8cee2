package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Event;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Images that are built from files which come with the request, and from those of directories that
/// the operator allows.
class BuildIT extends OperationsTestBase {
  private static final String FROM = "FROM " + Service.IMAGE + "\n";
  private static final int MAX_BYTES = 400_000;

  private final Path allowed = directory();

  private static Path directory() {
    try {
      return Files.createTempDirectory("podbus-it-build").toRealPath();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Map<String, String> settings() {
    return Map.of(
        "PODBUS_BUILD_CONTEXT_ROOTS",
        "/srv/nowhere," + allowed,
        "PODBUS_BUILD_MAX_CONTEXT_BYTES",
        Integer.toString(MAX_BYTES));
  }

  private String image(String what) {
    String image = "localhost/" + name(what);
    afterwardsPodman("rmi", "--force", image);
    return image;
  }

  private static JsonObject build(String image) {
    return new JsonObject().put("image", image).put("network", "none");
  }

  private HttpResponse<String> send(String query, JsonObject options, byte[] files) {
    return api.post(
        "/v1/sessions" + query,
        "application/x-tar",
        BodyPublishers.ofByteArray(files),
        "Podbus-Options",
        options.encode());
  }

  /// The answer of a build that must succeed.
  private JsonObject built(JsonObject options, byte[] files) {
    HttpResponse<String> response = send("?wait=true", options, files);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .as(response.body())
        .isZero();
    return answer;
  }

  private String of(String image, String format) {
    return podman.say("image", "inspect", "--format={{" + format + "}}", image);
  }

  private String runs(String image, String... command) {
    List<String> words = new ArrayList<>(List.of("run", "--rm", "--network=none", image));
    words.addAll(List.of(command));
    return podman.say(words.toArray(String[]::new));
  }

  @Test
  void filesThatAreSentBecomeAnImage() {
    String image = image("sent");
    byte[] files =
        Tar.of("Containerfile", FROM + "COPY data/a /a\nRUN cat /a && echo built >&2\n")
            .file("data/a", "hello\n")
            .bytes();
    JsonObject answer = built(build(image), files);
    assertThat(answer.getString("stdout")).contains("STEP 1/", "hello\n");
    assertThat(answer.getString("stderr")).contains("built\n");
    assertThat(answer.getJsonObject("result").getString("imageId"))
        .isEqualTo("sha256:" + of(image, ".Id"));
    assertThat(runs(image, "cat", "/a")).isEqualTo("hello");
    assertThat(service.folders()).isEmpty();
  }

  @Test
  void itStreams() {
    String image = image("streams");
    byte[] files = Tar.of("Containerfile", FROM + "RUN echo one\nRUN echo two\n").gzip();
    HttpResponse<String> response =
        api.post(
            "/v1/sessions",
            "application/gzip",
            BodyPublishers.ofByteArray(files),
            "Podbus-Options",
            Base64.getEncoder()
                .encodeToString(build(image).encode().getBytes(StandardCharsets.UTF_8)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    String path = response.headers().firstValue("Location").orElseThrow();
    List<Event> events = api.events(path);
    assertThat(events.getLast().type()).isEqualTo("exit");
    assertThat(api.output(path)).containsSubsequence("STEP 2/", "one\n", "STEP 3/", "two\n");
    assertThat(api.session(path).getString("operation")).isEqualTo("build");
    assertThat(podman.run("image", "exists", image).code()).isZero();
  }

  @Test
  void optionsMeanWhatTheyDoForPodman() {
    String containerfile =
        FROM
            + "ARG WHO=nobody\nARG PLACE\nRUN echo $WHO in $PLACE > /who\n"
            + "FROM "
            + Service.IMAGE
            + "\nRUN exit 9\n";
    String image = image("options");
    built(
        build(image)
            .put("file", "docker/Prod")
            .put("target", "0")
            .put("buildArg", new JsonObject().put("WHO", "alice").put("PLACE", "a=b, c"))
            .put("layers", false)
            .put("labels", new JsonObject().put("a", "b")),
        Tar.of("docker/Prod", containerfile).bytes());
    assertThat(runs(image, "cat", "/who")).isEqualTo("alice in a=b, c");
    assertThat(of(image, "index .Config.Labels \"a\"")).isEqualTo("b");

    String squashed = image("squashed");
    built(
        build(squashed).put("squash", true),
        Tar.of("Containerfile", FROM + "RUN touch /a\nRUN touch /b\n").bytes());
    int base = Integer.parseInt(of(Service.IMAGE, "len .RootFS.Layers"));
    assertThat(of(squashed, "len .RootFS.Layers")).isEqualTo(Integer.toString(base + 1));
  }

  @Test
  @Shows("ignorefile")
  void whatIsIgnoredIsNotInTheImage() {
    String image = image("ignored");
    byte[] files =
        Tar.of("Containerfile", FROM + "COPY . /all/\n")
            .file("keep", "k")
            .file("drop", "d")
            .file("lists/ignored", "drop\n")
            .bytes();
    built(build(image).put("ignorefile", "lists/ignored"), files);
    assertThat(runs(image, "ls", "/all")).contains("keep").doesNotContain("drop");
  }

  @Test
  @Shows("cache")
  void theCacheServesUnlessItIsNotWanted() {
    String image = image("cache");
    byte[] files = Tar.of("Containerfile", FROM + "RUN echo " + own + " > /once\n").bytes();
    built(build(image).put("layers", true), files);
    // The third one takes its name.
    afterwardsPodman("rmi", "--force", of(image, ".Id"));
    String second = built(build(image).put("layers", true), files).getString("stdout");
    assertThat(second).contains("Using cache");
    String third =
        built(build(image).put("layers", true).put("cache", false), files).getString("stdout");
    assertThat(third).doesNotContain("Using cache");
  }

  @Test
  void secretsAreThereForAStepAndNowhereElse() {
    String image = image("secret");
    String secret = "s3cret-" + own;
    byte[] files =
        Tar.of(
                "Containerfile",
                FROM
                    + "RUN --mount=type=secret,id=token sha256sum /run/secrets/token > /sum\n"
                    + "RUN ! cat /run/secrets/token\n")
            .bytes();
    JsonObject answer =
        built(build(image).put("secretEnvironment", new JsonObject().put("token", secret)), files);
    assertThat(answer.encode()).doesNotContain(secret);
    assertThat(runs(image, "cat", "/sum"))
        .startsWith(Sha256.hex(secret.getBytes(StandardCharsets.UTF_8)));
    assertThat(podman.say("history", "--no-trunc", image)).doesNotContain(secret);
  }

  @Test
  void aStepThatFailsIsTold() {
    HttpResponse<String> response =
        send(
            "?wait=true",
            build(image("fails")),
            Tar.of("Containerfile", FROM + "RUN echo why >&2; exit 9\n").bytes());
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    JsonObject session = answer.getJsonObject("session");
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getJsonObject("exit").getString("error")).isEqualTo("build-step-failed");
    assertThat(session.getJsonObject("exit").getString("message")).contains("exit 9");
    assertThat(answer.getString("stderr")).contains("why\n");
    assertThat(answer.containsKey("result")).isFalse();
  }

  @Test
  void filesThatLeadOutAreRefused() {
    String containerfile = FROM + "COPY . /all/\n";
    Map<String, Tar> bad =
        Map.of(
            "leads out", Tar.of("Containerfile", containerfile).file("../evil", "x"),
            "absolute", Tar.of("Containerfile", containerfile).file("/etc/evil", "x"),
            "link", Tar.of("Containerfile", containerfile).link("passwd", "/etc/passwd"),
            "climbs", Tar.of("Containerfile", containerfile).link("a", "../../x"));
    bad.forEach((why, tar) -> {
      HttpResponse<String> response = send("", build(image("never")), tar.bytes());
      assertThat(Api.problem(response, 400, "invalid-options").getString("detail"))
          .as(why)
          .contains("context");
    });
    Api.problem(
        send("", build(image("never")), "no tar".getBytes(StandardCharsets.UTF_8)),
        400,
        "invalid-options");
    assertThat(service.folders()).isEmpty();
    assertThat(service.uploads()).isEmpty();
  }

  @Test
  void tooMuchIsRefusedAlsoWherePackingHidesIt() {
    byte[] big = new byte[MAX_BYTES + 1];
    Api.problem(
        send("", build(image("big")), Tar.of("Containerfile", FROM).file("big", big).bytes()),
        413,
        "input-too-large");
    byte[] packed = Tar.of("Containerfile", FROM).file("big", big).gzip();
    assertThat(packed.length).isLessThan(MAX_BYTES / 10);
    Api.problem(send("", build(image("big")), packed), 413, "input-too-large");
    assertThat(service.folders()).isEmpty();
    assertThat(service.uploads()).isEmpty();
  }

  @Test
  void optionsAreCheckedBeforeTheFilesAreTaken() {
    byte[] files = Tar.of("Containerfile", FROM).bytes();
    JsonObject wrong =
        Api.problem(
            send("", build("localhost/x").put("layerz", true), files), 400, "invalid-options");
    assertThat(wrong.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/layerz");
    Api.problem(
        send("", build("localhost/x").put("context", "/srv"), files), 400, "invalid-options");
    Api.problem(
        send("", new JsonObject().put("operation", "run").put("image", "x"), files),
        400,
        "invalid-options");
    Api.problem(ask(op("build").put("image", "localhost/x")), 400, "invalid-options");
    HttpResponse<String> malformed =
        api.post(
            "/v1/sessions",
            "application/x-tar",
            BodyPublishers.ofByteArray(files),
            "Podbus-Options",
            "not json");
    Api.problem(malformed, 400, "malformed-json");
  }

  @Test
  @Shows({"context", "cwd"})
  void aDirectoryThatTheOperatorAllowsServesToo() throws IOException {
    String image = image("path");
    Path context = Files.createDirectories(allowed.resolve("app"));
    Files.writeString(context.resolve("Containerfile"), FROM + "COPY a /a\n");
    Files.writeString(context.resolve("a"), "from a path\n");
    JsonObject options = op("build").put("image", image).put("context", context.toString());
    JsonObject answer = done(options);
    assertThat(answer.getJsonObject("result").getString("imageId"))
        .isEqualTo("sha256:" + of(image, ".Id"));
    assertThat(runs(image, "cat", "/a")).isEqualTo("from a path");
    String other = image("cwd");
    done(op("build").put("image", other).put("cwd", context.toString()));
    assertThat(runs(other, "cat", "/a")).isEqualTo("from a path");

    problem(options.copy().put("context", "/etc"), 403, "policy-denied");
    problem(options.copy().put("context", allowed + "/../etc"), 403, "policy-denied");
    problem(options.copy().put("file", "/etc/passwd"), 403, "policy-denied");
    problem(options.copy().put("file", "nowhere"), 400, "invalid-options");
    problem(options.copy().put("context", allowed + "/none"), 400, "invalid-options");
    Path link = Files.createSymbolicLink(allowed.resolve("out"), Path.of("/etc"));
    problem(options.copy().put("context", link.toString()), 403, "policy-denied");
    Files.createSymbolicLink(context.resolve("Linked"), Path.of("/etc/passwd"));
    problem(options.copy().put("file", "Linked"), 403, "policy-denied");
  }

  @Test
  void closingEndsTheStepAndLeavesNothing() {
    String image = image("closed");
    String word = "sleep 98" + Math.abs(own.hashCode() % 10_000);
    HttpResponse<String> response =
        send(
            "",
            build(image),
            Tar.of("Containerfile", FROM + "RUN echo began; " + word + " & " + word + "\n")
                .bytes());
    String path = response.headers().firstValue("Location").orElseThrow();
    Await.until(Service.DEADLINE, "the step runs", () -> processes(word) > 0);
    JsonObject exit = api.close(path, 2000).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("closed");
    assertThat(processes(word)).isZero();
    assertThat(podman.run("image", "exists", image).code()).isEqualTo(1);
    Await.until(
        Service.DEADLINE,
        "the step's container is gone",
        () -> !podman.say("ps", "--all", "--external").contains("buildah"));
  }

  private static long processes(String word) {
    String wanted = word.replace(' ', '\0') + '\0';
    long found = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        found += commandLine(process).endsWith(wanted) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It has ended in the meantime.
      return "";
    }
  }
}
