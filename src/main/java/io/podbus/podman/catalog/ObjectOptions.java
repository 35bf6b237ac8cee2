package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.needs;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;

/// What volumes, networks, secrets and logins are made of; and labels, which most things carry.
final class ObjectOptions {
  private ObjectOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(labels(), drivers(), networks(), secrets()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> labels() {
    String only = "Only those with these labels.";
    return List.of(
        option("labels", Grammars.LABELS, SecurityClass.SAFE, "Labels.")
            .on("run create pod.create network.create secret.create build", Use.members("--label"))
            .on("volume.create", Use.members("--label").csv("4.6"))
            .on(
                "ps pod.ls volume.ls",
                Use.members("--filter").template("label={key}={}").csv("4.6").means(only))
            .on("network.ls", Use.members("--filter").template("label={key}={}").means(only))
            .right(object("team", "a,b"), object("empty", ""))
            .wrong(object("io.podbus.session", "x"), object("a=b", "c"), object("a", 1), array())
            .inspect(object("team", "a,b"), "{{index .Config.Labels \"team\"}}", "a,b"));
  }

  private static List<OptionEntry.Builder> drivers() {
    return List.of(
        option(
                "driver",
                Text.of("^[a-zA-Z0-9][a-zA-Z0-9_.-]*$", "a driver's name."),
                SecurityClass.HOST,
                "The driver.")
            .on("volume.create network.create secret.create", Use.value("--driver"))
            .right("local", "bridge")
            .wrong("", "-x", "/bin/x"),
        option("opt", Grammars.DRIVER_OPTIONS, SecurityClass.HOST, "Options of the driver.")
            .on("volume.create network.create", Use.members("--opt"))
            .right(object("mtu", "1400"), object("type", "tmpfs"))
            .wrong(object("a=b", "c"), object("a", 1), array(), "a=b"));
  }

  private static List<OptionEntry.Builder> networks() {
    return List.of(
        option("subnet", Grammars.list(NetworkGrammars.CIDR), SecurityClass.SAFE, "Its subnets.")
            .on("network.create", Use.repeat("--subnet"))
            .right(array("10.123.0.0/24"), array("10.123.0.0/24", "fd00:77::/64"))
            .wrong("10.123.0.0/24", array("10.123.0.0"), array("net/24")),
        option(
                "gateway",
                Grammars.list(NetworkGrammars.ADDRESS),
                SecurityClass.SAFE,
                "Its gateways.")
            .on("network.create", Use.repeat("--gateway").csv())
            .rule(needs("subnet", "A gateway needs its \"subnet\"."))
            .beside("subnet", array("10.123.0.0/24"))
            .right(array("10.123.0.1"))
            .wrong("10.123.0.1", array("10.123.0.0/24"), array("")),
        option(
                "ipRange",
                Grammars.list(NetworkGrammars.RANGE),
                SecurityClass.SAFE,
                "Where containers' addresses come from.")
            .on("network.create", Use.repeat("--ip-range"))
            .rule(needs("subnet", "A range needs its \"subnet\"."))
            .beside("subnet", array("10.123.0.0/24"))
            .right(array("10.123.0.128/25"))
            .wrong("10.123.0.128/25", array("10.123.0.1")),
        option("internal", new Flag(), SecurityClass.SAFE, "Whether it leads nowhere else.")
            .on("network.create", Use.toggle("--internal"))
            .right(true, false)
            .wrong("true"),
        option("ipv6", new Flag(), SecurityClass.SAFE, "Whether it has addresses of IPv6 as well.")
            .on("network.create", Use.toggle("--ipv6"))
            .right(true, false)
            .wrong("true"),
        option(
                "disableDns",
                new Flag(),
                SecurityClass.SAFE,
                "Whether containers find each other by address only.")
            .on("network.create", Use.toggle("--disable-dns"))
            .right(true, false)
            .wrong("true"),
        option(
                "ipamDriver",
                Text.of("^[a-z][a-z-]*$", "a driver's name."),
                SecurityClass.SAFE,
                "What gives out its addresses.")
            .on("network.create", Use.value("--ipam-driver"))
            .right("host-local", "none")
            .wrong("", "-x", 1));
  }

  private static List<OptionEntry.Builder> secrets() {
    return List.of(
        option(
                "value",
                Grammars.ARGUMENT,
                SecurityClass.CREDENTIAL,
                "The secret; without it the session's input is, up to its end.")
            .on("secret.create", Use.planned("FILE"))
            .rule(
                Rule.with(
                    Rule.ANY, "input", Rule.ANY, "The secret is \"value\" or \"input\": give one."))
            .right("s3cret", "a\nb")
            .wrong(1, array("a")));
  }
}
