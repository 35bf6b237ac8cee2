package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.CommandResult;
import io.podbus.testing.Await;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Options of users, addresses and first processes, as [BehaviourIT].
class NamespaceBehaviourIT extends BehaviourTestBase {
  private static final String USERS = "tr -s ' ' </proc/self/uid_map";

  /// Two bytes that other runs on this host are unlikely to have; not zero, which addresses are
  /// written without.
  private final int random = (own.hashCode() & 0xffff) | 1;

  private String network(String... flags) {
    String[] words = new String[flags.length + 3];
    words[0] = "network";
    words[1] = "create";
    System.arraycopy(flags, 0, words, 2, flags.length);
    words[words.length - 1] = own;
    afterwards.add(new String[] {"network", "rm", "-f", own});
    podman.say(words);
    return own;
  }

  @Test
  @Shows("ip6")
  void itHasTheAddressThatItIsGiven() {
    String prefix = "fd77:%x:".formatted(random);
    String address = prefix + ":5";
    JsonObject body =
        program("run", "ip -6 -o addr show eth0")
            .put("network", network("--ipv6", "--subnet=" + prefix + ":/64"));
    assertThat(output(body.copy().put("ip6", address))).contains(" " + address + "/64 ");
  }

  @Test
  @Shows("linkLocalIPs")
  void itHasALinkLocalAddressOfItsNetwork() {
    String prefix = "169.254.%d.".formatted(1 + random % 250);
    String address = prefix + "77";
    JsonObject body =
        program("run", "ip -4 -o addr show eth0")
            .put("network", network("--subnet=" + prefix + "0/24"));
    assertThat(output(body.copy().put("linkLocalIPs", array(address))))
        .contains(" " + address + "/24 ");
    assertThat(output(body)).doesNotContain(address);
  }

  @Test
  @Shows("userns")
  void whoJoinsAnothersUsersHasItsMap() {
    String other = output(program("create", "sleep 1000").put("uidmap", array("0:100000:5000")));
    podman.say("start", other);
    JsonObject body = program("run", USERS);
    assertThat(output(body.copy().put("userns", "container:" + other)).strip())
        .isEqualTo("0 100000 5000");
    assertThat(output(body.put("userns", "host")).strip()).isEqualTo("0 0 4294967295");
  }

  @Test
  @Shows("enableUserns")
  void itsUsersAreOthersWhereThereIsARangeForThem() {
    JsonObject body = program("run", USERS);
    String host = output(body.copy().put("enableUserns", false)).strip();
    assertThat(host).isEqualTo("0 0 4294967295");
    CommandResult others = podman.run(body.put("enableUserns", true), temporary);
    if (others.exitCode() == 0) {
      assertThat(others.stdout().strip()).isNotEqualTo(host);
    } else {
      assertThat(others.stderr()).contains("mappings");
    }
  }

  @Test
  @Shows({"subuidname", "subgidname"})
  void aUserWithoutARangeIsSaid() {
    for (String option : List.of("subuidname", "subgidname")) {
      CommandResult result =
          podman.run(program("run", "true").put(option, "nobody-" + own), temporary);
      assertThat(result.exitCode()).as(option).isEqualTo(125);
      assertThat(result.stderr()).as(option).contains("ranges found", "nobody-" + own);
    }
  }

  @Test
  @Shows("initPath")
  void anInitOfItsOwnIsTheFirstProcess() throws IOException {
    // Another one than podman's own, by its length: bytes after a program's end do no harm.
    Path init = Path.of(podmansInit());
    Path longer = temporary.resolve("init");
    Files.write(longer, Files.readAllBytes(init));
    Files.write(longer, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(longer.toFile().setExecutable(true, false)).isTrue();
    JsonObject body =
        program("run", "tr '\\0' ' ' </proc/1/cmdline; echo; wc -c </run/podman-init")
            .put("init", true);
    String usual = output(body);
    assertThat(usual).startsWith("/run/podman-init ").endsWith("\n" + Files.size(init));
    assertThat(output(body.copy().put("initPath", longer.toString())))
        .startsWith("/run/podman-init ")
        .endsWith("\n" + Files.size(longer));
    CommandResult none =
        podman.run(body.put("initPath", temporary.resolve("none").toString()), temporary);
    assertThat(none.exitCode()).isNotZero();
    assertThat(none.stderr()).contains("container-init binary not found");
  }

  private static String podmansInit() {
    return List.of("/usr/libexec/podman/catatonit", "/usr/bin/catatonit").stream()
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no catatonit"));
  }

  @Test
  @Shows("external")
  void aContainerOfABuildIsListedOnlyWhereItIsWanted() throws IOException {
    String image = build("FROM %s\nRUN true\n", new JsonObject().put("layers", false));
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    String step = "until [ -e /folder/go ]; do sleep 0.1; done";
    JsonObject options =
        new JsonObject().put("layers", false).put("volumes", array(folder + ":/folder"));
    CompletableFuture<CommandResult> building =
        CompletableFuture.supplyAsync(() -> {
          try {
            return built("FROM " + image + "\nRUN " + step + "\n", options);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    JsonObject list = new JsonObject().put("operation", "ps").put("all", true);
    try {
      Await.until(
          Duration.ofSeconds(60),
          "the step's container is listed",
          () -> building.isDone() || output(list.copy().put("external", true)).contains(image));
      assertThat(building).isNotDone();
      assertThat(output(list.put("external", false))).doesNotContain(image);
    } finally {
      Files.createFile(folder.resolve("go"));
    }
    CommandResult result = building.join();
    assertThat(result.exitCode()).as(result.stderr()).isZero();
  }
}
