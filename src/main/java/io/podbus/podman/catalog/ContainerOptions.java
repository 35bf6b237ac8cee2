package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Conflict.ANY;
import static io.podbus.podman.catalog.Conflict.NOT_EMPTY;
import static io.podbus.podman.catalog.Conflict.TRUE;
import static io.podbus.podman.catalog.Conflict.with;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Whole;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.stream.Stream;

/// The options of the container around the program: its walls, files and share of the host.
final class ContainerOptions {
  private static final String RUN = "run";
  private static final String EXEC = "exec";

  private ContainerOptions() {}

  static List<OptionEntry> all() {
    return Stream.of(isolation(), storage(), resources())
        .flatMap(List::stream)
        .map(OptionEntry.Builder::build)
        .toList();
  }

  private static List<OptionEntry.Builder> isolation() {
    return List.of(
        option("privileged", new Flag(), SecurityClass.HOST, "Gives up most of the isolation.")
            .use(
                Use.of(RUN, Style.SWITCH, "--privileged"),
                Use.of(EXEC, Style.SWITCH, "--privileged"))
            .right(true, false)
            .wrong("true"),
        option(
                "capabilities",
                Grammars.list(Grammars.CAPABILITY),
                SecurityClass.HOST,
                "Capabilities to add.")
            .use(Use.of(RUN, Style.REPEAT, "--cap-add").csv())
            .conflict(
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
            .use(Use.of(RUN, Style.REPEAT, "--security-opt"))
            .right(array("no-new-privileges", "label=disable"))
            .wrong(array("bogus=1"), array("seccomp=relative")),
        option(
                "network",
                Grammars.NETWORK,
                SecurityClass.HOST,
                "Which network the container is in.")
            .use(Use.of(RUN, Style.VALUE, "--network"))
            .conflict(
                with(ANY, "pod", ANY, "In a pod the network is the pod's: leave \"network\" out."))
            .right("none", "bridge", "podman:ip=10.88.0.77", "a,b", "container:x")
            .wrong("-x", "container:", ""),
        option("ports", Grammars.list(Grammars.PORT), SecurityClass.HOST, "Ports to publish.")
            .use(Use.of(RUN, Style.REPEAT, "--publish").csv())
            .conflict(
                with(
                    NOT_EMPTY,
                    "network",
                    ContainerOptions::publishesNothing,
                    "That network publishes no ports."))
            .conflict(
                with(
                    NOT_EMPTY, "pod", ANY, "In a pod the ports are the pod's: publish them there."))
            .right(array("127.0.0.1:8080:80/tcp", "80", "[::1]:8080:80", "8000-8002:80-82"))
            .wrong(array("80,81"), array("http"), "80", array(80)),
        option("pod", Grammars.POD, SecurityClass.SAFE, "The pod that the container joins.")
            .use(Use.of(RUN, Style.VALUE, "--pod"))
            .right("web", "new:web")
            .wrong("new:", "-p"));
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
            .use(Use.of(RUN, Style.REPEAT, "--volume"))
            .right(array("/srv:/srv:ro", "data:/data", "/scratch"))
            .wrong(array("./a:/a"), array("a/b:/c"), array("/a:b"), array("data"), "/a:/b"),
        option(
                "tmpfs",
                Grammars.list(Grammars.TMPFS),
                SecurityClass.RESOURCE,
                "File systems in memory.")
            .use(Use.of(RUN, Style.REPEAT, "--tmpfs"))
            .right(array("/t:size=1m,mode=1777", "/t"))
            .wrong(array("t"), array("/t:a b")),
        option(
                "devices",
                Grammars.list(Grammars.DEVICE),
                SecurityClass.HOST,
                "Devices of the host.")
            .use(Use.of(RUN, Style.REPEAT, "--device").csv("5.0"))
            .right(array("/dev/fuse", "/dev/fuse:/dev/f:rw", "vendor.com/gpu=0"))
            .wrong(array("fuse"), array("/dev/a,/dev/b")),
        option(
                "readOnly",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container's files cannot be changed.")
            .use(Use.of(RUN, Style.SWITCH, "--read-only"))
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
            .use(Use.of(RUN, Style.VALUE, "--memory"))
            .right("64m", "0", "1G")
            .wrong(64, "64 MB", "-1", "", "1.5g"),
        option("cpus", Grammars.CPUS, SecurityClass.RESOURCE, "How many processors it may use.")
            .use(Use.of(RUN, Style.VALUE, "--cpus"))
            .right("1.5", ".5", "0")
            .wrong(1.5, "-1", "many", "1."),
        option(
                "cpuShares",
                new Whole(0, 262_144),
                SecurityClass.RESOURCE,
                "Its weight among others; 0 is podman's own.")
            .use(Use.of(RUN, Style.VALUE, "--cpu-shares"))
            .right(0, 512)
            .wrong("512", -1, 1.5, 300_000));
  }

  private static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }
}
