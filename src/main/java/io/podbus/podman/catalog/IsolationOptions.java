package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.stream.Stream;

/// The container's walls, files and share of the host.
final class IsolationOptions {

  private IsolationOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(isolation(), storage(), resources()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> isolation() {
    return List.of(
        option("privileged", new Flag(), SecurityClass.HOST, "Gives up most of the isolation.")
            .on("run create exec", Use.toggle("--privileged"))
            .right(true, false)
            .wrong("true"),
        option(
                "capabilities",
                Grammars.list(Grammars.CAPABILITY),
                SecurityClass.HOST,
                "Capabilities to add.")
            .on(Operations.RUN, Use.repeat("--cap-add").csv())
            .rule(
                with(
                    NOT_EMPTY,
                    "privileged",
                    TRUE,
                    "A privileged container has all capabilities; podman would drop this list."))
            .right(array("NET_ADMIN", "CAP_SYS_TIME"), array())
            .wrong(array("NET_ADMIN,SYS_TIME"), "NET_ADMIN", array("")),
        option(
                "securityOpt",
                Grammars.list(Grammars.SECURITY),
                SecurityClass.HOST,
                "Security options.")
            .on(Operations.RUN, Use.repeat("--security-opt"))
            .right(array("no-new-privileges", "label=disable"))
            .wrong(array("bogus=1"), array("seccomp=relative")),
        option("ports", Grammars.list(Grammars.PORT), SecurityClass.HOST, "Ports to publish.")
            .on(Operations.RUN, Use.repeat("--publish").csv())
            .rule(
                with(
                    NOT_EMPTY,
                    "network",
                    IsolationOptions::publishesNothing,
                    "That network publishes no ports."))
            .rule(
                with(
                    NOT_EMPTY, "pod", ANY, "In a pod the ports are the pod's: publish them there."))
            .right(array("127.0.0.1:8080:80/tcp", "80", "[::1]:8080:80", "8000-8002:80-82"))
            .wrong(array("80,81"), array("http"), "80", array(80)));
  }

  /// Whether a network publishes no ports.
  private static boolean publishesNothing(Object network) {
    return network instanceof String text
        && (text.equals("none") || text.equals("host") || text.startsWith("container:"));
  }

  private static List<OptionEntry.Builder> storage() {
    return List.of(
        option(
                "volumes",
                Grammars.list(Grammars.VOLUME),
                SecurityClass.HOST,
                "Volumes and host paths to mount.")
            .on(Operations.RUN, Use.repeat("--volume"))
            .on(
                "rm",
                Use.toggle("--volumes")
                    .takes(new Flag(), true, false)
                    .means("Whether its volumes without a name go as well."))
            .on(
                "system.prune",
                Use.toggle("--volumes").takes(new Flag(), true, false).means("Also volumes."))
            .right(array("/srv:/srv:ro", "data:/data", "/scratch"))
            .wrong(array("./a:/a"), array("a/b:/c"), array("/a:b"), array("data"), "/a:/b"),
        option(
                "tmpfs",
                Grammars.list(Grammars.TMPFS),
                SecurityClass.RESOURCE,
                "File systems in memory.")
            .on(Operations.RUN, Use.repeat("--tmpfs"))
            .right(array("/t:size=1m,mode=1777", "/t"))
            .wrong(array("t"), array("/t:a b")),
        option(
                "devices",
                Grammars.list(Grammars.DEVICE),
                SecurityClass.HOST,
                "Devices of the host.")
            .on(Operations.RUN, Use.repeat("--device").csv("5.0"))
            .right(array("/dev/fuse", "/dev/fuse:/dev/f:rw", "vendor.com/gpu=0"))
            .wrong(array("fuse"), array("/dev/a,/dev/b")),
        option(
                "readOnly",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container's files cannot be changed.")
            .on(Operations.RUN, Use.toggle("--read-only"))
            .right(true, false)
            .wrong("true"));
  }

  private static List<OptionEntry.Builder> resources() {
    return List.of(
        option(
                "memory",
                Grammars.MEMORY,
                SecurityClass.RESOURCE,
                "How much memory it may use; \"0\" is no limit.")
            .on(Operations.RUN, Use.value("--memory"))
            .right("64m", "0", "1G")
            .wrong(64, "64 MB", "-1", "", "1.5g"),
        option("cpus", Grammars.CPUS, SecurityClass.RESOURCE, "How many processors it may use.")
            .on(Operations.RUN, Use.value("--cpus"))
            .right("1.5", ".5", "0")
            .wrong(1.5, "-1", "many", "1."),
        option(
                "cpuShares",
                new Whole(0, 262_144),
                SecurityClass.RESOURCE,
                "Its weight among others; 0 is podman's own.")
            .on(Operations.RUN, Use.value("--cpu-shares"))
            .right(0, 512)
            .wrong("512", -1, 1.5, 300_000));
  }
}
