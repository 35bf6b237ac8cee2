package io.podbus.podman.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.SecurityClass;
import io.podbus.podman.catalog.ValueType;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.Engines;
import io.podbus.podman.options.ExampleBodies;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.SessionOptions;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Walks every option that carries a secret, in every operation that takes it: the secret stands in
/// nothing that others can see.
class SecretsNowhereTest {
  private static final String SECRET = "hush3cret";
  private static final Path DIRECTORY = Path.of("/p");
  private static final SessionId ID = new SessionId("0123456789abcdefghjkmnpqrs");

  /// Its values are paths of keys, not keys.
  private static final Set<String> PATHS = Set.of("decryptionKey");

  private final OptionCatalog catalog = new OptionCatalog();

  @TestFactory
  Stream<DynamicTest> aSecretIsSeenByPodmanAlone() {
    return carriers((operation, entry, engine) -> {
      JsonObject body = ExampleBodies.with(operation, entry, secret(entry.type(operation.name())));
      SessionOptions options = catalog.parse(body, engine);
      PlanContext context = new PlanContext(ID, "i1", "local", DIRECTORY, engine, "trace");
      CommandPlan plan = CommandPlanner.plan(options, context);
      assertThat(
              String.join("\n", plan.argv())
                  + plan.shownArgv()
                  + plan.pullArgv()
                  + plan.globals()
                  + plan.notes()
                  + plan
                  + options
                  + CommandPlanner.dryRun(options, context).encode())
          .doesNotContain(SECRET);
      assertThat(delivered(plan)).as("podman gets it").contains(SECRET);
      if (!entry.name().startsWith("env")) {
        assertThat(options.secretValues()).anyMatch(value -> value.contains(SECRET));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> aSecretThatIsRefusedIsNotRepeated() {
    return carriers((operation, entry, engine) -> {
      for (Object wrong : wrong(entry.type(operation.name()))) {
        JsonObject body = ExampleBodies.with(operation, entry, wrong);
        FailureException failed =
            catchThrowableOfType(FailureException.class, () -> catalog.parse(body, engine));
        assertThat(failed).as("%s is refused", wrong).isNotNull();
        assertThat(failed.getMessage() + ((Failure.InvalidOptions) failed.failure()).violations())
            .doesNotContain(SECRET)
            .doesNotContain("47114711");
      }
    });
  }

  private interface Check {
    void of(Operation operation, OptionEntry entry, EngineProfile engine);
  }

  private static Stream<DynamicTest> carriers(Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OptionEntry entry : Catalog.entries()) {
      if (entry.security() == SecurityClass.CREDENTIAL && !PATHS.contains(entry.name())) {
        for (String name : entry.operations()) {
          for (EngineProfile engine : List.of(Engines.PODMAN_4_3, Engines.PODMAN_5_8)) {
            tests.add(
                DynamicTest.dynamicTest(
                    name + " " + entry.name() + " " + engine.version(),
                    () -> check.of(Catalog.operation(name).orElseThrow(), entry, engine)));
          }
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  private static Object secret(ValueType type) {
    return switch (type) {
      case ValueType.TextMap _ ->
          new JsonObject().put("NAME", SECRET).put("LINES", SECRET + "\nand more");
      case ValueType.Text text when text.grammar().startsWith("NAME:") -> "alice:" + SECRET;
      default -> SECRET;
    };
  }

  private static List<Object> wrong(ValueType type) {
    return switch (type) {
      case ValueType.TextMap _ ->
          List.of(
              new JsonObject().put("NAME", SECRET + "\u0000"),
              new JsonObject().put("NAME", 47114711),
              new JsonObject().put("NAME", new JsonArray().add(SECRET)),
              new JsonObject().put("NAME", SECRET + "x".repeat(140_000)),
              SECRET);
      default ->
          List.of(
              SECRET + "\u0000",
              47114711,
              new JsonArray().add(SECRET),
              SECRET + "x".repeat(140_000));
    };
  }

  /// All that reaches podman on hidden ways. The address of an engine holds it as a URL does, a
  /// login in base 64.
  private static String delivered(CommandPlan plan) {
    StringBuilder all = new StringBuilder(plan.clientEnvironment().toString());
    plan.files().values().forEach(all::append);
    all.append(plan.stdinPrelude());
    JsonObject login =
        plan.files().containsKey("auth.json")
            ? new JsonObject(plan.files().get("auth.json")).getJsonObject("auths")
            : new JsonObject();
    for (String registry : login.fieldNames()) {
      String encoded = login.getJsonObject(registry).getString("auth");
      all.append(
          new String(
              java.util.Base64.getDecoder().decode(encoded),
              java.nio.charset.StandardCharsets.UTF_8));
    }
    return all.toString();
  }
}
