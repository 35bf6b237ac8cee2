package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.podman.engine.CommandResult;
import io.podbus.protocol.FailureException;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Options of the engine, of its configuration and of builds, as [BehaviourIT].
class EngineBehaviourIT extends BehaviourTestBase {
  @Test
  @Shows({"hooks", "hooksDir"})
  void aHookRuns() throws IOException {
    Path mark = temporary.resolve("mark");
    Path script =
        Files.writeString(
            temporary.resolve("hook.sh"), "#!/bin/sh\ncat >/dev/null\necho ran >>" + mark + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Path folder = Files.createDirectory(temporary.resolve("hooks"));
    Path hook =
        Files.writeString(
            folder.resolve("h.json"),
            new JsonObject()
                .put("version", "1.0.0")
                .put("hook", new JsonObject().put("path", script.toString()))
                .put("when", new JsonObject().put("always", true))
                .put("stages", array("prestart"))
                .encode());
    output(program("run", "true").put("hooks", array(hook.toString())));
    assertThat(mark).hasContent("ran");
    output(program("run", "true").put("hooksDir", array(folder.toString())));
    assertThat(mark).hasContent("ran\nran");
  }

  @Test
  @Shows("modulesLoadDir")
  void aSettingOfAConfigurationFileHolds() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("conf"));
    Files.writeString(folder.resolve("a.conf"), "[containers]\nenv = [\"FROM_FILE=yes\"]\n");
    assertThat(output(program("run", "echo $FROM_FILE").put("modulesLoadDir", folder.toString())))
        .isEqualTo("yes");
  }

  @Test
  @Shows("storageDriver")
  void anotherDriverIsPodmansError() {
    CommandResult result =
        podman.run(program("run", "true").put("storageDriver", "btrfs"), temporary);
    assertThat(result.exitCode()).isEqualTo(125);
    assertThat(result.stderr()).contains("btrfs");
  }

  @Test
  @Shows({"file", "ignorefile", "target", "quietPull"})
  void aBuildFollowsTheFilesThatItIsTold() throws IOException {
    String copies =
        "FROM %s AS one\nRUN echo first\nFROM one\nCOPY . /all\nRUN ls /all; echo last\n";
    JsonObject none = new JsonObject().put("layers", false);
    CommandResult whole = built(copies, none);
    assertThat(whole.stdout() + whole.stderr()).contains("left", "last");
    CommandResult other = built(copies, none.copy().put("file", "Other"));
    assertThat(other.stdout() + other.stderr()).contains("other").doesNotContain("last");
    CommandResult less = built(copies, none.copy().put("ignorefile", "ignored"));
    assertThat(less.stdout() + less.stderr()).contains("last").doesNotContain("\nleft");
    CommandResult first = built(copies, none.copy().put("target", "one"));
    assertThat(first.stdout() + first.stderr()).contains("first").doesNotContain("last");
    assertThat(built(copies, none.copy().put("target", "two")).exitCode()).isNotZero();
    CommandResult quiet = built(copies, none.copy().put("quietPull", true));
    assertThat(quiet.stdout().strip()).matches("[0-9a-f]{64}");
  }

  @Test
  @Shows({"enableCgroupsV2", "enableRootless", "preserveFds", "maxLogFiles"})
  void whatTheEngineIsNotIsRefused() {
    boolean newer = podman.say("info", "--format={{.Host.CgroupsVersion}}").equals("v2");
    boolean rootless = podman.say("info", "--format={{.Host.Security.Rootless}}").equals("true");
    JsonObject right =
        program("run", "true")
            .put("enableCgroupsV2", newer)
            .put("enableRootless", rootless)
            .put("preserveFds", 0)
            .put("maxLogFiles", 1);
    output(right);
    JsonObject wrong =
        new JsonObject()
            .put("enableCgroupsV2", !newer)
            .put("enableRootless", !rootless)
            .put("preserveFds", 1)
            .put("maxLogFiles", 2);
    wrong.forEach(one ->
        assertThatThrownBy(() -> podman.plan(right.copy().put(one.getKey(), one.getValue())))
            .as(one.getKey())
            .isInstanceOf(FailureException.class));
  }

  @Test
  @Shows({"registriesConf", "registriesConfDir", "shortNameMode"})
  void registriesOfAFileAreAsked() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("registries"));
    Path one =
        Files.writeString(
            folder.resolve("r.conf"), "unqualified-search-registries = [\"127.0.0.1:1\"]\n");
    JsonObject pull = new JsonObject().put("operation", "pull").put("image", own);
    assertThat(podman.run(pull.copy().put("registriesConf", one.toString()), temporary).stderr())
        .contains("127.0.0.1:1/" + own);
    assertThat(
            podman.run(pull.copy().put("registriesConfDir", folder.toString()), temporary).stderr())
        .contains("127.0.0.1:1/" + own);
    Path two =
        Files.writeString(
            temporary.resolve("two.conf"),
            "unqualified-search-registries = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\n");
    JsonObject ambiguous = pull.put("registriesConf", two.toString());
    assertThat(podman.run(ambiguous.copy().put("shortNameMode", "enforcing"), temporary).stderr())
        .contains("short-name");
    assertThat(podman.run(ambiguous.copy().put("shortNameMode", "disabled"), temporary).stderr())
        .contains("127.0.0.1:2/" + own);
  }

  @Test
  @Shows({"runtimeFlag", "ociRuntimeFlag"})
  void theRuntimeGetsItsFlags() {
    for (String option : List.of("runtimeFlag", "ociRuntimeFlag")) {
      Path log = temporary.resolve(option);
      output(program("run", "true").put(option, array("log=" + log, "debug")));
      assertThat(log).exists();
    }
  }

  @Test
  @Shows("isolation")
  void aStepInAChrootIsInTheHostsNetwork() throws IOException {
    String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    String step = "FROM %s\nRUN readlink /proc/self/ns/net\n";
    CommandResult chroot =
        built(step, new JsonObject().put("isolation", "chroot").put("layers", false));
    assertThat(chroot.stdout() + chroot.stderr()).contains(host);
    CommandResult whole =
        built(step, new JsonObject().put("isolation", "oci").put("layers", false));
    assertThat(whole.stdout() + whole.stderr()).doesNotContain(host).contains("net:[");
  }

  @Test
  @Shows({"platform", "os", "arch", "variant"})
  void anImageForAnotherMachineIsNotFound() {
    JsonObject others =
        new JsonObject()
            .put("platform", "linux/s390x")
            .put("os", "windows")
            .put("arch", "s390x")
            .put("variant", "v9");
    output(program("run", "true").put("pull", "never"));
    others.forEach(one -> {
      JsonObject body = program("run", "true").put("pull", "never");
      assertThat(podman.run(body.copy().put(one.getKey(), one.getValue()), temporary).exitCode())
          .as(one.getKey())
          .isEqualTo(125);
    });
  }
}
