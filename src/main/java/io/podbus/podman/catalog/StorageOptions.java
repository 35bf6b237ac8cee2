package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import java.util.List;
import java.util.stream.Stream;

/// The container's files: what is mounted where, and whether it can be changed.
final class StorageOptions {
  private StorageOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(mounts(), rootFiles(), secrets()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> mounts() {
    return List.of(
        option(
                "volumes",
                Grammars.list(ContainerGrammars.VOLUME),
                SecurityClass.HOST,
                "Volumes and host paths to mount.")
            .on("run create build pod.create", Use.repeat("--volume"))
            .on(
                "rm",
                Use.toggle("--volumes")
                    .takes(new Flag(), true, false)
                    .means("Whether its volumes without a name go as well."))
            .on(
                "system.prune",
                Use.toggle("--volumes").takes(new Flag(), true, false).means("Also volumes."))
            .rule(Destinations.oncePerContainer("volumes"))
            .right(array("/srv:/srv:ro", "data:/data"), array("/scratch"), array())
            .wrong(array("./a:/a"), array("a/b:/c"), array("/a:b"), array("data"), "/a:/b")
            .inspect(
                array("/tmp:/mnt/w:ro"),
                "{{range .Mounts}}{{.Source}} {{.Destination}} {{.RW}}{{end}}",
                "/tmp /mnt/w false"),
        option(
                "mounts",
                Grammars.list(ContainerGrammars.MOUNT),
                SecurityClass.HOST,
                "Mounts in podman's long form.")
            .on(Operations.RUN, Use.repeat("--mount"))
            .rule(Destinations.oncePerContainer("mounts"))
            .right(
                array("type=tmpfs,dst=/mnt/t,tmpfs-size=1m"),
                array("type=bind,src=/srv,dst=/srv,ro=true"),
                array())
            .wrong(
                "type=tmpfs,dst=/t",
                array("dst=/t"),
                array("type=tmpfs"),
                array("type=floppy,dst=/t"),
                array("type=bind,src=rel,dst=/t"))
            .inspect(
                array("type=tmpfs,dst=/mnt/t,tmpfs-size=1m"),
                "{{range $p, $o := .HostConfig.Tmpfs}}{{$p}}{{end}}",
                "/mnt/t"),
        option(
                "tmpfs",
                Grammars.list(ContainerGrammars.TMPFS),
                SecurityClass.RESOURCE,
                "File systems in memory.")
            .on(Operations.RUN, Use.repeat("--tmpfs"))
            .rule(Destinations.oncePerContainer("tmpfs"))
            .right(array("/t:size=1m,mode=1777", "/u"), array())
            .wrong(array("t"), array("/t:a b"), "/t")
            .inside(
                array("/mnt/t:size=1m"),
                "df -k /mnt/t | tail -n 1 | tr -s ' ' | cut -d' ' -f2",
                "1024"),
        option(
                "volumesFrom",
                Grammars.list(ContainerGrammars.VOLUMES_FROM),
                SecurityClass.HOST,
                "Other containers whose volumes it has as well.")
            .on("run create pod.create", Use.repeat("--volumes-from"))
            .right(array("box", "box:ro"), array())
            .wrong("box", array("-x"), array("a b"))
            .behaviour("It sees the files in the other container's volume."),
        option(
                "imageVolume",
                new Choice(List.of("bind", "tmpfs", "ignore")),
                SecurityClass.SAFE,
                "What becomes of the volumes that the image declares.")
            .on(Operations.RUN, Use.value("--image-volume"))
            .right("bind", "tmpfs", "ignore")
            .wrong("other", "", true)
            .behaviour("With an image that declares a volume: a volume, a tmpfs, nothing."));
  }

  private static List<OptionEntry.Builder> rootFiles() {
    return List.of(
        option(
                "readOnly",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container's files cannot be changed.")
            .on(Operations.RUN, Use.toggle("--read-only"))
            .right(true, false)
            .wrong("true")
            .inspect(true, "{{.HostConfig.ReadonlyRootfs}}", "true"),
        option(
                "readOnlyTmpfs",
                new Flag(),
                SecurityClass.SAFE,
                "Whether /run, /tmp and /var/tmp can be changed nevertheless.")
            .on(Operations.RUN, Use.toggle("--read-only-tmpfs"))
            .rule(needs("readOnly", "It means something with \"readOnly\" only."))
            .beside("readOnly", true)
            .right(true, false)
            .wrong("true")
            .inside(false, "touch /tmp/x 2>/dev/null; echo $?", "1"),
        option(
                "rootfs",
                new Flag(),
                SecurityClass.HOST,
                "Whether \"image\" is a directory of the host with the files of a whole system.")
            .on(Operations.RUN, Use.toggle("--rootfs"))
            .rule(
                with(
                    TRUE,
                    "image",
                    image -> !((String) image).startsWith("/"),
                    "With \"rootfs\", \"image\" is an absolute path of the host."),
                with(TRUE, "platform", ANY, "A directory has no platform."),
                with(TRUE, "arch", ANY, "A directory has no architecture."),
                with(TRUE, "os", ANY, "A directory has no operating system."),
                with(TRUE, "variant", ANY, "A directory has no variant."))
            .beside("image", "/srv/rootfs")
            .right(true)
            .wrong("true", 1)
            .behaviour("The program runs among the files of that directory."));
  }

  private static List<OptionEntry.Builder> secrets() {
    return List.of(
        option(
                "secrets",
                Grammars.list(ImageGrammars.SECRET),
                SecurityClass.HOST,
                "Secrets that the engine keeps, by name, and where the program finds them.")
            .on(Operations.RUN, Use.repeat("--secret"))
            .on(
                "build",
                Use.repeat("--secret")
                    .takes(
                        Grammars.list(ImageGrammars.SECRET_OF_BUILD),
                        array("id=token,src=/run/token"))
                    .means(
                        "Files of the host with secrets for the build's steps, each with an id."))
            .right(array("token"), array("token,type=env,target=TOKEN", "key,mode=0400"), array())
            .wrong("token", array("-x"), array("token,colour=red"), array("a b"))
            .behaviour("The program reads the secret under /run/secrets, or in its environment."),
        option(
                "requires",
                Grammars.list(Grammars.ENTITY_NAME),
                SecurityClass.SAFE,
                "Containers that are started before it.")
            .on(Operations.RUN, Use.repeat("--requires").csv())
            .rule(with(NOT_EMPTY, "pod", Rule.startsWith("new:"), "A new pod has none of them."))
            .right(array("db"), array())
            .wrong("db", array("a b"))
            .behaviour("It is started with the one that requires it."));
  }
}
