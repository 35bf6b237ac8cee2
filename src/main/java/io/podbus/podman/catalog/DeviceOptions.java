package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.stream.Stream;

/// Devices of the host, and how fast they may be used.
final class DeviceOptions {
  private static final String WITH_PODS = "run create pod.create";

  private DeviceOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(devices(), weights(), rates()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> devices() {
    return List.of(
        option(
                "devices",
                Grammars.list(ContainerGrammars.DEVICE),
                SecurityClass.HOST,
                "Devices of the host.")
            .on(WITH_PODS, Use.repeat("--device").csv("5.0"))
            .on("build", Use.repeat("--device"))
            .right(array("/dev/fuse", "/dev/fuse:/dev/f:rw", "vendor.com/gpu=0"), array())
            .wrong(array("fuse"), array("/dev/a,/dev/b"), "/dev/fuse")
            .inspect(
                array("/dev/null:/dev/mine:rw"),
                "{{range .HostConfig.Devices}}{{.PathOnHost}} {{.PathInContainer}}{{end}}",
                "/dev/null /dev/mine"),
        option(
                "deviceCgroupRule",
                Grammars.list(
                    Text.of(
                        "^[abc] (?:\\*|[0-9]+):(?:\\*|[0-9]+) [rwm]{1,3}$",
                        "TYPE MAJOR:MINOR MODE, as \"c 189:* rwm\".")),
                SecurityClass.HOST,
                "Devices that it may use where they appear later.")
            .on(Operations.RUN, Use.repeat("--device-cgroup-rule").csv())
            .right(array("c 189:* rwm"), array())
            .wrong("c 1:1 r", array("x 1:1 r"), array("c 1 r"))
            .behaviour("A device of that number can be opened, and of another not."),
        option(
                "gpus",
                Text.of("^[A-Za-z0-9][A-Za-z0-9:_-]*$", "\"all\", a number or a name."),
                SecurityClass.HOST,
                "Graphics processors, by the names of the container device interface.")
            .on(
                Operations.RUN,
                Use.value("--device").template("nvidia.com/gpu={}").removed("5.0"),
                Use.value("--gpus").csv().since("5.0"))
            .on("pod.create", Use.value("--gpus").csv().since("5.0"))
            .note(
                engine -> !engine.atLeast(Versions.V5_0),
                "podman before 5.0 ignores its own flag for this; it is asked for the device"
                    + " nvidia.com/gpu instead.")
            .right("all", "0")
            .wrong(0, "", "-1", "a b")
            .notHere("The test host has no graphics processor and no description of one."),
        option("enableFuse", new Flag(), SecurityClass.HOST, "Whether it has the device /dev/fuse.")
            .on(
                "run create build pod.create",
                Use.words("--device", true, "--device=/dev/fuse").orWords(false))
            .right(true, false)
            .wrong("true")
            .inspect(true, "{{range .HostConfig.Devices}}{{.PathOnHost}}{{end}}", "/dev/fuse"));
  }

  private static List<OptionEntry.Builder> weights() {
    Text weighted =
        Text.of(
            "^/dev/[^:,\"\\s]+:(?:[1-9][0-9]|[1-9][0-9]{2}|1000)$",
            "DEVICE:WEIGHT with a weight from 10 to 1000, as \"/dev/sda:200\".");
    return List.of(
        option(
                "blkioWeight",
                new Whole(10, 1000),
                SecurityClass.RESOURCE,
                "Its weight among others that use the same disks.")
            .on(WITH_PODS, Use.value("--blkio-weight"))
            .note("Where the kernel has no such weight, podman drops it with a warning on stderr.")
            .right(10, 200, 1000)
            .wrong("200", 9, 1001)
            .notHere(
                "The kernel of the test host knows no weight for a whole group: podman says so."),
        option(
                "blkioWeightDevice",
                Grammars.list(weighted),
                SecurityClass.RESOURCE,
                "Its weight among others, for each device.")
            .on(WITH_PODS, Use.repeat("--blkio-weight-device").csv("5.0"))
            .right(array("/dev/vda:200"), array())
            .wrong("/dev/vda:200", array("/dev/vda"), array("vda:200"), array("/dev/vda:5"))
            .inspect(
                array("$DISK:200"),
                "{{range .HostConfig.BlkioWeightDevice}}{{.Path}} {{.Weight}}{{end}}",
                "$DISK 200"));
  }

  private static List<OptionEntry.Builder> rates() {
    Text bytes =
        Text.of(
            "^/dev/[^:,\"\\s]+:[0-9]+(?:[kKmMgG]?[bB]?)$",
            "DEVICE:RATE in bytes a second, with a unit if wanted, as \"/dev/sda:1mb\".");
    Text operations =
        Text.of("^/dev/[^:,\"\\s]+:[0-9]+$", "DEVICE:NUMBER a second, as \"/dev/sda:1000\".");
    return List.of(
        rate("deviceReadBps", bytes, "--device-read-bps", WITH_PODS, "How much it may read.")
            .inspect(array("$DISK:1mb"), ranged("BlkioDeviceReadBps"), "$DISK 1048576"),
        rate("deviceWriteBps", bytes, "--device-write-bps", WITH_PODS, "How much it may write.")
            .inspect(array("$DISK:2mb"), ranged("BlkioDeviceWriteBps"), "$DISK 2097152"),
        rate(
                "deviceReadIops",
                operations,
                "--device-read-iops",
                Operations.RUN,
                "How often it may read.")
            .inspect(array("$DISK:1000"), ranged("BlkioDeviceReadIOps"), "$DISK 1000"),
        rate(
                "deviceWriteIops",
                operations,
                "--device-write-iops",
                Operations.RUN,
                "How often it may write.")
            .inspect(array("$DISK:500"), ranged("BlkioDeviceWriteIOps"), "$DISK 500"));
  }

  private static OptionEntry.Builder rate(
      String name, Text type, String flag, String operations, String description) {
    return option(name, Grammars.list(type), SecurityClass.RESOURCE, description)
        .on(operations, Use.repeat(flag).csv("5.0"))
        .right(array("/dev/vda:1000"), array("/dev/vda:1000", "/dev/vdb:5"), array())
        .wrong("/dev/vda:1", array("/dev/vda"), array("vda:1"), array("/dev/vda:-1"));
  }

  private static String ranged(String field) {
    return "{{range .HostConfig." + field + "}}{{.Path}} {{.Rate}}{{end}}";
  }
}
