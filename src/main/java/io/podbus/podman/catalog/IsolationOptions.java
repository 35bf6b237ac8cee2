package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.engine.EngineProfile;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The walls around the container: privileges, capabilities, security modules, kernel settings.
final class IsolationOptions {
  private static final String WITH_PODS = "run create build pod.create";

  private IsolationOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(privileges(), modules(), kernel()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> privileges() {
    return List.of(
        option("privileged", new Flag(), SecurityClass.HOST, "Gives up most of the isolation.")
            .on("run create exec", Use.toggle("--privileged"))
            .right(true, false)
            .wrong("true")
            .inspect(true, "{{.HostConfig.Privileged}}", "true"),
        option(
                "capabilities",
                Grammars.list(ContainerGrammars.CAPABILITY),
                SecurityClass.HOST,
                "Capabilities to add.")
            .on("run create build", Use.repeat("--cap-add").csv())
            .rule(
                with(
                    NOT_EMPTY,
                    "privileged",
                    TRUE,
                    "A privileged container has all capabilities; podman would drop this list."))
            .right(array("NET_ADMIN", "CAP_SYS_TIME"), array("ALL"), array())
            .wrong(array("NET_ADMIN,SYS_TIME"), "NET_ADMIN", array(""))
            .inspect(array("NET_ADMIN"), "{{.HostConfig.CapAdd}}", "[CAP_NET_ADMIN]"),
        option(
                "capDrop",
                Grammars.list(ContainerGrammars.CAPABILITY),
                SecurityClass.SAFE,
                "Capabilities to take away.")
            .on("run create build", Use.repeat("--cap-drop").csv())
            .right(array("CHOWN", "CAP_KILL"), array("all"), array())
            .wrong(array("CHOWN,KILL"), "CHOWN", array(""))
            .inspect(array("CHOWN"), "{{.HostConfig.CapDrop}}", "[CAP_CHOWN]"),
        option(
                "securityOpt",
                Grammars.list(ContainerGrammars.SECURITY),
                SecurityClass.HOST,
                "Settings of the kernel's security modules.")
            .on(WITH_PODS, Use.repeat("--security-opt"))
            .right(
                array("no-new-privileges", "label=disable"), array("seccomp=unconfined"), array())
            .wrong(array("bogus=1"), array("seccomp=relative"), "label=disable")
            .inspect(
                array("no-new-privileges"), "{{.HostConfig.SecurityOpt}}", "[no-new-privileges]")
            .inside(
                array("no-new-privileges"), "grep NoNewPrivs /proc/self/status | cut -f2", "1"));
  }

  private static List<OptionEntry.Builder> modules() {
    return List.of(
        module(
                "enableSeccomp",
                "Whether system calls are filtered.",
                "seccomp=unconfined",
                "seccomp=",
                engine -> engine.lacks("seccomp"))
            .inside(false, "grep Seccomp: /proc/self/status | cut -f2", "0"),
        module(
                "enableApparmor",
                "Whether AppArmor's profile holds.",
                "apparmor=unconfined",
                "apparmor=",
                engine -> engine.lacks("apparmor"))
            .inspect(false, "{{.HostConfig.SecurityOpt}}", "[apparmor=unconfined]")
            .notHere("The test host has no AppArmor: only the option itself can be seen."),
        module(
                "enableSelinux",
                "Whether SELinux separates the container.",
                "label=disable",
                "label=",
                engine -> engine.lacks("selinux"))
            .inspect(false, "{{.HostConfig.SecurityOpt}}", "[label=disable]")
            .notHere("The test host has no SELinux: only the option itself can be seen."),
        option(
                "enableLabelNesting",
                new Flag(),
                SecurityClass.HOST,
                "Whether SELinux lets it make containers of its own.")
            .on(
                "run create pod.create",
                Use.words("--security-opt", true, "--security-opt=label=nested")
                    .orWords(false)
                    .since("4.5"))
            .rule(
                with(
                    TRUE,
                    "enableSelinux",
                    Rule.FALSE,
                    "Nesting needs SELinux: leave \"enableSelinux\": false out."),
                new Rule(
                    (value, situation) ->
                        TRUE.test(value)
                            && !situation.remote()
                            && situation.engine().lacks("selinux"),
                    "The engine's host has no SELinux."))
            .right(true, false)
            .wrong("true")
            .notHere("It needs podman 4.5 and SELinux; the test host has neither."));
  }

  /// A security module that is on unless the option is false.
  private static OptionEntry.Builder module(
      String name, String description, String off, String prefix, Predicate<EngineProfile> lacks) {
    return option(name, new Flag(), SecurityClass.HOST, description)
        .on(WITH_PODS, Use.words("--security-opt", false, "--security-opt=" + off).orWords(true))
        .rule(
            new Rule(
                (value, situation) ->
                    TRUE.test(value) && !situation.remote() && lacks.test(situation.engine()),
                "The engine's host does not have this: leave \"" + name + "\" out."),
            with(
                Rule.ANY,
                "securityOpt",
                list ->
                    list instanceof List<?> items
                        && items.stream().anyMatch(item -> ((String) item).startsWith(prefix)),
                "\"securityOpt\" speaks of the same: give one of the two."))
        .right(false)
        .wrong("true", 1);
  }

  private static List<OptionEntry.Builder> kernel() {
    return List.of(
        option(
                "sysctl",
                ContainerGrammars.SYSCTL,
                SecurityClass.HOST,
                "Settings of its kernel namespaces.")
            .on("run create pod.create", Use.members("--sysctl").csv())
            .rule(
                with(
                    map ->
                        map instanceof Map<?, ?> members
                            && members.keySet().stream()
                                .anyMatch(name -> ((String) name).startsWith("net.")),
                    "network",
                    Rule.is("host"),
                    "Settings of the network belong to the host with \"network\": \"host\"."))
            .right(object("net.core.somaxconn", "99"), object("kernel.msgmax", "8192"))
            .wrong(object("kernel.panic", "1"), object("net.x", "a\nb"), array(), "a=b")
            .inside(object("net.core.somaxconn", "99"), "cat /proc/sys/net/core/somaxconn", "99"),
        option(
                "cgroupns",
                ContainerGrammars.CGROUPNS,
                SecurityClass.HOST,
                "Which control groups it sees.")
            .on(Operations.RUN, Use.value("--cgroupns"))
            .on(
                "build",
                Use.value("--cgroupns")
                    .takes(ContainerGrammars.CGROUPNS_OF_BUILD, "private", "host"))
            .right("private", "host", "container:box")
            .wrong("", "other", "-x")
            .inspect("private", "{{.HostConfig.CgroupMode}}", "private"),
        option(
                "cgroupParent",
                ContainerGrammars.CGROUP_PARENT,
                SecurityClass.HOST,
                "Under which control group it is.")
            .on(WITH_PODS, Use.value("--cgroup-parent"))
            .right("/podbus-it", "podbus/it")
            .wrong("", "../x", "/a/../b", "-x", "/a b")
            .inspect("/podbus-it", "{{.HostConfig.CgroupParent}}", "/podbus-it"),
        option(
                "cgroupConf",
                Grammars.list(ContainerGrammars.CGROUP_SETTING),
                SecurityClass.HOST,
                "Settings of its control group; with cgroups v2 only.")
            .on(Operations.RUN, Use.repeat("--cgroup-conf").csv())
            .rule(ResourceLimits.needsCgroupsV2("cgroupConf"))
            .right(array("memory.high=1073741824"), array())
            .wrong("a=b", array("memory.high"), array("=1"))
            .notHere("The test host has cgroups v1."),
        option(
                "enableCgroupsV2",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the engine's host must have cgroups v2, or must not.")
            .on(Operations.EVERY, Use.own())
            .rule(
                new Rule(
                    (value, situation) ->
                        situation.engine().cgroupVersion() != null
                            && TRUE.test(value) != "v2".equals(situation.engine().cgroupVersion()),
                    "The engine's host has the other version of cgroups."))
            .right(false)
            .wrong("true", 1)
            .behaviour("It is refused where the host has the other version."));
  }
}
