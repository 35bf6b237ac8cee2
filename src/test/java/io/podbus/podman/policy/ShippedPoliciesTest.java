package io.podbus.podman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.SecurityClass;
import io.podbus.podman.engine.Engines;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.policy.Decision.Effect;
import io.podbus.podman.policy.Samples.Sample;
import io.podbus.protocol.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The policies that come with the service.
class ShippedPoliciesTest {
  private static final OptionCatalog CATALOG = new OptionCatalog();
  private static final Caller ALICE = new Caller("alice", Set.of("write"));

  /// Options of class host or credential that have no value which reaches further than the caller
  /// does anyway, and why.
  private static final Set<String> HARMLESS =
      Set.of(
          // The caller's own secrets, for its own program or registry.
          "environment",
          "env",
          "secretEnvironment",
          "buildArg",
          "creds",
          // Only 0 is taken.
          "preserveFds",
          // The text of a secret, which is not read from anywhere.
          "value",
          // Names of images, as those that can be pulled.
          "from",
          "infraImage");

  static List<Sample> dangerous() {
    return Samples.dangerous();
  }

  static List<Sample> harmless() {
    return Samples.harmless();
  }

  private static Policy.Judgement judge(String policy, JsonObject body) {
    return judge(policy, List.of(), body);
  }

  private static Policy.Judgement judge(String policy, List<Path> contextRoots, JsonObject body) {
    SessionOptions options = CATALOG.parse(body, Engines.MODERN);
    return PolicyFile.shipped(policy, contextRoots)
        .judge(ALICE, options.operation(), body, Engines.MODERN);
  }

