package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Three nodes in this JVM: what a client of any of them sees of all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
  private StubPodman podman;
  private List<Service> nodes = List.of();

  @BeforeAll
  void start() {
    podman = StubPodman.running("exec sh -c 'echo hello; cat'");
    nodes =
        new ClusterNodes(3, Map.of("PODBUS_PODMAN_PATH", podman.path().toString())).startHere(3);
  }

  @AfterAll
  void stop() {
    nodes.forEach(Service::close);
    podman.close();
  }

  @Test
  void aSessionIsShownByEveryNodeWithItsOwn() {
    String path = nodes.get(0).api().create(Api.run("cat").put("interactive", true));
    String at = nodes.get(0).api().session(path).getString("node");
    assertThat(at).startsWith("n");

    for (Service node : nodes) {
      assertThat(node.api().session(path).getString("node")).isEqualTo(at);
    }
  }
}
