package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pods, volumes, networks, secrets and what the engine says of itself, as podman sees them.
class ObjectsIT extends OperationsTestBase {
  private static JsonObject first(JsonArray list) {
    return list.getJsonObject(0);
  }

  private String pod(String pod, String format) {
    return podman.say("pod", "inspect", "--format={{" + format + "}}", pod);
  }

  private boolean exists(String kind, String name) {
    return podman.run(kind, "exists", name).code() == 0;
  }

  private String inPod(String pod, String what, String... command) {
    return past("run", what, List.of("--detach", "--pod=" + pod, "--network="), command);
  }

  @Test
  void aPodLivesAsItIsTold() {
    String pod = name("pod");
    afterwardsPodman("pod", "rm", "--force", "--time=0", pod);
    done(
        op("pod.create")
            .put("pod", pod)
            .put("infraName", name("infra"))
            .put("network", "none")
            .put("hostname", "in-the-pod")
            .put("sharePid", true)
            .put("labels", new JsonObject().put("made", own)));
    assertThat(inspect(name("infra"), ".State.Status")).isEqualTo("created");
    JsonArray listed = list(op("pod.ls").put("filter", array("label=made=" + own)));
    assertThat(first(listed).getString("Name")).isEqualTo(pod);

    String one = done(member(pod, "sleep", "4714").put("detach", true).put("wait", false), pod);
    assertThat(podman.say("exec", one, "hostname")).isEqualTo("in-the-pod");
    String other = done(member(pod, "sleep", "4715").put("detach", true).put("wait", false), pod);
    assertThat(podman.say("exec", other, "ps")).as("shared processes").contains("sleep 4714");
    assertThat(podman.say("exec", one, "readlink", "/proc/self/ns/net"))
        .isEqualTo(podman.say("exec", other, "readlink", "/proc/self/ns/net"));

    assertThat(pod(pod, ".State")).isEqualTo("Running");
    assertThat(done(op("pod.inspect").put("pod", pod)).getValue("result")).isNotNull();
    assertThat(done(op("pod.top").put("pod", pod)).getString("stdout")).contains("sleep 4715");
    assertThat(list(op("pod.stats").put("pod", pod))).isNotEmpty();
    done(op("pod.pause").put("pod", pod));
    assertThat(status(one)).isEqualTo("paused");
    done(op("pod.unpause").put("pod", pod));
    assertThat(status(one)).isEqualTo("running");
    done(op("pod.kill").put("pod", pod).put("signal", "KILL"));
    Await.until(Service.DEADLINE, "it is dead", () -> status(other).equals("exited"));
    done(op("pod.restart").put("pod", pod));
    Await.until(Service.DEADLINE, "it runs", () -> status(other).equals("running"));
    done(op("pod.stop").put("pod", pod).put("stopTimeout", 0));
    Await.until(Service.DEADLINE, "it is over", () -> status(other).equals("exited"));
    done(op("pod.start").put("pod", pod));
    Await.until(Service.DEADLINE, "it runs", () -> status(other).equals("running"));
    assertThat(ask(op("pod.rm").put("pod", pod)).statusCode()).isEqualTo(409);
    done(op("pod.rm").put("pod", pod).put("force", true));
    assertThat(exists("pod", pod)).isFalse();
    assertThat(exists("container", one)).isFalse();
  }

  private JsonObject member(String pod, String... command) {
    return new JsonObject()
        .put("image", Service.IMAGE)
        .put("pod", pod)
        .put("command", command[0])
        .put("args", array((Object) command[1]));
  }

  /// Runs a member of a pod.
  ///
  /// @return its container's name
  private String done(JsonObject run, String pod) {
    run.remove("wait");
    String path = api.start(run.put("removeOnExit", false));
    String container = api.session(path).getString("containerName");
    assertThat(inspect(container, ".Pod")).isEqualTo(pod(pod, ".Id"));
    return container;
  }

  @Test
  void whatAPodWritesIsShown() {
    String pod = name("logs");
    afterwardsPodman("pod", "rm", "--force", "--time=0", pod);
    done(op("pod.create").put("pod", pod).put("network", "none"));
    String member = inPod(pod, "writes", "sh", "-c", "echo said; sleep 1000");
    Await.until(Service.DEADLINE, "it writes", () -> podman.say("logs", member).contains("said"));
    assertThat(done(op("pod.logs").put("pod", pod).put("follow", false)).getString("stdout"))
        .contains("said");
  }

  @Test
  void volumesAreKeptUntilTheyAreRemoved() {
    String volume = name("volume");
    afterwardsPodman("volume", "rm", "--force", volume);
    JsonObject made =
        done(
            op("volume.create")
                .put("names", array(volume))
                .put("labels", new JsonObject().put("made", own)));
    assertThat(made.getString("stdout").strip()).isEqualTo(volume);
    JsonObject run =
        new JsonObject()
            .put("image", Service.IMAGE)
            .put("volumes", array(volume + ":/data"))
            .put("command", "sh");
    done(run.copy().put("args", array("-c", "echo kept >/data/file")));
    assertThat(done(run.put("args", array("-c", "cat /data/file"))).getString("stdout"))
        .isEqualTo("kept\n");
    assertThat(first(list(op("volume.ls").put("filter", array("label=made=" + own)))))
        .matches(one -> ((JsonObject) one).getString("Name").equals(volume));
    assertThat(
            first(list(op("volume.inspect").put("names", array(volume)))).getString("Mountpoint"))
        .isEqualTo(podman.say("volume", "inspect", "--format={{.Mountpoint}}", volume));

    String user = past("create", "user", List.of("--volume=" + volume + ":/data"), "sleep", "1000");
    problem(op("volume.rm").put("names", array(volume)), 409, "in-use");
    done(op("rm").put("names", array(user)));
    String pruned = name("pruned");
    podman.say("volume", "create", "--label=gone=" + own, pruned);
    done(op("volume.prune").put("filter", array("label=gone=" + own)));
    assertThat(exists("volume", pruned)).isFalse();
    done(op("volume.rm").put("names", array(volume)));
    assertThat(exists("volume", volume)).isFalse();
    problem(op("volume.prune"), 400, "invalid-options");
  }

