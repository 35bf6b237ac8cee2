package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.stream.Stream;

/// The container's share of memory and processors.
final class ResourceOptions {
  private static final String BUILD_TOO = "run create build pod.create";

  private ResourceOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(memory(), oom(), processors(), processorTime()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> memory() {
    return List.of(
        option(
                "memory",
                ContainerGrammars.MEMORY,
                SecurityClass.RESOURCE,
                "How much memory it may use, in bytes or with a unit; \"0\" is no limit.")
            .on(BUILD_TOO, Use.value("--memory"))
            .note(ResourceLimits::ignored, ResourceLimits.IGNORED)
            .right("64m", "0", "1G", "67108864")
            .wrong(64, "64 MB", "-1", "", "1.5g")
            .inspect("64m", "{{.HostConfig.Memory}}", "67108864")
            .inside(
                "64m",
                "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null",
                "67108864"),
        option(
                "memorySwap",
                ContainerGrammars.MEMORY_SWAP,
                SecurityClass.RESOURCE,
                "How much memory and swap together it may use; \"-1\" is no limit.")
            .on(BUILD_TOO, Use.value("--memory-swap"))
            .rule(
                needs("memory", "A limit for swap needs one for \"memory\"."),
                new Rule(
                    (value, situation) ->
                        Sizes.less(value, situation.value("memory")) && !"-1".equals(value),
                    "This is memory and swap together: it must not be less than \"memory\"."))
            .beside("memory", "64m")
            .right("128m", "-1", "64m")
            .wrong(64, "-2", "", "1 g")
            .inspect("96m", "{{.HostConfig.MemorySwap}}", "100663296"),
        option(
                "memoryReservation",
                ContainerGrammars.MEMORY,
                SecurityClass.RESOURCE,
                "To how much memory it is held when the host has little.")
            .on(Operations.RUN, Use.value("--memory-reservation"))
            .rule(
                new Rule(
                    (value, situation) -> Sizes.less(situation.value("memory"), value),
                    "This is the softer limit: it must not be more than \"memory\"."))
            .right("32m", "0")
            .wrong(32, "-1", "", "x")
            .inspect("32m", "{{.HostConfig.MemoryReservation}}", "33554432"),
        option(
                "memorySwappiness",
                new Whole(-1, 100),
                SecurityClass.RESOURCE,
                "How readily its memory is swapped out; -1 is the host's measure.")
            .on(Operations.RUN, Use.value("--memory-swappiness"))
            .rule(ResourceLimits.needsCgroupsV1("memorySwappiness"))
            .right(-1, 0, 60)
            .wrong(101, "60", -2)
            .inspect(60, "{{.HostConfig.MemorySwappiness}}", "60"),
        option(
                "kernelMemory",
                ContainerGrammars.MEMORY,
                SecurityClass.RESOURCE,
                "Has no effect: neither kernel nor podman limit this any more. Use memory.")
            .on(Operations.RUN, Use.value("--kernel-memory").hidden())
            .note("\"kernelMemory\" is deprecated and has no effect; podman warns of it on stderr.")
            .right("32m")
            .wrong(32, "-1", "")
            .proof(
                new Proof(
                    Proof.Way.STDERR,
                    "create",
                    Json.object("kernelMemory", "32m"),
                    "",
                    "The --kernel-memory flag is no longer supported")),
        option(
                "shmSize",
                ContainerGrammars.MEMORY,
                SecurityClass.RESOURCE,
                "The size of /dev/shm; \"0\" is no limit.")
            .on(BUILD_TOO, Use.value("--shm-size"))
            .right("10m", "0")
            .wrong(10, "-1", "", "10x")
            .inspect("10m", "{{.HostConfig.ShmSize}}", "10485760")
            .inside("10m", "df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d' ' -f2", "10240"));
  }

  private static List<OptionEntry.Builder> oom() {
    return List.of(
        option(
                "oomKillDisable",
                new Flag(),
                SecurityClass.RESOURCE,
                "Whether its processes wait for memory instead of being killed.")
            .on(Operations.RUN, Use.toggle("--oom-kill-disable"))
            .rule(
                needs(
                    TRUE, "memory", "Without a limit for \"memory\" this can stop the whole host."),
                ResourceLimits.needsCgroupsV1("oomKillDisable"))
            .beside("memory", "64m")
            .right(true, false)
            .wrong("true", 1)
            .inspect(true, "{{.HostConfig.OomKillDisable}}", "true"),
        option(
                "oomScoreAdj",
                new Whole(-1000, 1000),
                SecurityClass.RESOURCE,
                "How soon its processes are killed when memory runs out; less is later.")
            .on(Operations.RUN, Use.value("--oom-score-adj"))
            .right(500, -1000, 0)
            .wrong("500", 1001, 0.5)
            .inspect(500, "{{.HostConfig.OomScoreAdj}}", "500")
            .inside(500, "cat /proc/self/oom_score_adj", "500"),
        option(
                "pidsLimit",
                new Whole(-1, 4_194_304),
                SecurityClass.RESOURCE,
                "How many processes it may have; -1 and 0 are no limit.")
            .on(Operations.RUN, Use.value("--pids-limit"))
            .right(50, -1, 0)
            .wrong("50", -2)
            .inspect(50, "{{.HostConfig.PidsLimit}}", "50"),
        option(
                "ulimits",
                Grammars.list(ContainerGrammars.ULIMIT),
                SecurityClass.RESOURCE,
                "Limits of its processes. They take the place of all of the service's defaults.")
            .on("run create build", Use.repeat("--ulimit").csv())
            .right(array("nofile=100:200", "nproc=50"), array("host"), array())
            .wrong("nofile=1", array("files=1"), array("nofile"), array("nofile=1:2:3"))
            .inspect(
                array("nofile=100:200", "nproc=2048:2048"),
                "{{range .HostConfig.Ulimits}}{{.Name}} {{.Soft}} {{.Hard}};{{end}}",
                "RLIMIT_NOFILE 100 200;RLIMIT_NPROC 2048 2048;"));
  }

  private static List<OptionEntry.Builder> processors() {
    return List.of(
        option(
                "cpus",
                ContainerGrammars.CPUS,
                SecurityClass.RESOURCE,
                "How many processors it may use; \"0\" is no limit.")
            .on("run create pod.create", Use.value("--cpus"))
            .rule(
                with(ANY, "cpuQuota", ANY, "\"cpus\" sets period and quota: leave cpuQuota out."),
                with(ANY, "cpuPeriod", ANY, "\"cpus\" sets period and quota: leave cpuPeriod out."))
            .note(ResourceLimits::ignored, ResourceLimits.IGNORED)
            .right("1.5", ".5", "0")
            .wrong(1.5, "-1", "many", "1.")
            .inspect(
                "1.5",
                "{{.HostConfig.NanoCpus}} {{.HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota}}",
                "1500000000 100000 150000"),
        option(
                "cpuShares",
                new Whole(0, 262_144),
                SecurityClass.RESOURCE,
                "Its weight among others, 2 or more; 0 is podman's own.")
            .on(BUILD_TOO, Use.value("--cpu-shares"))
            .rule(Rule.never(Long.valueOf(1)::equals, "The least weight is 2."))
            .right(0, 2, 512)
            .wrong("512", -1, 1.5, 300_000)
            .inspect(512, "{{.HostConfig.CpuShares}}", "512"),
        option(
                "cpusetCpus",
                ContainerGrammars.CPUSET,
                SecurityClass.RESOURCE,
                "On which processors it runs.")
            .on(BUILD_TOO, Use.value("--cpuset-cpus"))
            .right("0", "0-1,3")
            .wrong(0, "", "a", "0-")
            .inspect("0", "{{.HostConfig.CpusetCpus}}", "0")
            .inside("0", "grep Cpus_allowed_list /proc/self/status | cut -f2", "0"),
        option(
                "cpusetMems",
                ContainerGrammars.CPUSET,
                SecurityClass.RESOURCE,
                "From which memory nodes it takes; for hosts that have several.")
            .on(BUILD_TOO, Use.value("--cpuset-mems"))
            .right("0", "0-1")
            .wrong(0, "", "a")
            .inspect("0", "{{.HostConfig.CpusetMems}}", "0"));
  }

  private static List<OptionEntry.Builder> processorTime() {
    return List.of(
        option(
                "cpuQuota",
                new Whole(1000, 1_000_000_000_000L),
                SecurityClass.RESOURCE,
                "How much of each period it may use, in microseconds.")
            .on("run create build", Use.value("--cpu-quota"))
            .right(50_000, 1000)
            .wrong("50000", 999, -1)
            .inspect(50_000, "{{.HostConfig.CpuQuota}}", "50000"),
        option(
                "cpuPeriod",
                new Whole(1000, 1_000_000),
                SecurityClass.RESOURCE,
                "The period of its processor time, in microseconds.")
            .on("run create build", Use.value("--cpu-period"))
            .right(200_000, 1000)
            .wrong("200000", 999, 1_000_001)
            .inspect(200_000, "{{.HostConfig.CpuPeriod}}", "200000"),
        option(
                "cpuRtPeriod",
                new Whole(1, 1_000_000_000),
                SecurityClass.RESOURCE,
                "The period of its real-time processes, in microseconds.")
            .on(Operations.RUN, Use.value("--cpu-rt-period"))
            .rule(ResourceLimits.needsCgroupsV1("cpuRtPeriod"))
            .right(500_000)
            .wrong("1", 0)
            .inspect(500_000, "{{.HostConfig.CpuRealtimePeriod}}", "500000"),
        option(
                "cpuRtRuntime",
                new Whole(1, 1_000_000_000),
                SecurityClass.RESOURCE,
                "How much of each period its real-time processes may use, in microseconds.")
            .on(Operations.RUN, Use.value("--cpu-rt-runtime"))
            .rule(ResourceLimits.needsCgroupsV1("cpuRtRuntime"))
            .right(100_000)
            .wrong("1", 0)
            .inspect(100_000, "{{.HostConfig.CpuRealtimeRuntime}}", "100000"));
  }
}