  private static List<String> denied(Policy.Judgement judgement) {
    return judgement.decisions().stream()
        .filter(decision -> decision.effect() == Effect.DENY)
        .map(Decision::pointer)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void standardDeniesWhatIsDangerous(Sample sample) {
    assertThat(denied(judge("standard", sample.body())))
        .anySatisfy(pointer -> assertThat(pointer + "/").startsWith(sample.pointer() + "/"));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void standardAllowsWhatIsHarmless(Sample sample) {
    Policy.Judgement judgement = judge("standard", sample.body());

    assertThat(denied(judgement)).isEmpty();
    // What the rules set goes together with what was given.
    CATALOG.parse(judgement.body(), Engines.MODERN);
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void trustedLeavesTheEngineToTheOperator(Sample sample) {
    List<String> rules =
        judge("trusted", sample.body()).decisions().stream()
            .filter(decision -> decision.effect() == Effect.DENY)
            .map(Decision::rule)
            .toList();

    assertThat(rules).allMatch(Policy.OPERATOR::equals);
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void lockedDeniesItToo(Sample sample) {
    assertThat(denied(judge("locked", sample.body()))).isNotEmpty();
  }

  @Test
  void thereIsADangerousValueForEveryOptionThatReachesTheHost() {
    Set<String> judged =
        Samples.dangerous().stream().map(Sample::option).collect(Collectors.toSet());
    Set<String> missing =
        Catalog.entries().stream()
            .filter(entry ->
                entry.security() == SecurityClass.HOST
                    || entry.security() == SecurityClass.CREDENTIAL)
            .map(entry -> entry.name())
            .filter(name -> !HARMLESS.contains(name) && !judged.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(missing).isEmpty();
  }

  @Test
  void lockedIsASandbox() {
    Policy.Judgement judgement =
        judge("locked", new JsonObject().put("image", "alpine").put("memory", "64g"));

    assertThat(judgement.body().getString("network")).isEqualTo("none");
    assertThat(judgement.body().getString("memory")).isEqualTo("512m");
    assertThat(judgement.body().getString("user")).isEqualTo("65534:65534");
    assertThat(judgement.body().getJsonArray("capDrop")).contains("all");
    assertThat(judgement.body().getBoolean("readOnly")).isTrue();
    assertThat(judgement.body().getInteger("timeout")).isEqualTo(600_000);
    CATALOG.parse(judgement.body(), Engines.MODERN);
  }

  @Test
  void whatIsBoundedOnceIsNotUnboundedInOtherWords() {
    for (String unbounded : List.of("0", "3g", "3221225472")) {
      JsonObject body = new JsonObject().put("image", "a").put("memory", unbounded);
      assertThat(judge("standard", body).body().getString("memory")).isEqualTo("2g");
    }
    JsonObject quota =
        new JsonObject().put("image", "a").put("cpuQuota", 500_000).put("cpuPeriod", 100_000);
    assertThat(judge("standard", quota).body().getLong("cpuQuota")).isEqualTo(200_000);
    JsonObject pids = new JsonObject().put("image", "a").put("pidsLimit", -1);
    assertThat(judge("standard", pids).body().getLong("pidsLimit")).isEqualTo(1024);
  }

  @Test
  void boundsHoldInEveryOperationThatTakesThem() {
    JsonObject build = new JsonObject().put("operation", "build").put("image", "localhost/a");
    JsonObject bounded = judge("standard", build).body();
    assertThat(bounded.getString("memory")).isEqualTo("2g");
    assertThat(bounded.getLong("cpuQuota")).isEqualTo(200_000);
    assertThat(bounded.getString("shmSize")).isEqualTo("1g");
    assertThat(judge("standard", build.copy().put("cpuQuota", 900_000)).body().getLong("cpuQuota"))
        .isEqualTo(200_000);

    JsonObject pod =
        new JsonObject()
            .put("operation", "pod")
            .put("subcommand", "create")
            .put("names", new JsonArray().add("p"));
    assertThat(judge("standard", pod).body().getString("cpus")).isEqualTo("2");
    assertThat(judge("standard", pod.copy().put("memory", "64g")).body().getString("memory"))
        .isEqualTo("2g");

    for (String operation : List.of("run", "exec")) {
      JsonObject body = new JsonObject().put("operation", operation).put("command", "x");
      body.put(operation.equals("run") ? "image" : "containerName", "a");
      assertThat(judge("standard", body).body().getInteger("timeout")).isEqualTo(86_400_000);
      body.put("timeout", 5);
      assertThat(judge("standard", body).body().getInteger("timeout")).isEqualTo(5);
    }
    JsonObject exec =
        new JsonObject().put("operation", "exec").put("containerName", "a").put("command", "x");
    assertThat(judge("locked", exec.put("timeout", 9_000_000)).body().getInteger("timeout"))
        .isEqualTo(600_000);
  }

  @Test
  void whatHasABoundOfItsOwnIsBoundedWhereItIsGiven() {
    JsonObject run = new JsonObject().put("image", "a");
    assertThat(judge("standard", run).body().containsKey("maxLogSize")).isFalse();
    assertThat(judge("standard", run).body().containsKey("memorySwap")).isFalse();
    JsonObject swap = run.copy().put("memory", "1g").put("memorySwap", "-1");
    assertThat(judge("standard", swap).body().getString("memorySwap")).isEqualTo("4g");
    JsonObject log = run.copy().put("logDriver", "k8s-file").put("maxLogSize", "50gb");
    assertThat(judge("standard", log).body().getString("maxLogSize")).isEqualTo("100mb");
    JsonObject around =
        run.copy()
            .put("logDriver", "k8s-file")
            .put("logOpt", new JsonObject().put("max-size", "50gb"));
    assertThat(denied(judge("standard", around))).containsExactly("/logOpt/max-size");
  }

  @Test
  void theOperatorsDirectoriesForBuildsAreTheGrant() {
    JsonObject build =
        new JsonObject()
            .put("operation", "build")
            .put("image", "localhost/a")
            .put("context", "/srv/src/app")
            .put("file", "/srv/src/app/Containerfile");
    assertThat(denied(judge("standard", build))).contains("/context", "/file");

    List<Path> roots = List.of(Path.of("/srv/src"));
    assertThat(denied(judge("standard", roots, build))).isEmpty();
    for (String outside : List.of("/srv", "/srv/srcs", "/etc", "/", "/srv/src/../../etc")) {
      JsonObject other = build.copy().put("context", outside);
      assertThat(denied(judge("standard", roots, other))).as(outside).containsExactly("/context");
    }
    assertThat(denied(judge("locked", roots, build))).isNotEmpty();
  }

  @Test
  void theDocumentsRulesPartImages() throws IOException {
    String document = Files.readString(Path.of("docs/policy.md"));
    int begin = document.indexOf("  - name: own-images");
    String rules = "rules:\n" + document.substring(begin, document.indexOf("```", begin));
    Policy policy = PolicyFile.parse(rules, List.of());
    for (String operation : List.of("build", "rmi", "tag")) {
      for (String owner : List.of("alice", "bob")) {
        JsonObject body =
            new JsonObject().put("operation", operation).put("image", "localhost/" + owner + "/x");
        if (operation.equals("tag")) {
          body.put("destination", "localhost/alice/y");
        }
        SessionOptions options = CATALOG.parse(body, Engines.MODERN);
        Policy.Judgement judgement = policy.judge(ALICE, options.operation(), body, Engines.MODERN);
        assertThat(denied(judgement).isEmpty())
            .as(operation + " of " + owner)
            .isEqualTo(owner.equals("alice"));
      }
    }
    JsonObject run = new JsonObject().put("image", "localhost/bob/x");
    assertThat(
            denied(
                policy.judge(
                    ALICE, CATALOG.parse(run, Engines.MODERN).operation(), run, Engines.MODERN)))
        .isEmpty();
  }

  @Test
  void rulesMeanUsers() {
    Policy policy =
        PolicyFile.parse(
            """
            rules:
              - name: not-root
                deny:
                  values:
                    user: [root, "root:*", "0", "0:*"]
            """,
            List.of());
    for (String root : List.of("root", "root:root", "0", "0:0", "0:1000")) {
      assertThat(denied(user(policy, root))).as(root).containsExactly("/user");
    }
    for (String other : List.of("1000", "1000:0", "nobody", "rooty", "00a")) {
      assertThat(denied(user(policy, other))).as(other).isEmpty();
    }
  }

  private static Policy.Judgement user(Policy policy, String user) {
    JsonObject body = new JsonObject().put("image", "a").put("user", user);
    SessionOptions options = CATALOG.parse(body, Engines.MODERN);
    return policy.judge(ALICE, options.operation(), body, Engines.MODERN);
  }

  @Test
  void theFileInConfIsTheDefault() throws IOException {
    assertThat(Files.readString(Path.of("conf/policy.yaml")))
        .isEqualTo(PolicyFile.resource("standard.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "trusted", "locked"})
  void allOfThemAreValid(String name) {
    assertThat(PolicyFile.shipped(name, List.of()).toString()).startsWith("Policy[");
  }
}
