package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Text;
import java.util.List;
import java.util.stream.Stream;

/// Storage, and what podman reads in its configuration files.
final class ConfigurationOptions {
  private ConfigurationOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(storage(), configuration()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> storage() {
    return List.of(
        option(
                "storageDriver",
                new Choice(List.of("overlay", "vfs", "btrfs", "zfs", "devicemapper", "aufs")),
                SecurityClass.HOST,
                "The storage driver, which must be the one that the engine's storage was made with.")
            .on(Operations.EVERY, Use.value("--storage-driver").global().local())
            .right("overlay", "vfs")
            .wrong("", "fat", true)
            .behaviour("Another driver than the storage's is podman's error."),
        option(
                "storageOpt",
                Grammars.list(Text.of("^[a-z0-9][a-z0-9_.-]*=[^\\x00-\\x1f\\x7f]+$", "KEY=VALUE.")),
                SecurityClass.HOST,
                "Options of the storage driver, in place of the configured ones.")
            .on(Operations.EVERY, Use.repeat("--storage-opt").global())
            .right(array("overlay.mountopt=nodev"), array())
            .wrong("a=b", array("a"), array("-a=b"))
            .proof(
                Proof.info(
                    object("storageOpt", array("overlay.mountopt=nodev")),
                    "{{index .Store.GraphOptions \"overlay.mountopt\"}}",
                    "nodev")));
  }

  private static List<OptionEntry.Builder> configuration() {
    return List.of(
        option(
                "modulesLoadDir",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "A directory of the host whose *.conf, in order, are added to containers.conf.")
            .on(
                Operations.EVERY,
                Use.planned("CONTAINERS_CONF").local().removed("4.5"),
                Use.planned("CONTAINERS_CONF_OVERRIDE").local().since("4.5"))
            .rule(
                with(
                    ANY,
                    "remoteConfigPath",
                    ANY,
                    "\"remoteConfigPath\" is a configuration as well: give one of the two."))
            .note("The service makes one file of the engine's configuration and these.")
            .right("/etc/containers/containers.conf.modules")
            .wrong("modules", "", "-x")
            .behaviour("A setting of a file in it holds for the container."),
        option(
                "registriesConf",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host that says which registries there are.")
            .on(
                "run create pull push build login logout",
                Use.planned("CONTAINERS_REGISTRIES_CONF").local())
            .right("/etc/containers/registries.conf")
            .wrong("registries.conf", "", "-x")
            .behaviour("A registry that only this file knows is found."),
        option(
                "registriesConfDir",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "A directory of the host with more files of that kind.")
            .on("run create pull push build login logout", Use.planned("HOME").local())
            .rule(
                new Rule(
                    (_, situation) -> situation.engine().rootless(),
                    "An engine without root keeps its storage in its home, which this would move: use"
                        + " \"registriesConf\"."))
            .note(
                "podman gets a home of its own with these files; logins in its own home do not hold.")
            .right("/etc/podbus/registries.d")
            .wrong("registries.d", "", "-x")
            .behaviour("A registry that only a file in it knows is found."),
        option(
                "shortNameMode",
                new Choice(List.of("enforcing", "permissive", "disabled")),
                SecurityClass.SAFE,
                "What becomes of an image's name without a registry, where several are configured.")
            .on(
                "run create pull push build login logout",
                Use.planned("CONTAINERS_REGISTRIES_CONF").local())
            .note("The service makes a registries.conf of the one that holds, with this setting.")
            .right("enforcing", "permissive", "disabled")
            .wrong("", "strict", true)
            .behaviour("An ambiguous name is refused, or tried at each registry."));
  }
}
