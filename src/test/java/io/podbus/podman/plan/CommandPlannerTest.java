package io.podbus.podman.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.Operation.Output;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.Engines;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.SessionOptions;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CommandPlannerTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final SessionId ID = new SessionId("0123456789abcdefghjkmnpqrs");
  private final OptionCatalog catalog = new OptionCatalog();

  private CommandPlan plan(String body, EngineProfile engine) {
    return plan(new JsonObject(body), engine, Path.of("/p"));
  }

  private CommandPlan plan(JsonObject body, EngineProfile engine, Path directory) {
    return CommandPlanner.plan(
        catalog.parse(body, engine), new PlanContext(ID, "i1", "local", directory, engine, TRACE));
  }

  /// Each file holds a case in each paragraph: a title behind `#`, the body, and the arguments, one
  /// a line.
  @TestFactory
  Stream<DynamicTest> optionsGiveTheseArguments() throws IOException {
    return Stream.concat(golden("argv.txt"), golden("argv-operations.txt"));
  }

  private Stream<DynamicTest> golden(String file) throws IOException {
    String text;
    try (InputStream in = getClass().getResourceAsStream("/golden/" + file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (String block : text.strip().split("\n\n+")) {
      List<String> lines = block.lines().toList();
      EngineProfile engine =
          lines.getFirst().contains("5.4") ? Engines.PODMAN_5_4 : Engines.PODMAN_4_3;
      tests.add(
          DynamicTest.dynamicTest(
              lines.get(0),
              () ->
                  assertThat(plan(lines.get(1), engine).argv())
                      .isEqualTo(
                          lines.stream().skip(2).map(l -> l.equals("''") ? "" : l).toList())));
    }
    assertThat(tests).hasSizeGreaterThan(8);
    return tests.stream();
  }

  @Test
  void theEnvironmentStandsInAFileAndNowhereElse() {
    CommandPlan plan =
        plan(
            "{\"image\":\"a\",\"environment\":{\"SECRET\":\"s3cret\",\"E\":\"\"},\"env\":{\"NL\":\"a\\nb3cret\",\"CR\":\"x\\r\"}}",
            Engines.PODMAN_4_3);
    assertThat(plan.files().get("environment").toString()).isEqualTo("SECRET=s3cret\nE=\n");
    assertThat(plan.clientEnvironment())
        .containsEntry("NL", "a\nb3cret")
        .containsEntry("CR", "x\r")
        .hasSize(2);
    assertThat(plan.argv()).contains("--env-file=/p/environment", "--env=NL", "--env=CR");
    assertThat(plan.toString() + plan.argv() + plan.shownArgv()).doesNotContain("3cret");
    assertThat(plan.shownArgv()).contains("podman", "--env-file=environment").doesNotContain("/p");
  }

  @Test
  void aValueOfSixtyFourKibibytesGoesByName() {
    CommandPlan plan =
        plan(
            new JsonObject()
                .put("image", "a")
                .put("env", new JsonObject().put("BIG", "x".repeat(70_000))),
            Engines.PODMAN_4_3,
            Path.of("/p"));
    assertThat(plan.files()).isEmpty();
    assertThat(plan.clientEnvironment()).containsOnlyKeys("BIG");
  }

  @Test
  void anEnvironmentFileIsQuotedWherePodmanSplitsAtCommas() {
    JsonObject body = new JsonObject("{\"image\":\"a\",\"env\":{\"A\":\"b\"}}");
    assertThat(plan(body, Engines.PODMAN_4_3, Path.of("/a,\"b")).argv())
        .contains("--env-file=\"/a,\"\"b/environment\"");
    assertThat(plan(body, Engines.PODMAN_5_4, Path.of("/a,\"b")).argv())
        .contains("--env-file=/a,\"b/environment");
  }

  @Test
  void theLogDriverSuitsTheSession() {
    assertThat(log("{\"image\":\"a\",\"tty\":false}", Engines.PODMAN_4_3)).isEqualTo("passthrough");
    assertThat(log("{\"image\":\"a\",\"tty\":false}", Engines.NO_PASSTHROUGH)).isEqualTo("none");
    assertThat(log("{\"image\":\"a\"}", Engines.PODMAN_4_3)).isEqualTo("none");
    assertThat(log("{\"image\":\"a\",\"removeOnExit\":false}", Engines.PODMAN_4_3))
        .isEqualTo("k8s-file");
    assertThat(log("{\"image\":\"a\",\"tty\":false,\"restart\":\"always\"}", Engines.PODMAN_4_3))
        .isEqualTo("k8s-file");
    assertThat(log("{\"image\":\"a\",\"tty\":false,\"restart\":\"no\"}", Engines.PODMAN_4_3))
        .isEqualTo("passthrough");
    assertThat(log("{\"image\":\"a\",\"detach\":true}", Engines.PODMAN_4_3)).isEqualTo("k8s-file");
    assertThat(log("{\"image\":\"a\",\"tty\":false,\"connection\":\"x\"}", Engines.PODMAN_4_3))
        .isEqualTo("k8s-file");
    assertThat(
            log("{\"image\":\"a\",\"tty\":false,\"logDriver\":\"k8s-file\"}", Engines.PODMAN_4_3))
        .isEqualTo("k8s-file");
  }

  private String log(String body, EngineProfile engine) {
    return plan(body, engine).logDriver();
  }

  @Test
  void aRemoteEngineGetsNoPathsOfOurs() {
    CommandPlan plan =
        plan("{\"image\":\"a\",\"remoteSocket\":\"unix:///r.sock\"}", Engines.PODMAN_4_3);
    assertThat(plan.pidFile()).isNull();
    assertThat(plan.cidFile()).isNull();
    assertThat(plan.argv())
        .startsWith("--url=unix:///r.sock", "run")
        .noneMatch(a -> a.contains("/p/"));
    assertThat(plan.pullArgv())
        .containsExactly("--url=unix:///r.sock", "pull", "--quiet", "--", "a");
  }

  @Test
  void stdinAndPullFollowTheOptions() {
    assertThat(plan("{\"image\":\"a\",\"interactive\":false}", Engines.PODMAN_4_3).stdinWanted())
        .isFalse();
    assertThat(plan("{\"image\":\"a\"}", Engines.PODMAN_4_3).stdinWanted()).isTrue();
    assertThat(plan("{\"image\":\"a\",\"pull\":\"never\"}", Engines.PODMAN_4_3).pullArgv())
        .isNull();
    CommandPlan exec =
        plan("{\"operation\":\"exec\",\"names\":[\"box\"],\"command\":\"sh\"}", Engines.PODMAN_4_3);
    assertThat(exec.pullArgv()).isNull();
    assertThat(exec.marker()).isEqualTo("PODBUS_SESSION=" + ID);
    assertThat(exec.containerName()).isEqualTo("box");
  }

  @Test
  void aDetachedContainerStaysUntilItsCodeIsKnown() {
    CommandPlan plan = plan("{\"image\":\"a\",\"detach\":true}", Engines.PODMAN_4_3);
    assertThat(plan.argv()).contains("-d").noneMatch(word -> word.startsWith("--rm"));
    assertThat(plan.stdinWanted()).isFalse();
    assertThat(plan.notes()).anyMatch(note -> note.contains("without --rm"));
  }

  @Test
  void everyOperationStandsInAGoldenFile() throws IOException {
    String text;
    try (InputStream in = getClass().getResourceAsStream("/golden/argv-operations.txt")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Operation operation : Catalog.operations()) {
      if (!operation.name().equals("run") && !operation.name().equals("exec")) {
        assertThat(text)
            .contains(
                operation.subcommand() == null
                    ? "\"operation\":\"" + operation.name() + "\""
                    : "\"%s\",\"subcommand\":\"%s\""
                        .formatted(operation.group(), operation.subcommand()));
      }
    }
  }

  @Test
  void whatStreamsAndWhatIsJsonIsSaidByOperationAndOptions() {
    assertThat(options("{'operation':'logs','containerName':'a'}").streams()).isTrue();
    assertThat(options("{'operation':'logs','containerName':'a','follow':false}").streams())
        .isFalse();
    assertThat(options("{'operation':'start','containerName':'a'}").streams()).isTrue();
    assertThat(options("{'operation':'start','names':['a','b']}").streams()).isFalse();
    assertThat(options("{'operation':'events'}").streams()).isTrue();
    assertThat(options("{'operation':'stats'}").streams()).isFalse();
    assertThat(options("{'operation':'pull','image':'a'}").streams()).isFalse();
    assertThat(options("{'operation':'build'}").streams()).isTrue();
    assertThat(options("{'operation':'ps'}").output()).isEqualTo(Output.JSON);
    assertThat(options("{'operation':'ps','format':'text'}").output()).isEqualTo(Output.TEXT);
    assertThat(options("{'operation':'events'}").output()).isEqualTo(Output.JSON_LINES);
    assertThat(options("{'operation':'system','subcommand':'df'}").output())
        .isEqualTo(Output.JSON_LINES);
    assertThat(options("{'operation':'rm','containerName':'a'}").output()).isEqualTo(Output.TEXT);
  }

  @Test
  void secretsGoByFileOrByStdin() {
    CommandPlan login =
        plan(
            "{\"operation\":\"login\",\"registry\":\"r\",\"creds\":\"bob:s3cret\"}",
            Engines.PODMAN_4_3);
    assertThat(login.stdinPrelude()).hasToString("s3cret");
    assertThat(login.stdinWanted()).isFalse();
    CommandPlan secret =
        plan(
            "{\"operation\":\"secret\",\"subcommand\":\"create\",\"names\":[\"a\"],\"value\":\"s3cret\"}",
            Engines.PODMAN_4_3);
    assertThat(secret.files().get("secret")).hasToString("s3cret");
    assertThat(secret.stdinWanted()).isFalse();
    assertThat(login + " " + login.argv() + secret + secret.argv()).doesNotContain("s3cret");
    CommandPlan fromInput =
        plan(
            "{\"operation\":\"secret\",\"subcommand\":\"create\",\"names\":[\"a\"]}",
            Engines.PODMAN_4_3);
    assertThat(fromInput.stdinWanted()).isTrue();
    assertThat(fromInput.files()).isEmpty();
  }

  @Test
  void aBuildWorksInTheDirectoryOfTheCallerOrInOneOfOurs() {
    assertThat(plan("{\"operation\":\"build\"}", Engines.PODMAN_4_3).uploadedContext())
        .isEqualTo(Path.of("/p/context"));
    assertThat(
            plan("{\"operation\":\"build\",\"context\":\"/srv\"}", Engines.PODMAN_4_3)
                .uploadedContext())
        .isNull();
  }

  private SessionOptions options(String body) {
    return catalog.parse(new JsonObject(body.replace('\'', '"')), Engines.PODMAN_4_3);
  }

  @Test
  void aDryRunMasksTheEnvironment() {
    SessionOptions options =
        catalog.parse(
            new JsonObject("{\"image\":\"a\",\"environment\":{\"A\":\"s3cret\"}}"),
            Engines.PODMAN_4_3);
    JsonObject dry =
        CommandPlanner.dryRun(
            options, new PlanContext(ID, "i1", "local", Path.of("/p"), Engines.PODMAN_4_3, TRACE));
    assertThat(dry.encode()).doesNotContain("s3cret").doesNotContain("/p/");
    assertThat(dry.getJsonObject("environment")).isEqualTo(new JsonObject().put("A", "***"));
    assertThat(dry.getJsonArray("files")).isEqualTo(new JsonArray().add("environment"));
    assertThat(dry.getJsonArray("argv").getString(0)).isEqualTo("podman");
    assertThat(dry.fieldNames()).contains("policy", "notes");
  }
}