  @Test
  void networksHaveTheirSubnetsAndGuests() {
    String network = name("net");
    afterwardsPodman("network", "rm", "--force", "--time=0", network);
    int third = Math.floorMod(own.hashCode(), 200) + 20;
    String subnet = "10.231." + third + ".0/24";
    done(
        op("network.create")
            .put("network", network)
            .put("subnet", array(subnet))
            .put("gateway", array("10.231." + third + ".9"))
            .put("internal", true)
            .put("labels", new JsonObject().put("made", own)));
    JsonObject known = first(list(op("network.inspect").put("network", network)));
    JsonObject range = known.getJsonArray("subnets").getJsonObject(0);
    assertThat(range.getString("subnet")).isEqualTo(subnet);
    assertThat(range.getString("gateway")).isEqualTo("10.231." + third + ".9");
    assertThat(known.getBoolean("internal")).isTrue();
    assertThat(first(list(op("network.ls").put("filter", array("name=" + network)))))
        .matches(one -> ((JsonObject) one).encode().contains(network));

    String guest = past("run", "guest", List.of("--detach", "--network=bridge"), "sleep", "1000");
    JsonObject both = op("network.connect").put("network", network).put("containerName", guest);
    done(both.copy().put("alias", array("db")));
    assertThat(inspect(guest, "json .NetworkSettings.Networks"))
        .contains(network, "10.231." + third);
    problem(both.copy(), 409, "wrong-state");
    problem(op("network.rm").put("network", network), 409, "in-use");
    done(op("network.disconnect").put("network", network).put("containerName", guest));
    assertThat(inspect(guest, "json .NetworkSettings.Networks")).doesNotContain(network);
    JsonObject run =
        new JsonObject()
            .put("image", Service.IMAGE)
            .put("network", network)
            .put("ip", "10.231." + third + ".77")
            .put("command", "sh")
            .put("args", array("-c", "cat /proc/net/fib_trie"));
    assertThat(done(run).getString("stdout")).contains("10.231." + third + ".77");
    done(op("network.rm").put("network", network));
    assertThat(exists("network", network)).isFalse();
    podman.say("network", "create", "--label=gone=" + own, name("unused"));
    done(op("network.prune").put("filter", array("label=gone=" + own)));
    assertThat(exists("network", name("unused"))).isFalse();
  }

  @Test
  void secretsAreKeptForContainersAndShownToNobody() {
    String secret = name("token");
    String value = "s3cret value \"of\" " + own;
    afterwardsPodman("secret", "rm", secret);
    JsonObject made = done(op("secret.create").put("names", array(secret)).put("value", value));
    assertThat(made.encode()).doesNotContain(value);
    JsonObject run =
        new JsonObject()
            .put("image", Service.IMAGE)
            .put("secrets", array(secret))
            .put("command", "cat")
            .put("args", array("/run/secrets/" + secret));
    assertThat(done(run).getString("stdout")).isEqualTo(value);
    assertThat(list(op("secret.ls")).encode()).contains(secret).doesNotContain(value);
    assertThat(list(op("secret.inspect").put("names", array(secret))).encode())
        .contains(secret)
        .doesNotContain(value);
    problem(op("secret.create").put("names", array(secret)).put("value", value), 409, "in-use");
    done(op("secret.rm").put("names", array(secret)));
    assertThat(podman.run("secret", "inspect", secret).code()).isNotZero();
  }

  @Test
  void theEngineSaysWhatItIs() {
    JsonObject info = done(op("system.info")).getJsonObject("result");
    assertThat(info.getJsonObject("version").getString("Version"))
        .isEqualTo(podman.say("version", "--format={{.Client.Version}}"));
    assertThat(list(op("system.df"))).isNotEmpty();
    problem(op("system.prune"), 400, "invalid-options");
    problem(op("system.reset"), 400, "invalid-options");
    done(op("system.prune").put("filter", array("label=nobody=" + own)));
    String made = created("event", "true");
    JsonArray events =
        list(
            op("events")
                .put("follow", false)
                .put("filter", array("container=" + made, "event=create")));
    assertThat(first(events).getString("Name")).isEqualTo(made);
    String path = api.start(op("system.events").put("filter", array("container=" + made)));
    Await.until(
        Service.DEADLINE,
        "it is told while it happens",
        () -> {
          podman.say("start", made);
          return api.output(path).contains("\"start\"");
        });
    api.close(path, 0);
  }

  @Test
  void imagesAreNamedAndRemoved() {
    String image = "localhost/" + name("tagged");
    afterwardsPodman("rmi", image);
    done(op("tag").put("image", Service.IMAGE).put("destination", image));
    JsonArray images = list(op("images").put("image", image));
    assertThat(first(images).getString("Id"))
        .isEqualTo(podman.say("image", "inspect", "--format={{.Id}}", Service.IMAGE));
    done(op("rmi").put("image", image));
    assertThat(exists("image", image)).isFalse();
  }
}
