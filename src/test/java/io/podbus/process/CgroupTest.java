package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's files as both versions of control groups have them, in a folder of the test's own.
class CgroupTest {
  @TempDir Path root;
  private Cgroup cgroup;

  @BeforeEach
  void make() {
    cgroup = new Cgroup(root.resolve("proc"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void mounts(String... lines) throws IOException {
    write("proc/self/mountinfo", String.join("\n", lines).replace("ROOT", root.toString()) + "\n");
  }

  @Test
  void reads_version_2() throws IOException {
    mounts(
        "22 1 0:21 / /proc rw - proc proc rw",
        "30 23 0:26 / ROOT/cg rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate");
    write("proc/7/cgroup", "0::/machine/libpod-x\n");
    for (Map.Entry<String, String> file :
        Map.of(
                "cgroup.procs", "7\n",
                "cpu.stat", "usage_usec 1500\nuser_usec 1000\n",
                "memory.current", "4096\n",
                "memory.max", "max\n",
                "io.stat", "8:0 rbytes=10 wbytes=20 rios=1\n8:16 rbytes=1 wbytes=2\n",
                "pids.current", "3\n",
                "pids.max", "2048\n")
            .entrySet()) {
      write("cg/machine/libpod-x/" + file.getKey(), file.getValue());
    }
    assertThat(cgroup.read(7))
        .contains(new Cgroup.Figures("v2", 1_500_000L, 4096L, null, null, 11L, 22L, 3L, 2048L));
  }

  @Test
  void reads_version_1_also_where_both_are_mounted() throws IOException {
    mounts(
        "30 23 0:26 / ROOT/unified rw - cgroup2 cgroup2 rw",
        "31 23 0:27 / ROOT/cpuacct rw - cgroup cgroup rw,cpuacct,cpu",
        "32 23 0:28 / ROOT/memory rw - cgroup cgroup rw,memory",
        "33 23 0:29 / ROOT/blkio rw - cgroup cgroup rw,blkio",
        "34 23 0:30 / ROOT/pids rw - cgroup cgroup rw,pids");
    write("proc/7/cgroup", "4:memory:/x\n3:cpu,cpuacct:/x\n2:blkio:/x\n1:pids:/x\n0::/\n");
    write("cpuacct/x/cpuacct.usage", "123456789\n");
    write("memory/x/memory.usage_in_bytes", "8192\n");
    write("memory/x/memory.max_usage_in_bytes", "16384\n");
    write("memory/x/memory.limit_in_bytes", "9223372036854771712\n");
    write("blkio/x/blkio.throttle.io_service_bytes", "8:0 Read 5\n8:0 Write 6\nTotal 11\n");
    write("pids/x/pids.current", "1\n");
    write("pids/x/pids.max", "max\n");
    assertThat(cgroup.read(7))
        .contains(new Cgroup.Figures("v1", 123456789L, 8192L, 16384L, null, 5L, 6L, 1L, null));
  }

  @Test
  void says_nothing_of_a_process_that_is_gone_or_a_group_that_cannot_be_seen() throws IOException {
    mounts("30 23 0:26 / ROOT/cg rw - cgroup2 cgroup2 rw");
    assertThat(cgroup.read(7)).isEmpty();
    write("proc/7/cgroup", "0::/../outside\n");
    assertThat(cgroup.read(7)).isEmpty();
    write("proc/7/cgroup", "0::/not-there\n");
    assertThat(cgroup.read(7)).isEmpty();
  }
}
