package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The policy `locked`, on a real engine: what unknown code sees of the world from inside.
class LockedIT extends ServiceTestBase {
  private static final int PIDS = 128;

  @Override
  Map<String, String> settings() {
    return Map.of("PODBUS_POLICY_FILE", "locked");
  }

  private JsonObject inside(String script) {
    return api.waitFor(Api.shell(script));
  }

  private String says(String script) {
    JsonObject answer = inside(script);
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .as(answer.encode())
        .isZero();
    return answer.getString("stdout");
  }

  @Test
  void codeRunsWithoutAnyPrivilege() {
    assertThat(says("echo hello; id -u; id -g")).isEqualTo("hello\n65534\n65534\n");
    Map<String, String> status =
        Arrays.stream(says("cat /proc/self/status").split("\n"))
            .map(line -> line.split(":\\s*", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    for (String set : new String[] {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
      assertThat(status.get(set)).as(set).matches("0+");
    }
    assertThat(status).containsEntry("NoNewPrivs", "1");
  }

  @Test
  void thereIsNoNetwork() {
    assertThat(says("sed 1,2d /proc/net/dev").lines().map(String::strip))
        .as("the only device")
        .singleElement()
        .asString()
        .startsWith("lo:");
    assertThat(says("sed 1d /proc/net/route")).as("ways out").isEmpty();
  }

  @Test
  void nothingCanBeWrittenToTheRoot() {
    String root = says("awk '$2 == \"/\" {print $4}' /proc/mounts || true");
    if (!root.isBlank()) {
      assertThat(root.strip().split(",")).contains("ro");
    }
    assertThat(says("for d in / /etc /bin; do touch $d/x 2>/dev/null && echo $d; done; true"))
        .isEmpty();
  }

  @Test
  void whatItMayTakeIsBounded() {
    JsonObject dry =
        new JsonObject(
            api.post("/v1/sessions?dryRun=true", Api.run("true").put("memory", "64g")).body());
    assertThat(dry.getJsonArray("argv")).contains("--memory=512m", "--cpus=1");
    JsonObject many = inside("i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done");
    assertThat(many.getString("stderr")).as(many.encode()).contains("fork");
    JsonObject greedy = inside("dd if=/dev/zero of=/dev/null bs=700M count=1");
    JsonObject exit = greedy.getJsonObject("session").getJsonObject("exit");
    assertThat(exit.getInteger("code")).as(greedy.encode()).isNotZero();
    assertThat(dry.getJsonArray("argv"))
        .contains("--pids-limit=" + PIDS, "--network=none", "--read-only");
  }

  @Test
  void nobodyTalksItOutOfThat() {
    JsonObject asks =
        Api.run("true")
            .put("capDrop", new JsonArray())
            .put("readOnly", false)
            .put("memory", "0")
            .put("pidsLimit", -1);
    JsonArray argv =
        new JsonObject(api.post("/v1/sessions?dryRun=true", asks).body()).getJsonArray("argv");
    assertThat(argv).contains("--cap-drop=all", "--memory=512m", "--pids-limit=" + PIDS);
    for (JsonObject more :
        new JsonObject[] {
          new JsonObject().put("capabilities", new JsonArray().add("NET_ADMIN")),
          new JsonObject().put("network", "bridge"),
          new JsonObject().put("user", "root"),
          new JsonObject().put("volumes", new JsonArray().add("data:/data")),
          new JsonObject().put("privileged", true)
        }) {
      Api.problem(api.post("/v1/sessions", Api.run("true").mergeIn(more)), 403, "policy-denied");
    }
  }
}
