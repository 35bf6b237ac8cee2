package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Proof;
import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.plan.CommandPlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Carries out the catalog's proofs: each option takes effect, as podman itself or the program sees
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProofIT {
  /// Options whose effect is on the network, so that it must be there.
  private static final Set<String> NETWORKED = Set.of("ip", "macAddress", "noHosts", "network");

  /// How a build tells the image of a step.
  private static final Pattern STEP = Pattern.compile("(?m)^--> ([0-9a-f]{11,64})$");

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final List<String> images = new ArrayList<>();
  private final List<String> ofSteps = new ArrayList<>();
  private Path temporary;
  private PlannedPodman podman;

  @BeforeAll
  void probe(@TempDir Path directory) {
    temporary = directory;
    podman = new PlannedPodman(temporary);
  }

  @AfterAll
  void removeWhatIsLeft() throws IOException {
    for (String container : podman.say("ps", "-aq", "--filter=label=it=" + run).lines().toList()) {
      podman.podman("rm", "-f", "-t=0", container);
    }
    images.forEach(image -> podman.podman("rmi", "-f", image));
    ofSteps.reversed().forEach(image -> podman.podman("rmi", image));
    for (String end : List.of("", ".log")) {
      Files.deleteIfExists(Path.of("/tmp/podbus-" + run + end));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyOptionThatCanTakesEffect() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OptionEntry entry : Catalog.entries()) {
      for (Proof proof : entry.proofs()) {
        if (proof.way() != Proof.Way.BEHAVIOUR && proof.way() != Proof.Way.NOT_HERE) {
          tests.add(
              DynamicTest.dynamicTest(
                  entry.name() + " " + proof.way() + " " + proof.options().encode(),
                  () -> prove(proof)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(120);
    return tests.stream();
  }

  private void prove(Proof proof) throws IOException {
    String expected = filled(proof.expected());
    String seen =
        switch (proof.way()) {
          case CONTAINER -> container(proof);
          case INSIDE -> inside(proof);
          case POD, INFRA -> pod(proof);
          case BUILD_OUTPUT -> buildOutput(proof);
          case IMAGE -> image(proof);
          case INFO -> info(proof);
          case STDERR -> stderr(proof);
          case BEHAVIOUR, NOT_HERE -> throw new AssertionError("has a test of its own");
        };
    if (proof.way() == Proof.Way.BUILD_OUTPUT || proof.way() == Proof.Way.STDERR) {
      assertThat(seen).contains(expected);
    } else {
      assertThat(seen).isEqualTo(expected);
    }
  }

  private String filled(String text) throws IOException {
    return text.replace("$DISK", disk()).replace("$RUN", run);
  }

  private JsonObject body(Proof proof) throws IOException {
    String encoded = filled(proof.options().encode());
    String[] operation = proof.operation().split("\\.", 2);
    JsonObject body = new JsonObject(encoded).put("operation", operation[0]);
    return operation.length == 1 ? body : body.put("subcommand", operation[1]);
  }

  private JsonObject ofContainer(Proof proof) throws IOException {
    JsonObject body = body(proof);
    JsonObject labels = body.getJsonObject("labels", new JsonObject());
    body.put("labels", labels.copy().put("it", run));
    return body.containsKey("image") ? body : body.put("image", PlannedPodman.IMAGE);
  }

  private String container(Proof proof) throws IOException {
    JsonObject body = ofContainer(proof);
    if (!body.containsKey("command")) {
      body.put("command", "sh");
    }
    CommandPlan plan = podman.plan(body);
    CommandResult result = podman.run(podman.prepared(plan), temporary);
    assertThat(result.exitCode()).as("%s: %s", plan, result.stderr()).isZero();
    String id = result.stdout().strip();
    try {
      return podman.say("inspect", "--type=container", "--format=" + proof.ask(), id);
    } finally {
      podman.podman("rm", "-f", "-t=0", "-v", id);
    }
  }

  private String inside(Proof proof) throws IOException {
    JsonObject body =
        ofContainer(proof)
            .put("tty", false)
            .put("command", "sh")
            .put("args", new JsonArray().add("-c").add(proof.ask()));
    if (body.fieldNames().stream().noneMatch(NETWORKED::contains)) {
      body.put("network", "none");
    }
    CommandPlan plan = podman.plan(body);
    CommandResult result = podman.run(podman.prepared(plan), temporary);
    assertThat(result.stderr()).as(plan.toString()).isEmpty();
    return result.stdout().replaceAll("\\n$", "");
  }

  private String pod(Proof proof) throws IOException {
    CommandPlan plan = podman.plan(body(proof));
    CommandResult result = podman.run(podman.prepared(plan), temporary);
    assertThat(result.exitCode()).as("%s: %s", plan, result.stderr()).isZero();
    String id = result.stdout().strip();
    try {
      if (proof.way() == Proof.Way.POD) {
        return podman.say("pod", "inspect", "--format=" + proof.ask(), id);
      }
      String infra = podman.say("pod", "inspect", "--format={{.InfraContainerID}}", id);
      return podman.say("inspect", "--type=container", "--format=" + proof.ask(), infra);
    } finally {
      podman.podman("pod", "rm", "-f", "-t=0", id);
    }
  }

  private CommandResult build(Proof proof, String tag, String... steps) throws IOException {
    Path context = Files.createTempDirectory(temporary, "context");
    JsonObject body = body(proof).put("image", tag).put("context", context.toString());
    StringBuilder file = new StringBuilder("FROM " + PlannedPodman.IMAGE + "\n");
    for (String name : body.getJsonObject("buildArg", new JsonObject()).fieldNames()) {
      file.append("ARG ").append(name).append('\n');
    }
    for (String step : steps) {
      file.append("RUN ").append(step).append('\n');
    }
    Files.writeString(context.resolve("Containerfile"), file);
    images.add(tag);
    CommandPlan plan = podman.plan(body);
    CommandResult result = podman.run(podman.prepared(plan), context);
    // Those of the steps go with the last one only where they can be told from its history.
    STEP.matcher(result.stdout()).results().forEach(step -> ofSteps.add(step.group(1)));
    assertThat(result.exitCode()).as("%s: %s", plan, result.stderr()).isZero();
    return result;
  }

  private String tag() {
    return "localhost/podbus/it-" + run + ":" + images.size();
  }

  private String buildOutput(Proof proof) throws IOException {
    CommandResult result = build(proof, tag(), proof.ask());
    return result.stdout() + result.stderr();
  }

  private String image(Proof proof) throws IOException {
    String tag = tag();
    // A file of its own: no other build has these steps.
    build(proof, tag, "touch /one-" + images.size(), "touch /two");
    return podman.say("image", "inspect", "--format=" + proof.ask(), tag);
  }

  private String info(Proof proof) throws IOException {
    CommandPlan plan = podman.prepared(podman.plan(body(proof)));
    List<String> words = new ArrayList<>(plan.globals());
    words.addAll(List.of("info", "--format=" + proof.ask()));
    CommandResult result = podman.run(words, plan.clientEnvironment(), null, temporary);
    assertThat(result.exitCode()).as("%s: %s", words, result.stderr()).isZero();
    return result.stdout().strip();
  }

  private String stderr(Proof proof) throws IOException {
    JsonObject body = proof.operation().equals("create") ? ofContainer(proof) : body(proof);
    return podman.run(podman.prepared(podman.plan(body)), temporary).stderr();
  }

  /// A block device of the host, which only has to be there. No character device has its number:
  /// podman tells them apart by nothing else.
  private static String disk() throws IOException {
    try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
      return devices
          .filter(ProofIT::isLoneBlockDevice)
          .map(Path::toString)
          .sorted()
          .findFirst()
          .orElseThrow(() -> new AssertionError("no block device in /dev"));
    }
  }

  private static boolean isLoneBlockDevice(Path device) {
    try {
      // S_IFMT, S_IFBLK
      if (((Integer) Files.getAttribute(device, "unix:mode") & 0170000) != 0060000) {
        return false;
      }
      long number = (Long) Files.getAttribute(device, "unix:rdev");
      return Files.notExists(
          Path.of("/sys/dev/char/%d:%d".formatted(number >> 8 & 0xfff, number & 0xff)));
    } catch (IOException e) {
      return false;
    }
  }
}
