package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;

/// Which engine is meant, and how podman itself works: what stands before the operation.
final class EngineOptions {
  /// What starts containers, so that hooks run.
  private static final String STARTS =
      "run create start restart pod.start pod.restart pod.create build";

  private EngineOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(remote(), access(), runtime(), ConfigurationOptions.all(), itself())
        .flatMap(List::stream)
        .toList();
  }

  private static List<OptionEntry.Builder> remote() {
    String one =
        "Only one of remoteSocket (or url) and connection (or context) can say which engine.";
    return List.of(
        option("remoteSocket", Grammars.REMOTE, SecurityClass.HOST, "The socket of another engine.")
            .on(Operations.EVERY, Use.planned("--url").global())
            .rule(with(ANY, "connection", ANY, one))
            .right("unix:///run/podman/podman.sock", "ssh://core@host:22/run/podman.sock")
            .wrong("/run/podman.sock", "ssh://core:secret@host:22/x", "http://x")
            .behaviour("The containers of that engine are seen."),
        option("url", Grammars.REMOTE, SecurityClass.HOST, "Another word for remoteSocket.")
            .on(Operations.EVERY, Use.alias("remoteSocket"))
            .right("tcp://localhost:8888", "unix:///run/podman/podman.sock")
            .wrong("/run/podman.sock", "ssh://core:secret@host:22/x", "http://x")
            .behaviour("The containers of that engine are seen."),
        option(
                "connection",
                Grammars.CONNECTION,
                SecurityClass.HOST,
                "A connection that podman knows by name.")
            .on(Operations.EVERY, Use.value("--connection").global())
            .right("prod", "far-1")
            .wrong("-x", "", "default")
            .behaviour("The containers of that engine are seen."),
        option("context", Grammars.CONNECTION, SecurityClass.HOST, "Another word for connection.")
            .on(Operations.everyBut("build"), Use.alias("connection"))
            .on(
                "build",
                Use.planned("CONTEXT")
                    .takes(Grammars.HOST_PATH, "/srv/app")
                    .means("The directory with the files to build from, on the service's host."))
            .right("prod", "far-1")
            .wrong("default", "a b", "")
            .behaviour("The containers of that engine are seen; a build finds its files there."));
  }

  private static List<OptionEntry.Builder> access() {
    Rule overSsh =
        new Rule(
            (_, situation) ->
                !(situation.value("remoteSocket") instanceof String socket
                        && socket.startsWith("ssh://"))
                    && !situation.faulty("remoteSocket")
                    && !situation.faulty("url"),
            "It is for a \"remoteSocket\" of the form ssh://.");
    return List.of(
        option(
                "remoteIdentity",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host with the key for ssh.")
            .on(Operations.EVERY, Use.value("--identity").global())
            .rule(overSsh)
            .beside("remoteSocket", "ssh://core@host:22/run/podman.sock")
            .right("/root/.ssh/id_ed25519")
            .wrong("id", "", "-x")
            .behaviour("An engine behind ssh lets it in with that key."),
        option(
                "sshPassphrase",
                Text.of("^[^\\x00-\\x1f\\x7f]+$", "a line of text."),
                SecurityClass.CREDENTIAL,
                "The passphrase of the key for ssh.")
            .on(Operations.EVERY, Use.planned("CONTAINER_HOST"))
            .rule(
                overSsh,
                needs("remoteIdentity", "It opens a key: say which by \"remoteIdentity\"."),
                with(
                    ANY,
                    "remoteSocket",
                    socket -> socket instanceof String text && text.indexOf('@') < 0,
                    "It travels behind the user's name: say who, as in ssh://core@host."))
            .note(
                "It goes to podman in the address of the engine, in podman's environment, never on its"
                    + " command line.")
            .beside("remoteSocket", "ssh://core@host:22/run/podman.sock")
            .beside("remoteIdentity", "/root/.ssh/id_ed25519")
            .right("correct horse")
            .wrong("", 1, "a\nb")
            .behaviour("A key with a passphrase opens, and the passphrase stands nowhere."),
        option(
                "remoteConfigPath",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host, a containers.conf, that knows the connection.")
            .on(
                Operations.EVERY,
                Use.planned("CONTAINERS_CONF").removed("4.5"),
                Use.planned("CONTAINERS_CONF_OVERRIDE").since("4.5"))
            .rule(needs("connection", "It is for a \"connection\" by name."))
            .beside("connection", "prod")
            .right("/etc/podbus/connections.conf")
            .wrong("x.conf", "", "-x")
            .behaviour("A connection of that file is found."));
  }

  private static List<OptionEntry.Builder> runtime() {
    Text runtime =
        Text.of("^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|/[^\\x00-\\x1f\\x7f]+)$", "a name or a path.");
    Text flag =
        Text.of(
            "^[A-Za-z][A-Za-z0-9-]*(?:=[^\\x00-\\x1f\\x7f]*)?$",
            "a flag without the dashes in front, as \"debug\" or \"log=/path\".");
    Text hook =
        Text.of(
            "^/[^\\x00-\\x1f\\x7f]*\\.json$", "an absolute path of the host that ends with .json.");
    return List.of(
        option("runtime", runtime, SecurityClass.HOST, "The OCI runtime, by name or path.")
            .on(Operations.EVERY, Use.value("--runtime").global().local())
            .right("runc", "/usr/bin/crun")
            .wrong("", "-x", "a b", 1)
            .inspect("runc", "{{.OCIRuntime}}", "runc"),
        option("ociRuntime", runtime, SecurityClass.HOST, "Another word for runtime.")
            .on(Operations.EVERY, Use.alias("runtime"))
            .right("runc")
            .wrong("", "-x", "a b", 1)
            .inspect("runc", "{{.OCIRuntime}}", "runc"),
        option(
                "runtimeFlag",
                Grammars.list(flag),
                SecurityClass.HOST,
                "Flags of the runtime's own, without the dashes in front.")
            .on(Operations.everyBut("build"), Use.repeat("--runtime-flag").global().local())
            .on("build", Use.repeat("--runtime-flag").csv())
            .right(array("debug", "log=/run/podbus-it/runtime.log"), array())
            .wrong("debug", array("--debug"), array(""))
            .behaviour("The runtime writes the log that a flag names."),
        option(
                "ociRuntimeFlag",
                Grammars.list(flag),
                SecurityClass.HOST,
                "The same as runtimeFlag; both together are one list.")
            .on(Operations.everyBut("build"), Use.repeat("--runtime-flag").global().local())
            .on("build", Use.repeat("--runtime-flag").csv())
            .right(array("debug"), array())
            .wrong("debug", array("--debug"), array(""))
            .behaviour("The runtime writes the log that a flag names."),
        option(
                "hooks",
                Grammars.list(hook),
                SecurityClass.HOST,
                "Files of the host that describe hooks, programs that run beside the container's.")
            .on(STARTS, Use.planned("--hooks-dir").local())
            .note("podman takes directories of hooks: the service makes one of these.")
            .right(array("/etc/podbus/hooks/trace.json"), array())
            .wrong("/a.json", array("a.json"), array(""), array("/a"))
            .behaviour("The hook has run."),
        option(
                "hooksDir",
                Grammars.list(Grammars.HOST_PATH_PLAIN),
                SecurityClass.HOST,
                "Directories of the host with descriptions of hooks.")
            .on("build", Use.repeat("--hooks-dir").local())
            .on(Operations.everyBut("build"), Use.repeat("--hooks-dir").global().csv("5.0").local())
            .right(array("/usr/share/containers/oci/hooks.d"), array())
            .wrong("/a", array("a"), array("/a,b"))
            .behaviour("The hook has run."),
        option(
                "systemdScope",
                new Flag(),
                SecurityClass.HOST,
                "Whether systemd makes the containers' control groups.")
            .on(
                Operations.EVERY,
                Use.words("--cgroup-manager", true, "--cgroup-manager=systemd")
                    .orWords(false, "--cgroup-manager=cgroupfs")
                    .global()
                    .local())
            .note("podman's name for it is --cgroup-manager.")
            .right(true, false)
            .wrong("true")
            .inspect(false, "{{.HostConfig.CgroupManager}}", "cgroupfs")
            .notHere("With true it needs systemd, which the test host lacks."));
  }

  private static List<OptionEntry.Builder> itself() {
    return List.of(
        option(
                "logLevel",
                new Choice(List.of("debug", "info", "warn", "error", "fatal", "panic")),
                SecurityClass.SAFE,
                "How much podman itself writes to stderr.")
            .on(Operations.EVERY, Use.value("--log-level").global())
            .right("debug", "error")
            .wrong("loud", "")
            .proof(
                new Proof(
                    Proof.Way.STDERR, "system.df", object("logLevel", "debug"), "", "level=debug")),
        option(
                "namespace",
                Grammars.ENTITY_NAME,
                SecurityClass.SAFE,
                "The libpod namespace to work in; a view, no wall.")
            .on(Operations.EVERY, Use.value("--namespace").global().local().removed("4.5"))
            .right("team")
            .wrong("a/b")
            .inspect("podbus-ns", "{{.Namespace}}", "podbus-ns"));
  }
}
