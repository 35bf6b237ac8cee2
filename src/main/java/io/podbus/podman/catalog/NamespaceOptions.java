package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;

/// Whose users, processes and messages the container sees as its own.
final class NamespaceOptions {
  private static final String WITH_PODS = "run create pod.create";
  private static final String OF_POD = "In a pod the users are the pod's: leave this out.";
  private static final String ONE_WAY =
      "Users are mapped by \"userns\" or by uidmap, gidmap, subuidname and subgidname: not by both.";

  private NamespaceOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(users(), maps(), others()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> users() {
    return List.of(
        option("userns", ContainerGrammars.USERNS, SecurityClass.HOST, "Whose users its users are.")
            .on(WITH_PODS, Use.value("--userns"))
            .on(
                "build",
                Use.value("--userns")
                    .takes(ContainerGrammars.USERNS_OF_BUILD, "host", "private", "auto"))
            .rule(
                with(ANY, "uidmap", ANY, ONE_WAY),
                with(ANY, "gidmap", ANY, ONE_WAY),
                with(ANY, "subuidname", ANY, ONE_WAY),
                with(ANY, "subgidname", ANY, ONE_WAY),
                with(ANY, "enableUserns", ANY, "\"enableUserns\" says the same: give one."),
                Rule.in(Operations.RUN, with(ANY, "pod", ANY, OF_POD)),
                new Rule(
                    (value, situation) ->
                        value.toString().matches("(?:keep-id|nomap).*")
                            && situation.engine().known()
                            && !situation.engine().rootless()
                            && !situation.remote()
                            && !situation.engine().atLeast(Versions.V4_5),
                    "This works with an engine without root only, or from podman 4.5 on."))
            .right("host", "auto", "auto:size=2000", "container:box", "private")
            .wrong("", "other", "-x", "ns:relative")
            .inspect("host", "{{.HostConfig.UsernsMode}}", "")
            .behaviour("A container that joins another one's has that one's map of users."),
        option(
                "enableUserns",
                new Flag(),
                SecurityClass.SAFE,
                "Whether its users are others than the host's.")
            .on(WITH_PODS, Use.planned("--userns"))
            .rule(
                with(NOT_EMPTY, "uidmap", ANY, ONE_WAY),
                with(NOT_EMPTY, "gidmap", ANY, ONE_WAY),
                with(ANY, "subuidname", ANY, ONE_WAY),
                with(ANY, "subgidname", ANY, ONE_WAY),
                Rule.in(Operations.RUN, with(ANY, "pod", ANY, OF_POD)))
            .note(
                "It means --userns=auto with an engine that runs as root, --userns=keep-id with one"
                    + " that does not, and --userns=host where it is false.")
            .right(true, false)
            .wrong("true")
            .behaviour(
                "Its users are others where the host has a range for them, and podman misses that range"
                    + " where it has none; with false they are the host's."),
        option(
                "enableRootless",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the engine must run without root, or must not.")
            .on(Operations.EVERY, Use.own())
            .rule(
                new Rule(
                    (value, situation) ->
                        situation.engine().known()
                            && !situation.remote()
                            && TRUE.test(value) != situation.engine().rootless(),
                    "Whether the engine runs as root is the operator's to say, and it is the other"
                        + " way round."))
            .note("The seed set PODMAN_USERNS=keep-id for this; say that with \"userns\".")
            .right(false)
            .wrong("true")
            .behaviour("It is refused where the engine runs the other way."));
  }

  private static List<OptionEntry.Builder> maps() {
    return List.of(
        map("uidmap", "--uidmap", "usernsUIDMap", "Which user of the host each user is.")
            .rule(with(NOT_EMPTY, "subuidname", ANY, ONE_WAY))
            .inspect(
                array("0:100000:5000"), "{{.HostConfig.IDMappings.UIDMap}}", "[0:100000:5000]"),
        map("gidmap", "--gidmap", "usernsGIDMap", "Which group of the host each group is.")
            .rule(with(NOT_EMPTY, "subgidname", ANY, ONE_WAY))
            .inspect(
                array("0:200000:5000"), "{{.HostConfig.IDMappings.GIDMap}}", "[0:200000:5000]"),
        mapOfBuild(
                "usernsUIDMap",
                "--userns-uid-map",
                "uidmap",
                "Which user of the host each user is: podman build's name for uidmap.")
            .proof(
                Proof.step(
                    Json.object("usernsUIDMap", array("0:100000:1000")).put("isolation", "chroot"),
                    "tr -s ' ' </proc/self/uid_map",
                    " 0 100000 1000")),
        mapOfBuild(
                "usernsGIDMap",
                "--userns-gid-map",
                "gidmap",
                "Which group of the host each group is: podman build's name for gidmap.")
            .proof(
                Proof.step(
                    Json.object("usernsGIDMap", array("0:200000:1000")).put("isolation", "chroot"),
                    "tr -s ' ' </proc/self/gid_map",
                    " 0 200000 1000")),
        range("subuidname", "--subuidname", "--userns-uid-map-user", "/etc/subuid"),
        range("subgidname", "--subgidname", "--userns-gid-map-group", "/etc/subgid"));
  }

  private static OptionEntry.Builder map(
      String name, String flag, String nameInBuild, String description) {
    return option(name, Grammars.list(ContainerGrammars.ID_MAP), SecurityClass.HOST, description)
        .on(WITH_PODS, Use.repeat(flag).csv())
        .on("build", Use.alias(nameInBuild))
        .rule(Rule.in(Operations.RUN, with(NOT_EMPTY, "pod", ANY, OF_POD)))
        .right(array("0:100000:5000"), array("0:1000:1", "1:100000:65535"), array())
        .wrong("0:1:1", array("0:1"), array("a:b:c"), array("0:1:0"));
  }

  private static OptionEntry.Builder mapOfBuild(
      String name, String flag, String nameElsewhere, String description) {
    return option(name, Grammars.list(ContainerGrammars.ID_MAP), SecurityClass.HOST, description)
        .on("build", Use.repeat(flag))
        .on(WITH_PODS, Use.alias(nameElsewhere))
        .right(array("0:100000:5000"), array())
        .wrong("0:1:1", array("0:1"), array("bogus"), array("0:1:0"));
  }

  private static OptionEntry.Builder range(
      String name, String flag, String flagOfBuild, String file) {
    return option(
            name,
            Text.of("^[A-Za-z_][A-Za-z0-9_.-]*$", "a user's name."),
            SecurityClass.HOST,
            "The user whose range in " + file + " is mapped.")
        .on(WITH_PODS, Use.value(flag))
        .on("build", Use.value(flagOfBuild))
        .rule(Rule.in(Operations.RUN, with(ANY, "pod", ANY, OF_POD)))
        .right("containers", "alice")
        .wrong("", "-x", 1, "a b")
        .behaviour("With a name that the host has no range for, podman says so.");
  }

  private static List<OptionEntry.Builder> others() {
    return List.of(
        shared("ipc", ContainerGrammars.IPC, "Whose messages and shared memory it sees.", "private")
            .inside("none", "grep -c ' /dev/shm ' /proc/mounts", "0"),
        shared("pid", ContainerGrammars.PID, "Whose processes it sees.", "private")
            .inspect("private", "{{.HostConfig.PidMode}}", "private"),
        shared("uts", ContainerGrammars.PID, "Whose host name it has.", "private")
            .inspect("private", "{{.HostConfig.UTSMode}}", "private"));
  }

  private static OptionEntry.Builder shared(
      String name, Text grammar, String description, String value) {
    return option(name, grammar, SecurityClass.HOST, description)
        .on(Operations.RUN, Use.value("--" + name))
        .right(value, "host", "container:box")
        .wrong("", "-x", "other", "ns:relative", 1);
  }
}
