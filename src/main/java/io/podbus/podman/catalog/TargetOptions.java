package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.in;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.notIn;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Texts;
import java.util.List;
import java.util.stream.Stream;

/// What an operation works on: what stands behind `--`, in this order, before the words of
/// [WordOptions].
final class TargetOptions {
  private static final String ONE_CONTAINER =
      "exec attach top port commit healthcheck generate-systemd";
  private static final String CONTAINERS =
      "logs stats start stop restart kill pause unpause wait rm";
  private static final String ONE_POD = "pod.logs pod.top";
  private static final String PODS =
      "pod.inspect pod.start pod.stop pod.restart pod.pause pod.unpause pod.kill pod.rm pod.stats";
  private static final String NETWORKS = "network.inspect network.rm";

  private static final String OR_FILTER = "podman takes an image or a \"filter\": not both.";

  private TargetOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(places(), objects(), containers(), images()).flatMap(List::stream).toList();
  }

  private static Texts one(ValueType.Text item) {
    return new Texts(item, 1, 1);
  }

  private static Texts many(ValueType.Text item) {
    return new Texts(item, 1, 1000);
  }

  private static List<OptionEntry.Builder> places() {
    String ofPod = "In a pod the network is the pod's: leave \"network\" out.";
    return List.of(
        option("registry", ImageGrammars.REGISTRY, SecurityClass.SAFE, "The registry.")
            .on("login logout", Use.positional("REGISTRY"))
            .on(
                Operations.REGISTRY,
                Use.part("--authfile")
                    .means("For which registry \"creds\" is; without it for those of the images."))
            .rule(
                in(
                    Operations.REGISTRY,
                    needs(
                        "creds",
                        "It says for which registry \"creds\" is: the one that is asked stands in"
                            + " the image's name.")))
            .beside("creds", "alice:secret")
            .right("registry.example.com", "localhost:5000")
            .wrong("", "-x", "https://r", "r/a b"),
        option("source", Grammars.COPY, SecurityClass.HOST, "What to copy.")
            .on("cp", Use.positional("SRC_PATH"))
            .rule(
                new Rule(
                    (value, situation) ->
                        value.toString().startsWith("/")
                            && situation.value("destination") instanceof String to
                            && to.startsWith("/"),
                    "One of \"source\" and \"destination\" must be in a container, as"
                        + " \"NAME:/path\"."))
            .right("box:/etc/passwd", "/srv/a")
            .wrong("-", "", "etc/passwd", "box:", "./a"),
        option(
                "network",
                NetworkGrammars.NETWORK,
                SecurityClass.HOST,
                "Which network the container is in.")
            .on("run create pod.create", Use.planned("--network"))
            .on(
                "build",
                Use.value("--network")
                    .takes(NetworkGrammars.NETWORK_OF_BUILD, "none", "host", "podman")
                    .means("Which network its steps are in."))
            .on(
                NETWORKS + " network.connect network.disconnect",
                Use.positional("NETWORK")
                    .takes(Grammars.ENTITY_NAME, "web-1", "a")
                    .means("The network."))
            .on(
                "network.create",
                Use.positional("NAME")
                    .takes(Grammars.ENTITY_NAME, "web-1", "a")
                    .means("The network's name."))
            .rule(in(Operations.RUN, with(ANY, "pod", ANY, ofPod)))
            .right("none", "bridge", "podman:ip=10.88.0.77", "a,b", "container:x")
            .inspect("none", "{{.HostConfig.NetworkMode}}", "none")
            .wrong("-x", "container:", ""));
  }

  private static List<OptionEntry.Builder> objects() {
    return List.of(
        option("pod", Grammars.POD, SecurityClass.SAFE, "The pod that the container joins.")
            .on(Operations.RUN, Use.value("--pod"))
            .on(
                PODS + " " + ONE_POD,
                Use.positional("POD").takes(Grammars.ENTITY_NAME, "web-1", "a").means("The pod."))
            .on(
                "pod.create",
                Use.positional("NAME")
                    .takes(Grammars.ENTITY_NAME, "web-1", "a")
                    .means("The pod's name."))
            .on(
                "generate-systemd",
                Use.positional("POD").takes(Grammars.ENTITY_NAME, "web-1", "a").means("The pod."))
            .on(
                "ps",
                Use.value("--filter")
                    .template("pod={}")
                    .takes(Grammars.ENTITY_NAME, "web-1", "a")
                    .means("Only containers of this pod."))
            .right("web", "new:web")
            .behaviour("It is one of the pod's containers.")
            .wrong("new:", "-p"),
        option("names", many(Grammars.ENTITY_NAME), SecurityClass.SAFE, "The containers.")
            .on(CONTAINERS, Use.positional("CONTAINER..."))
            .on(
                ONE_CONTAINER,
                Use.positional("CONTAINER")
                    .takes(one(Grammars.ENTITY_NAME), array("web-1"))
                    .means("The container to work in, as a list of one."))
            .on(
                "inspect",
                Use.positional("NAME...")
                    .takes(many(ImageGrammars.OBJECT), array("Web-1", "localhost/a:1"))
                    .means("What to show, whatever it is: see \"type\"."))
            .on(PODS, Use.positional("POD...").means("The pods."))
            .on(
                ONE_POD,
                Use.positional("POD")
                    .takes(one(Grammars.ENTITY_NAME), array("web-1"))
                    .means("The pod, as a list of one."))
            .on(
                "pod.create volume.create network.create secret.create",
                Use.positional("NAME")
                    .takes(one(Grammars.ENTITY_NAME), array("web-1"))
                    .means("The name, as a list of one."))
            .on("volume.inspect volume.rm", Use.positional("VOLUME...").means("The volumes."))
            .on(NETWORKS, Use.positional("NETWORK...").means("The networks."))
            .on(
                "network.connect network.disconnect",
                Use.positional("NETWORK")
                    .takes(one(Grammars.ENTITY_NAME), array("web-1"))
                    .means("The network, as a list of one."))
            .on("secret.inspect secret.rm", Use.positional("SECRET...").means("The secrets."))
            .on(
                "pull rmi",
                Use.positional("IMAGE...")
                    .takes(many(ImageGrammars.IMAGE), array("alpine", "localhost/a:1"))
                    .means("The images."))
            .on(
                "push images tag",
                Use.positional("IMAGE")
                    .takes(one(ImageGrammars.IMAGE), array("localhost/a:1"))
                    .means("The image, as a list of one."))
            .rule(
                notIn("network.connect network.disconnect", alone("containerName")),
                alone("image"),
                alone("pod"),
                in(
                    "network.connect network.disconnect network.inspect network.rm network.create",
                    alone("network")),
                notIn(
                    "ps images",
                    with(ANY, "all", Rule.TRUE, "Name them, or say \"all\": not both.")),
                in("images", with(ANY, "filter", Rule.NOT_EMPTY, OR_FILTER)))
            .right(array("box"))
            .wrong(array(), "box", array("-x"), array(7)));
  }

  /// Whether another option names the target already.
  private static Rule alone(String other) {
    return with(ANY, other, ANY, "\"names\" and \"" + other + "\" both name the target: give one.");
  }

  private static List<OptionEntry.Builder> containers() {
    return List.of(
        option("containerName", Grammars.ENTITY_NAME, SecurityClass.SAFE, "The container.")
            .on("run create", Use.planned("--name").means("The container's name."))
            .on(
                ONE_CONTAINER + " " + CONTAINERS + " network.connect network.disconnect",
                Use.positional("CONTAINER"))
            .on("inspect", Use.positional("NAME"))
            .on(
                "ps",
                Use.value("--filter")
                    .template("name=^{}$")
                    .means("Only the container of this name."))
            .on("pod.logs", Use.value("--container").means("Only this container of the pod."))
            .rule(
                notIn(
                    "ps",
                    with(ANY, "all", Rule.TRUE, "Name the container, or say \"all\": not both.")))
            .right("box-1", "a")
            .inspect("it-$RUN-name", "{{.Name}}", "it-$RUN-name")
            .wrong("-x", "a b", "", "a/b", "a\n"));
  }

  private static List<OptionEntry.Builder> images() {
    return List.of(
        option("image", ImageGrammars.IMAGE, SecurityClass.HOST, "The image.")
            .on(
                Operations.RUN,
                Use.positional("IMAGE")
                    .takes(
                        ImageGrammars.IMAGE_OR_ROOTFS,
                        "alpine",
                        "docker:dind",
                        "localhost:5000/a/b-c:1.0",
                        "sha256:0123456789abcdef",
                        "a@sha256:" + "0".repeat(64))
                    .means("The image to run; with \"rootfs\" a directory."))
            .on("pull push rmi images tag inspect", Use.positional("IMAGE"))
            .on("commit", Use.positional("IMAGE").means("The new image's name."))
            .on("build", Use.value("--tag").means("The new image's name."))
            .right(
                "alpine",
                "docker:dind",
                "localhost:5000/a/b-c:1.0",
                "sha256:0123456789abcdef",
                "a@sha256:" + "0".repeat(64))
            .wrong(
                "",
                "-v/:/h",
                "dir:/etc",
                "docker-archive:/x.tar",
                "oci:name",
                "docker://alpine",
                "containers-storage:x",
                "Upper",
                "a b",
                7,
                "a\u0000")
            .rule(
                in("images", with(ANY, "filter", Rule.NOT_EMPTY, OR_FILTER)),
                in(
                    Operations.RUN,
                    Rule.needs(
                        Rule.startsWith("/"), "rootfs", "A directory goes with \"rootfs\": true.")))
            .inspect(
                "localhost/podbus/sandbox", "{{.ImageName}}", "localhost/podbus/sandbox:latest"),
        option("destination", ImageGrammars.IMAGE, SecurityClass.HOST, "Where the image goes.")
            .on("push", Use.positional("DESTINATION"))
            .on("tag", Use.positional("TARGET_NAME").means("The further name."))
            .on(
                "cp",
                Use.positional("DEST_PATH")
                    .takes(Grammars.COPY, "box:/tmp/a b")
                    .means("Where the copy goes."))
            .right("localhost:5000/a:1", "quay.io/a/b")
            .wrong("-", "", "-x", 7));
  }
}
