package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.needsOneOf;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Texts;
import io.podbus.podman.catalog.ValueType.Whole;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// What becomes of a container: when it starts again, how it is ended, what is written about it.
final class LifeOptions {
  private LifeOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(life(), endings(), files()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> life() {
    return List.of(
        option(
                "restart",
                new Choice(List.of("no", "on-failure", "always", "unless-stopped")),
                SecurityClass.RESOURCE,
                "When podman starts it again.")
            .on(Operations.RUN, Use.value("--restart").template("{}[:{restartRetries}]"))
            .on("pod.create", Use.value("--restart").template("{}[:{restartRetries}]").since("4.6"))
            .right("no", "always", "on-failure")
            .wrong("never", true, "on-failure:3")
            .inspect("always", "{{.HostConfig.RestartPolicy.Name}}", "always"),
        option(
                "restartRetries",
                new Whole(0, 1_000_000),
                SecurityClass.RESOURCE,
                "How often it is started again after failures.")
            .on(Operations.RUN, Use.part("--restart"))
            .on("pod.create", Use.part("--restart").since("4.6"))
            .rule(
                needs("restart", "It goes with \"restart\": \"on-failure\"."),
                with(
                    ANY,
                    "restart",
                    isNot("on-failure"),
                    "It goes with \"restart\": \"on-failure\" only."))
            .beside("restart", "on-failure")
            .right(3, 0)
            .wrong("3", -1)
            .inspect(3, "{{.HostConfig.RestartPolicy.MaximumRetryCount}}", "3"),
        option(
                "replace",
                new Flag(),
                SecurityClass.SAFE,
                "Whether one of the same name is ended and removed first.")
            .on("run create pod.create", Use.toggle("--replace"))
            .rule(
                Rule.in(
                    Operations.RUN,
                    needs(TRUE, "containerName", "Say which one: give \"containerName\".")),
                Rule.in(
                    "pod.create",
                    needsOneOf(List.of("pod", "names"), "Say which one: give \"pod\".")))
            .beside("containerName", "box")
            .beside("pod", "web")
            .right(true)
            .wrong("true")
            .behaviour("A second one of the same name takes the first one's place."),
        option(
                "init",
                new Flag(),
                SecurityClass.SAFE,
                "Whether a small first process passes signals on and clears up.")
            .on(Operations.RUN, Use.toggle("--init"))
            .rule(with(TRUE, "systemd", TRUE, "systemd is the first process itself."))
            .right(true, false)
            .wrong("true")
            .inspect(true, "{{.HostConfig.Init}}", "true"),
        option("initPath", Grammars.HOST_PATH, SecurityClass.HOST, "The program of \"init\".")
            .on(Operations.RUN, Use.value("--init-path"))
            .rule(needs("init", "It means something with \"init\" only."))
            .beside("init", true)
            .right("/usr/bin/catatonit")
            .wrong("catatonit", "", "-x")
            .behaviour("It is the container's first process; one that is not there is an error."),
        option(
                "systemd",
                new Flag(),
                SecurityClass.SAFE,
                "Whether it is set up for systemd, whatever its program is called.")
            .on(
                Operations.RUN,
                Use.words("--systemd", true, "--systemd=always").orWords(false, "--systemd=false"))
            .right(true, false)
            .wrong("true", "always")
            .inspect(true, "{{.Config.SystemdMode}}", "true"),
        option(
                "sdnotify",
                new Choice(List.of("container", "conmon", "ignore", "healthy")),
                SecurityClass.SAFE,
                "Who tells systemd that it is ready.")
            .on(Operations.RUN, Use.value("--sdnotify"))
            .rule(
                new Rule(
                    (value, situation) ->
                        "healthy".equals(value)
                            && situation.engine().known()
                            && !situation.engine().atLeast(Versions.V4_7),
                    "\"healthy\" needs podman 4.7."))
            .right("container", "conmon", "ignore")
            .wrong("", "other", true)
            .inspect("conmon", "{{.Config.SdNotifyMode}}", "conmon"));
  }

  private static List<OptionEntry.Builder> endings() {
    return List.of(
        option("stopSignal", Grammars.SIGNAL, SecurityClass.SAFE, "Which signal asks it to end.")
            .on(Operations.RUN, Use.value("--stop-signal"))
            .on("kill pod.kill", Use.alias("signal"))
            .right("SIGINT", "INT", "2", "SIGRTMIN+1")
            .wrong(2, "", "-2", "65", "int;")
            .inspect("SIGINT", "{{.Config.StopSignal}}", "2"),
        option("signal", Grammars.SIGNAL, SecurityClass.SAFE, "Which signal to send.")
            .on("kill pod.kill", Use.value("--signal"))
            .right("SIGTERM", "INT", "9")
            .wrong("", "-9", 9, "65", "TERM;"),
        option(
                "stopTimeout",
                new Whole(0, 86_400),
                SecurityClass.SAFE,
                "After how many seconds it is killed where it does not end.")
            .on(Operations.RUN, Use.value("--stop-timeout"))
            .on("stop restart rm pod.stop pod.rm volume.rm network.rm", Use.value("--time"))
            .right(0, 30)
            .wrong(-1, "5", 1.5)
            .inspect(33, "{{.Config.StopTimeout}}", "33"));
  }

  private static List<OptionEntry.Builder> files() {
    Texts files = new Texts(Grammars.HOST_PATH, 1, 1000);
    return List.of(
        option(
                "annotations",
                ContainerGrammars.ANNOTATIONS,
                SecurityClass.HOST,
                "Annotations, some of which runtimes act on.")
            .on(Operations.RUN, Use.members("--annotation").csv("5.0"))
            .on("build", Use.members("--annotation"))
            .right(object("a", "b"), object("c", "d,\"e\""), new JsonObject())
            .wrong(object("a=b", "c"), object("a", 1), array(), "a=b")
            .inspect(object("a", "b,c"), "{{index .Config.Annotations \"a\"}}", "b,c"),
        option("cidfile", files, SecurityClass.HOST, "Files of the host with the containers' ids.")
            .on("stop restart kill rm", Use.repeat("--cidfile"))
            .on(
                "run",
                Use.planned("--cidfile")
                    .takes(Grammars.HOST_PATH, "/run/podbus-it/cid")
                    .means("The file of the host to write its id to; it must not be there yet."))
            .on(
                "create",
                Use.value("--cidfile")
                    .takes(Grammars.HOST_PATH, "/run/podbus-it/cid")
                    .means("The file of the host to write its id to; it must not be there yet."))
            .on(
                "exec",
                Use.value("--cidfile")
                    .since("5.5")
                    .takes(Grammars.HOST_PATH, "/run/podbus-it/cid")
                    .means("The file of the host with the container's id."))
            .right(array("/run/a.cid"))
            .wrong(array("a.cid"), "run/a.cid", array(""), "")
            .behaviour("The file holds the container's id; stop, restart, kill and rm read it."),
        option(
                "conmonPidfile",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host to write its monitor's process number to.")
            .on(Operations.RUN, Use.value("--conmon-pidfile"))
            .on("pod.create", Use.value("--infra-conmon-pidfile"))
            .right("/run/podbus-it/conmon")
            .wrong("conmon", "", "-x")
            .inspect("/tmp/podbus-$RUN", "{{.ConmonPidFile}}", "/tmp/podbus-$RUN"),
        option("podIDFile", files, SecurityClass.HOST, "Files of the host with the pods' ids.")
            .on("pod.start pod.stop pod.rm", Use.repeat("--pod-id-file"))
            .on(
                Operations.RUN,
                Use.value("--pod-id-file")
                    .takes(Grammars.HOST_PATH, "/run/podbus-it/pod")
                    .means("The file of the host with the id of the pod that it joins."))
            .on(
                "pod.create",
                Use.value("--pod-id-file")
                    .takes(Grammars.HOST_PATH, "/run/podbus-it/pod")
                    .means("The file of the host to write its id to; it must not be there yet."))
            .rule(
                Rule.in(
                    Operations.RUN,
                    with(ANY, "pod", ANY, "\"pod\" says which pod already: give one of the two.")))
            .right(array("/run/a.pod"))
            .wrong(array("a.pod"), "run/a.pod", "")
            .behaviour("The file holds the pod's id; run, start, stop and rm read it."));
  }
}
