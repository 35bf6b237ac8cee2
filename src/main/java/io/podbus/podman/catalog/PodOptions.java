package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.never;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a pod is made of: its first container, and what its containers share.
final class PodOptions {
  private static final String POD = "pod.create";

  private PodOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(infra(), sharing()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> infra() {
    String without = "Without an infra container this has no meaning.";
    return List.of(
        option("infra", new Flag(), SecurityClass.SAFE, "Whether it has a container of its own.")
            .on(POD, Use.toggle("--infra"))
            .rule(
                with(FALSE, "ports", Rule.NOT_EMPTY, "Ports are published by that container."),
                with(FALSE, "ip", ANY, "Addresses are that container's."),
                with(FALSE, "ip6", ANY, "Addresses are that container's."),
                with(FALSE, "macAddress", ANY, "Addresses are that container's."),
                with(FALSE, "shareNet", TRUE, "What is shared is that container's."),
                with(FALSE, "shareIpc", TRUE, "What is shared is that container's."),
                with(FALSE, "sharePid", TRUE, "What is shared is that container's."),
                with(FALSE, "shareUts", TRUE, "What is shared is that container's."),
                with(FALSE, "shareCgroup", TRUE, "What is shared is that container's."))
            .right(true, false)
            .wrong("true")
            .pod(false, "{{.CreateInfra}}", "false"),
        option(
                "infraImage",
                ImageGrammars.IMAGE,
                SecurityClass.HOST,
                "The image of that container.")
            .on(POD, Use.value("--infra-image"))
            .rule(with(ANY, "infra", FALSE, without))
            .beside("infraCommand", array("sleep", "1000"))
            .right("localhost/podbus/sandbox")
            .wrong("", "dir:/x", "-x", "docker://a")
            .proof(
                Proof.infra(
                    Json.object("infraImage", "localhost/podbus/sandbox")
                        .put("infraCommand", array("sleep", "1000")),
                    "{{.ImageName}}",
                    "localhost/podbus/sandbox:latest")),
        option(
                "infraCommand",
                Grammars.list(Text.of("^[^\\s\\x00-\\x1f\\x7f]+$", "a word without blanks.")),
                SecurityClass.SAFE,
                "Its program, whose words hold no blanks: podman splits there.")
            .on(POD, Use.of(Style.SPACE_JOINED, "--infra-command"))
            .rule(
                with(ANY, "infra", FALSE, without),
                never(
                    words -> words instanceof List<?> list && list.isEmpty(),
                    "The program must be named."))
            .right(array("sleep", "1000"))
            .wrong("sleep 1000", array("a b"), array(""))
            .proof(
                Proof.infra(
                    Json.object("infraCommand", array("sleep", "1000"))
                        .put("infraImage", "localhost/podbus/sandbox"),
                    "{{.Path}} {{.Args}}",
                    "sleep [1000]")),
        option("infraName", Grammars.ENTITY_NAME, SecurityClass.SAFE, "That container's name.")
            .on(POD, Use.value("--infra-name"))
            .rule(with(ANY, "infra", FALSE, without))
            .right("web-infra")
            .wrong("", "-x", "a b", 1)
            .pod("it-$RUN-infra", "{{(index .Containers 0).Name}}", "it-$RUN-infra"),
        option(
                "exitPolicy",
                new Choice(List.of("continue", "stop")),
                SecurityClass.SAFE,
                "What becomes of it when its last container ends.")
            .on(POD, Use.value("--exit-policy"))
            .right("continue", "stop")
            .wrong("", "cry", true)
            .pod("stop", "{{.ExitPolicy}}", "stop"));
  }

  private static List<OptionEntry.Builder> sharing() {
    return List.of(
        share("shareNet", "Whether its containers have one network.")
            .pod(false, shared("net"), "2"),
        share("shareIpc", "Whether its containers see each other's messages and shared memory.")
            .pod(false, shared("ipc"), "2"),
        share("shareUts", "Whether its containers have one host name.")
            .pod(false, shared("uts"), "2"),
        share("sharePid", "Whether its containers see each other's processes.")
            .pod(true, shared("pid"), "4 pid"),
        share("shareCgroup", "Whether its containers see one control group.")
            .rule(
                new Rule(
                    (value, situation) ->
                        TRUE.test(value) && !FALSE.test(orTrue(situation.value("shareParent"))),
                    "It needs \"shareParent\": false."))
            .beside("shareParent", false)
            .pod(true, shared("cgroup"), "4 cgroup"),
        option(
                "shareParent",
                new Flag(),
                SecurityClass.SAFE,
                "Whether its control group is the parent of its containers'.")
            .on(POD, Use.toggle("--share-parent"))
            .right(true, false)
            .wrong("true")
            .pod(false, "{{.CreateCgroup}}", "false"),
        option("usePodCgroup", new Flag(), SecurityClass.SAFE, "Another word for shareParent.")
            .on(POD, Use.alias("shareParent"))
            .right(true, false)
            .wrong("true")
            .pod(false, "{{.CreateCgroup}}", "false"));
  }

  private static Object orTrue(@Nullable Object value) {
    return value == null ? true : value;
  }

  private static OptionEntry.Builder share(String name, String description) {
    return option(name, new Flag(), SecurityClass.SAFE, description)
        .on(POD, Use.planned("--share"))
        .right(true, false)
        .wrong("true", 1);
  }

  /// How many namespaces are shared, and the one that is asked for, if it is.
  private static String shared(String name) {
    return "{{len .SharedNamespaces}}{{range .SharedNamespaces}}{{if eq . \"%s\"}} %s{{end}}{{end}}"
        .formatted(name, name);
  }
}
