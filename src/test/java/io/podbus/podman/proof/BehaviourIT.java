package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Options of containers whose effect takes more than one command to see.
class BehaviourIT extends BehaviourTestBase {
  @Test
  @Shows("args")
  void aProgramGetsEachWord() {
    JsonObject body = program("run", "for a; do echo \"<$a>\"; done");
    body.getJsonArray("args").add("sh").add("--rm").add("a  b").add("").add("$x");
    assertThat(output(body)).isEqualTo("<--rm>\n<a  b>\n<>\n<$x>");
  }

  @Test
  @Shows("volumesFrom")
  void volumesOfAnotherContainerAreSeen() {
    podman.say("volume", "create", own);
    afterwards.add(new String[] {"volume", "rm", "-f", own});
    String other = output(program("create", "true").put("volumes", array(own + ":/data")));
    output(program("run", "echo kept >/data/x").put("volumesFrom", array(other)));
    assertThat(output(program("run", "cat /data/x").put("volumesFrom", array(other + ":ro"))))
        .isEqualTo("kept");
  }

  @Test
  @Shows("imageVolume")
  void theVolumesOfAnImageAreMadeAsAsked() throws IOException {
    String image = build("FROM %s\nVOLUME /data\n", new JsonObject());
    String mounts = "grep -c ' /data ' /proc/mounts; grep ' /data ' /proc/mounts | cut -d' ' -f3";
    JsonObject body = program("run", mounts).put("image", image);
    assertThat(output(body.copy().put("imageVolume", "tmpfs"))).isEqualTo("1\ntmpfs");
    assertThat(output(body.copy().put("imageVolume", "ignore"))).isEqualTo("0");
    assertThat(output(body.copy().put("imageVolume", "bind")))
        .startsWith("1\n")
        .doesNotContain("tmpfs");
  }

  @Test
  @Shows("secrets")
  void aSecretOfTheEngineIsAFileOrAVariable() throws IOException {
    Path value = Files.writeString(temporary.resolve("value"), "hush");
    podman.say("secret", "create", own, value.toString());
    afterwards.add(new String[] {"secret", "rm", own});
    assertThat(output(program("run", "cat /run/secrets/" + own).put("secrets", array(own))))
        .isEqualTo("hush");
    assertThat(output(program("run", "echo $S").put("secrets", array(own + ",type=env,target=S"))))
        .isEqualTo("hush");
  }

  @Test
  @Shows("secretEnvironment")
  void aSecretVariableReachesTheProgram() {
    assertThat(
            output(
                program("run", "printf '%s' \"$A\" | wc -c; echo \"$A\"")
                    .put("secretEnvironment", new JsonObject().put("A", "hush\n\"'=x"))))
        .isEqualTo("9\nhush\n\"'=x");
  }

  @Test
  @Shows("requires")
  void whatAContainerRequiresIsStartedWithIt() {
    String needed = output(program("create", "sleep 100"));
    String needing = output(program("create", "sleep 100").put("requires", array(needed)));
    podman.say("start", needing);
    assertThat(podman.say("inspect", "--format={{.State.Status}}", needed)).isEqualTo("running");
  }

  @Test
  @Shows("replace")
  void aSecondOneTakesTheFirstOnesPlace() {
    String first = output(program("create", "true").put("containerName", own));
    assertThat(
            podman.run(program("create", "true").put("containerName", own), temporary).exitCode())
        .isEqualTo(125);
    String second =
        output(program("create", "true").put("containerName", own).put("replace", true));
    // It says the name of the first one as well.
    assertThat(second)
        .endsWith(podman.say("inspect", "--format={{.Id}}", own))
        .doesNotContain(first);
  }

  @Test
  @Shows("deviceCgroupRule")
  void devicesOfAMatchingNumberCanBeOpened() {
    // 10:229 is /dev/fuse, which whoever may open it may open.
    JsonObject body =
        program("run", "mknod /f c 10 229; (exec 3<>/f) 2>/dev/null; echo $?")
            .put("capabilities", array("MKNOD"));
    assertThat(output(body)).isNotEqualTo("0");
    assertThat(output(body.copy().put("deviceCgroupRule", array("c 10:229 rwm")))).isEqualTo("0");
  }

  @Test
  @Shows("rootfs")
  void aDirectoryIsTheRoot() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("root"));
    String from = output(program("create", "true"));
    podman.say("cp", from + ":/bin", root.toString());
    Files.writeString(root.resolve("here"), "mine\n");
    for (String folder : List.of("proc", "dev", "sys", "run", "etc", "tmp")) {
      Files.createDirectories(root.resolve(folder));
    }
    assertThat(
            output(program("run", "cat /here").put("image", root.toString()).put("rootfs", true)))
        .isEqualTo("mine");
  }

  @Test
  @Shows("pod")
  void aContainerIsOneOfItsPods() {
    podman.say("pod", "create", "--name=" + own);
    afterwards.add(new String[] {"pod", "rm", "-f", own});
    JsonObject body = program("create", "true").put("pod", own);
    body.remove("network");
    String id = output(body);
    assertThat(podman.say("pod", "inspect", "--format={{range .Containers}}{{.ID}} {{end}}", own))
        .contains(id);
  }

  @Test
  @Shows("cidfile")
  void theIdStandsInTheFile() throws IOException {
    Path file = temporary.resolve("id");
    String id = output(program("create", "true").put("cidfile", file.toString()));
    assertThat(file).hasContent(id);
    output(new JsonObject().put("operation", "rm").put("cidfile", array(file.toString())));
    assertThat(podman.podman("container", "exists", id).exitCode()).isEqualTo(1);
  }

  @Test
  @Shows("podIDFile")
  void theIdOfThePodStandsInTheFile() {
    Path file = temporary.resolve("pod");
    String id =
        output(
            new JsonObject()
                .put("operation", "pod")
                .put("subcommand", "create")
                .put("podIDFile", file.toString()));
    afterwards.add(new String[] {"pod", "rm", "-f", id});
    assertThat(file).hasContent(id);
  }

  @Test
  @Shows("networkAlias")
  void itsNetworkKnowsItUnderThatName() {
    podman.say("network", "create", own);
    afterwards.add(new String[] {"network", "rm", "-f", own});
    String id =
        output(program("create", "true").put("network", own).put("networkAlias", array("db")));
    assertThat(podman.say("inspect", "--format={{json .NetworkSettings.Networks}}", id))
        .contains("\"db\"");
  }
}
