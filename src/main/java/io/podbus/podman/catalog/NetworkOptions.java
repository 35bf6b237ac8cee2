package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.in;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;

/// The container in its networks: addresses, ports, names.
final class NetworkOptions {
  private static final String WITH_PODS = "run create pod.create";
  private static final String BUILD_TOO = "run create pod.create build";
  private static final String ADDRESSED = "run create pod.create network.connect";

  private NetworkOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(ports(), resolution(), addresses(), hostNames())
        .flatMap(List::stream)
        .toList();
  }

  private static boolean publishesNothing(Object network) {
    return network.equals("host") || resolvesNothing(network);
  }

  private static boolean resolvesNothing(Object network) {
    return network.equals("none") || network.toString().startsWith("container:");
  }

  private static boolean isNoBridge(Object network) {
    return network.toString().contains(",")
        || network.toString().matches("(?:none|host|ns:.*|container:.*|slirp4netns.*|pasta.*)");
  }

  private static Rule ofPod(String what) {
    return in(
        Operations.RUN,
        with(NOT_EMPTY, "pod", ANY, "In a pod " + what + " the pod's: say it there."));
  }

  private static List<OptionEntry.Builder> ports() {
    String none = "That network publishes no ports.";
    return List.of(
        option(
                "ports",
                Grammars.list(NetworkGrammars.PORT),
                SecurityClass.HOST,
                "Ports to publish.")
            .on(WITH_PODS, Use.repeat("--publish").csv())
            .rule(
                with(NOT_EMPTY, "network", NetworkOptions::publishesNothing, none),
                ofPod("the ports are"))
            .right(
                array("127.0.0.1:8080:80/tcp", "80"),
                array("[::1]:8080:80", "8000-8002:80-82"),
                array())
            .wrong(array("80,81"), array("http"), "80", array(80))
            .inspect(
                array("127.0.0.1:18080:80/tcp"),
                "{{json .HostConfig.PortBindings}}",
                "{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"18080\"}]}"),
        option(
                "publishAll",
                new Flag(),
                SecurityClass.HOST,
                "Whether every exposed port is published, on a port of the host's choice.")
            .on(Operations.RUN, Use.toggle("--publish-all"))
            .rule(
                with(TRUE, "network", NetworkOptions::publishesNothing, none),
                ofPod("the ports are"))
            .beside("expose", array("8080"))
            .right(true, false)
            .wrong("true")
            .inspect(
                true,
                "{{range $p, $b := .HostConfig.PortBindings}}{{$p}} {{len $b}}{{end}}",
                "8080/tcp 1"),
        option(
                "expose",
                Grammars.list(
                    Text.of(
                        "^[0-9]{1,5}(?:-[0-9]{1,5})?(?:/(?:tcp|udp|sctp))?$",
                        "a port or a range, as \"8080\" or \"9000-9002/udp\".")),
                SecurityClass.SAFE,
                "Ports that others may use; publishes none.")
            .on(Operations.RUN, Use.repeat("--expose").csv())
            .right(array("8080", "9000-9002/udp"), array())
            .wrong("8080", array(8080), array("http"), array("1,2"))
            .inspect(
                array("8080"),
                "{{range $p, $b := .NetworkSettings.Ports}}{{$p}}{{end}}",
                "8080/tcp"));
  }

  private static List<OptionEntry.Builder> resolution() {
    Rule none =
        with(
            NOT_EMPTY,
            "network",
            NetworkOptions::resolvesNothing,
            "That network resolves no names.");
    return List.of(
        option(
                "dns",
                Grammars.list(NetworkGrammars.NAME_SERVER),
                SecurityClass.SAFE,
                "Its name servers.")
            .on(BUILD_TOO, Use.repeat("--dns").csv())
            .rule(
                none,
                Rule.never(
                    list ->
                        list instanceof List<?> items && items.size() > 1 && items.contains("none"),
                    "\"none\" goes alone: it means no name server at all."))
            .right(array("1.1.1.1", "fd00::1"), array("none"), array())
            .wrong("1.1.1.1", array("a"), array("1.1.1.1,8.8.8.8"))
            .inspect(array("1.1.1.1"), "{{.HostConfig.Dns}}", "[1.1.1.1]"),
        option(
                "dnsSearch",
                Grammars.list(NetworkGrammars.DOMAIN),
                SecurityClass.SAFE,
                "In which domains names without a dot are looked for; \".\" in none.")
            .on(BUILD_TOO, Use.repeat("--dns-search").csv())
            .rule(none)
            .right(array("example.com", "x.org"), array("."), array())
            .wrong("a", array("a b"), array("a,b"))
            .inspect(array("ex.com"), "{{.HostConfig.DnsSearch}}", "[ex.com]"),
        option(
                "dnsOptions",
                Grammars.list(Text.of("^[A-Za-z0-9-]+(?::[0-9]+)?$", "an option, as \"ndots:3\".")),
                SecurityClass.SAFE,
                "How names are looked for.")
            .on(BUILD_TOO, Use.repeat("--dns-option").csv())
            .rule(none)
            .right(array("ndots:3", "rotate"), array())
            .wrong("rotate", array("ndots=3"), array("a b"))
            .inspect(array("ndots:3"), "{{.HostConfig.DnsOptions}}", "[ndots:3]"),
        option(
                "addHost",
                Grammars.list(
                    Text.of(
                        "^[A-Za-z0-9][A-Za-z0-9._-]*:(?:host-gateway|[0-9a-fA-F.:]+)$",
                        "NAME:ADDRESS, as \"db:10.0.0.5\".")),
                SecurityClass.SAFE,
                "Names and addresses for its /etc/hosts.")
            .on(WITH_PODS, Use.repeat("--add-host").csv())
            .on("build", Use.repeat("--add-host").csv())
            .right(array("db:10.0.0.5"), array())
            .wrong("db:1.1.1.1", array("db"), array("db:name"))
            .inspect(array("db:10.0.0.5"), "{{.HostConfig.ExtraHosts}}", "[db:10.0.0.5]"),
        option(
                "noHosts",
                new Flag(),
                SecurityClass.SAFE,
                "Whether /etc/hosts stays as the image has it.")
            .on(BUILD_TOO, Use.toggle("--no-hosts"))
            .rule(with(TRUE, "addHost", NOT_EMPTY, "There is no file then for \"addHost\"."))
            .right(true, false)
            .wrong("true")
            .inside(true, "test -s /etc/hosts; echo $?", "1"));
  }

  private static List<OptionEntry.Builder> addresses() {
    String bridge = "An address of its own needs one network of kind bridge.";
    return List.of(
        option("macAddress", NetworkGrammars.MAC, SecurityClass.SAFE, "Its hardware address.")
            .on(ADDRESSED, Use.value("--mac-address"))
            .rule(with(ANY, "network", NetworkOptions::isNoBridge, bridge), ofPod("addresses are"))
            .right("92:d0:c6:0a:29:33")
            .wrong("92:d0", "", 1, "zz:d0:c6:0a:29:33")
            .inside("92:d0:c6:0a:29:33", "cat /sys/class/net/eth0/address", "92:d0:c6:0a:29:33"),
        option("ip", NetworkGrammars.IPV4, SecurityClass.SAFE, "Its address.")
            .on(ADDRESSED, Use.value("--ip"))
            .rule(with(ANY, "network", NetworkOptions::isNoBridge, bridge), ofPod("addresses are"))
            .right("10.88.0.99")
            .wrong("10.88.0", "fd00::1", "", 1)
            .inside(
                "10.88.250.99",
                "ip -4 -o addr show eth0 | tr -s ' ' | cut -d' ' -f4",
                "10.88.250.99/16"),
        option("ip6", NetworkGrammars.IPV6, SecurityClass.SAFE, "Its address of IPv6.")
            .on(ADDRESSED, Use.value("--ip6"))
            .rule(with(ANY, "network", NetworkOptions::isNoBridge, bridge), ofPod("addresses are"))
            .right("fd00:77::5")
            .wrong("10.0.0.1", "x", "", 1)
            .behaviour("On a network with a subnet of IPv6 it has that address."),
        option(
                "linkLocalIPs",
                Grammars.list(NetworkGrammars.LINK_LOCAL),
                SecurityClass.SAFE,
                "Further addresses, link-local ones, of a network that has such a subnet.")
            .on(WITH_PODS, Use.part("--network"))
            .rule(
                needs(NOT_EMPTY, "network", "Say which \"network\": one that has such a subnet."),
                with(
                    NOT_EMPTY,
                    "network",
                    network ->
                        !((String) network).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*(?::[^,].*)?")
                            || isNoBridge(network)
                            || network.equals("private")
                            || network.equals("bridge"),
                    "It needs one network with a name, which has such a subnet."))
            .note(
                "podman has no flag for these: they are given as further addresses of the network.")
            .beside("network", "podbus-net")
            .right(array("169.254.77.5"), array("fe80::5"))
            .wrong("169.254.1.1", array("10.0.0.1"), array("169.254.1"))
            .behaviour("On a network with such a subnet it has that address too."),
        option(
                "networkAlias",
                Grammars.list(Grammars.ENTITY_NAME),
                SecurityClass.SAFE,
                "Further names by which others in its network find it.")
            .on(WITH_PODS, Use.repeat("--network-alias").csv())
            .rule(
                with(
                    NOT_EMPTY,
                    "network",
                    NetworkOptions::isNoBridge,
                    "Names are for networks of kind bridge."))
            .right(array("db", "db-1"), array())
            .wrong("db", array("a b"), array(""))
            .behaviour("Its network knows it under that name."));
  }

  private static List<OptionEntry.Builder> hostNames() {
    return List.of(
        option("hostname", NetworkGrammars.HOSTNAME, SecurityClass.SAFE, "Its host name.")
            .on(WITH_PODS, Use.value("--hostname").template("{}[.{domainname}]"))
            .rule(ofPod("the host name is"))
            .right("h1", "h1.example.com")
            .wrong("", "-h", "a_b", "a b", "x".repeat(65), 1)
            .inspect("h1", "{{.Config.Hostname}}", "h1")
            .inside("h1", "hostname", "h1"),
        option(
                "domainname",
                NetworkGrammars.DOMAIN_NAME,
                SecurityClass.SAFE,
                "The domain behind its host name.")
            .on(WITH_PODS, Use.part("--hostname"))
            .rule(
                needs("hostname", "A domain needs the \"hostname\" in front of it."),
                with(
                    ANY,
                    "hostname",
                    name -> ((String) name).contains("."),
                    "\"hostname\" has a domain already: give one of the two."))
            .note("podman has no flag for it: the host name is given with the domain behind it.")
            .beside("hostname", "h1")
            .right("example.com", "lan")
            .wrong("", "-x", "a b", ".x")
            .inside("ex.com", "hostname -d; hostname", "ex.com\nh1.ex.com"));
  }
}
