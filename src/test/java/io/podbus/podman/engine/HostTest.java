package io.podbus.podman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HostTest {
  private static final String NESTED_STATUS =
      "Name:\tjava\nCapPrm:\t000001fffeffffff\nCapEff:\t000001fffeffffff\n";
  private static final String FULL_STATUS = "Name:\tjava\nCapEff:\t000001ffffffffff\n";
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             96365                96365                processes
      Max open files            1024                 20000                files
      """;
  private static final String UNLIMITED =
      """
      Max processes             unlimited            unlimited            processes
      Max open files            1024                 unlimited            files
      """;
  private static final String HYBRID =
      """
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      """;
  private static final String V2 =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

  @Test
  void aNestedHostGetsItsOwnConfiguration() {
    HostProfile host =
        HostProfile.read(NESTED_STATUS, LIMITS, HYBRID, Set.of("runc", "crun"), false);
    ContainersConf conf = ContainersConf.forHost(host, false);
    assertThat(conf.text())
        .contains(
            """
            # Generated at start from what the host allows.
            [containers]
            default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            """);
    assertThat(conf.line())
        .doesNotContain("\n")
        .contains("no CAP_SYS_RESOURCE", "nofile=20000:20000", "hybrid cgroups", "no systemd")
        .doesNotContain("replaces");
    assertThat(ContainersConf.forHost(host, true).line())
        .contains("replaces /etc/containers/containers.conf");
  }

  @Test
  void aHostThatNeedsNothingKeepsItsOwn() {
    HostProfile host = HostProfile.read(FULL_STATUS, LIMITS, V2, Set.of("crun"), true);
    assertThat(host.cgroups()).isEqualTo(HostProfile.Cgroups.V2);
    ContainersConf conf = ContainersConf.forHost(host, true);
    assertThat(conf.text()).isEmpty();
    assertThat(conf.line()).contains("the host's own");
  }

  @Test
  void onlyDeviationsAreWritten() {
    HostProfile host = HostProfile.read(FULL_STATUS, LIMITS, HYBRID, Set.of("runc"), true);
    assertThat(ContainersConf.forHost(host, false).text())
        .contains(
            "# Generated at start from what the host allows.\n[engine]\nruntime = \"runc\"\n");
  }

  @Test
  void limitsAreBoundedAndHaveAFallback() {
    HostProfile unlimited = HostProfile.read(NESTED_STATUS, UNLIMITED, V2, Set.of(), true);
    assertThat(ContainersConf.forHost(unlimited, false).text().orElseThrow())
        .contains("\"nofile=1048576:1048576\", \"nproc=32768:32768\"");
    HostProfile unread = HostProfile.read(NESTED_STATUS, "", V2, Set.of(), true);
    assertThat(ContainersConf.forHost(unread, false).text().orElseThrow())
        .contains("\"nofile=1024:1024\", \"nproc=2048:2048\"");
  }

  @Test
  void aHybridHostWithoutRuncIsSaidSo() {
    HostProfile host = HostProfile.read(FULL_STATUS, LIMITS, HYBRID, Set.of("crun"), true);
    ContainersConf conf = ContainersConf.forHost(host, false);
    assertThat(conf.text()).isEmpty();
    assertThat(conf.line()).contains("install runc");
  }

  @Test
  void nothingReadableTakesNothingAway() {
    HostProfile host = HostProfile.read("", "", "garbage\n\n - \n", Set.of(), true);
    assertThat(host.cgroups()).isEqualTo(HostProfile.Cgroups.UNKNOWN);
    assertThat(host.mayRaiseLimits()).isTrue();
    HostProfile mounts =
        HostProfile.read("", "", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", Set.of(), true);
    assertThat(mounts.cgroups()).isEqualTo(HostProfile.Cgroups.V2);
  }
}
