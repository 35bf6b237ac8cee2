package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.BusClient;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What each operation answers where its target is not there.
class MissingTargetsIT extends OperationsTestBase {
  private static final String NOPE = "no-such-thing";
  private static final String NO_IMAGE = "localhost/podbus/no-such-image";

  private record Row(JsonObject options, String code) {}

  private static Stream<Row> containers() {
    return Stream.of(
            "logs inspect attach top port commit healthcheck start stop restart kill pause unpause"
                + " wait rm stats generate-systemd exec")
        .flatMap(names -> Stream.of(names.split(" ")))
        .map(operation -> {
          JsonObject options = on(operation, NOPE);
          switch (operation) {
            case "commit" -> options.put("image", "localhost/podbus/it-never");
            case "exec" -> options.put("command", "true");
            default -> {}
          }
          return new Row(options, "container-not-found");
        });
  }

  private static Stream<Row> pods() {
    return Stream.of(
            "inspect", "start", "stop", "restart", "pause", "unpause", "kill", "rm", "logs", "top",
            "stats")
        .map(sub -> new Row(op("pod." + sub).put("pod", NOPE), "pod-not-found"));
  }

  private static Stream<Row> images() {
    return Stream.of(
        new Row(op("rmi").put("image", NO_IMAGE), "image-not-found"),
        new Row(
            op("tag").put("image", NO_IMAGE).put("destination", "localhost/x"), "image-not-found"),
        new Row(op("push").put("image", NO_IMAGE), "image-not-found"),
        new Row(op("inspect").put("image", NO_IMAGE), "image-not-found"),
        new Row(op("create").put("image", NO_IMAGE).put("pull", "never"), "image-not-found"),
        new Row(op("pull").put("image", "127.0.0.1:1/x"), "registry-unreachable"),
        new Row(
            op("login").put("registry", "127.0.0.1:1").put("creds", "a:b"), "registry-unreachable"),
        new Row(op("logout").put("registry", "nowhere.example.com"), "wrong-state"));
  }

  private static Stream<Row> others() {
    return Stream.of(
        new Row(op("inspect").put("names", array(NOPE)), "object-not-found"),
        new Row(op("volume.inspect").put("names", array(NOPE)), "volume-not-found"),
        new Row(op("volume.rm").put("names", array(NOPE)), "volume-not-found"),
        new Row(op("network.inspect").put("network", NOPE), "network-not-found"),
        new Row(op("network.rm").put("network", NOPE), "network-not-found"),
        new Row(
            op("network.connect").put("network", NOPE).put("containerName", NOPE),
            "container-not-found"),
        new Row(
            op("network.disconnect").put("network", NOPE).put("containerName", NOPE),
            "container-not-found"),
        new Row(op("secret.inspect").put("names", array(NOPE)), "secret-not-found"),
        new Row(op("secret.rm").put("names", array(NOPE)), "secret-not-found"),
        new Row(
            op("cp").put("source", NOPE + ":/x").put("destination", "/tmp/podbus-it-never"),
            "container-not-found"));
  }

  @TestFactory
  Stream<DynamicTest> eachOperationSaysThatItIsNotThere() {
    return Stream.of(containers(), pods(), images(), others())
        .flatMap(rows -> rows)
        .map(row ->
            DynamicTest.dynamicTest(
                row.options().encode(),
                () -> {
                  JsonObject problem = problem(row.options(), status(row), row.code());
                  assertThat(problem.getString("detail")).isNotBlank();
                }));
  }

  private static int status(Row row) {
    return row.code().startsWith("registry") ? 502 : row.code().equals("wrong-state") ? 409 : 404;
  }

  @Test
  void theBusGetsTheSame() {
    BusClient bus = new BusClient(service.vertx());
    String id =
        BusClient.answer(bus.create(op("inspect").put("names", array(NOPE)))).getString("id");
    JsonObject problem = BusClient.problem(bus.session(id, "result", new JsonObject()));
    assertThat(problem.getString("code")).isEqualTo("object-not-found");
    assertThat(problem.getInteger("status")).isEqualTo(404);

    String ps = BusClient.answer(bus.create(op("ps"))).getString("id");
    assertThat(BusClient.answer(bus.session(ps, "result", new JsonObject())).getJsonArray("result"))
        .isNotNull();
  }

  @Test
  void withoutWaitingTheSessionSaysIt() {
    String path = api.create(on("stop", NOPE));
    JsonObject session = api.awaitEnd(path);
    assertThat(session.getString("state")).isEqualTo("failed");
    JsonObject exit = session.getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("podman-error");
    assertThat(exit.getInteger("code")).isEqualTo(125);
    assertThat(exit.getString("error")).isEqualTo("container-not-found");
    assertThat(exit.getString("message")).contains(NOPE);
    assertThat(api.output(path)).contains("Error: no container with name or ID");
  }

  @Test
  void aRunKeepsItsTwoHundred() {
    JsonObject session =
        api.waitFor(
                new JsonObject().put("image", NO_IMAGE).put("pull", "never").put("command", "true"))
            .getJsonObject("session");
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getJsonObject("exit").getString("error")).isEqualTo("image-not-found");
  }

  @Test
  void forcedRemovalOfWhatIsNotThereIsNoFailure() {
    String there = created("there", "true");
    JsonObject answer = done(op("rm").put("names", array(NOPE, there)).put("force", true));
    assertThat(answer.getString("stderr")).isEmpty();
    Await.until(
        Service.DEADLINE,
        "the one that was there is gone",
        () -> podman.run("container", "exists", there).code() == 1);
    assertThat(List.of(done(op("pod.rm").put("pod", NOPE).put("force", true)))).isNotEmpty();
  }
}
