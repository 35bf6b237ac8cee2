package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Operation.Output.JSON;
import static io.podbus.podman.catalog.Operation.Output.JSON_LINES;
import static io.podbus.podman.catalog.Operation.named;

import io.podbus.podman.catalog.Operation.Trait;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operations of this version, and names for groups of them.
final class Operations {
  /// What makes a container of an image.
  static final String RUN = "run create";

  /// What takes part in a registry's images.
  static final String REGISTRY = "run create pull push build";

  /// The end of a client that looks on is no signal for the program.
  private static final String NO_PROXY = "--sig-proxy=false";

  private static final String AS_JSON = "--format=json";

  /// podman 4.3 prints the word `json` for `--format=json` where this stands.
  private static final String AS_LINES = "--format={{json .}}";

  static final List<Operation> ALL =
      Stream.of(containers(), states(), images(), pods(), volumesAndNetworks(), engine())
          .flatMap(List::stream)
          .toList();

  /// Every operation.
  static final String EVERY = ALL.stream().map(Operation::name).collect(Collectors.joining(" "));

  /// What podman has and nobody gets, and why.
  static final Map<String, String> REFUSED =
      Map.of(
          "system.reset",
          "it would remove every container, image and volume of the engine, also those of others.");

  private Operations() {}

  /// Every operation but these.
  static String everyBut(String operations) {
    List<String> others = List.of(operations.split(" ", -1));
    return ALL.stream()
        .map(Operation::name)
        .filter(name -> !others.contains(name))
        .collect(Collectors.joining(" "));
  }

  private static List<Operation> containers() {
    return List.of(
        named("run", "run", "Creates a container from an image and runs a program in it.")
            .needs("image")
            .with(
                Trait.CREATES_CONTAINER,
                Trait.PULLS_IMAGE,
                Trait.ATTACHES,
                Trait.TAKES_INPUT,
                Trait.STREAMS),
        named("exec", "exec", "Runs a program in a container that is running.")
            .needs("containerName", "names")
            .needs("command")
            .with(Trait.ATTACHES, Trait.MARKED, Trait.TAKES_INPUT, Trait.STREAMS),
        named("create", "create", "Creates a container without starting it; it is the caller's.")
            .needs("image")
            .with(Trait.PULLS_IMAGE),
        named("attach", "attach", "Connects to a container's program, for its output and input.")
            .needs("containerName", "names")
            .with(Trait.ATTACHES, Trait.TAKES_INPUT, Trait.STREAMS)
            .flags(NO_PROXY),
        named("logs", "logs", "Shows what containers have written, and follows them.")
            .needs("containerName", "names")
            .streamsWith("follow"),
        named(
                "inspect",
                "inspect",
                "Shows all that the engine knows of containers, images and the like.")
            .needs("containerName", "names", "image")
            .writes(JSON, ""),
        named("ps", "ps", "Lists containers.").writes(JSON, AS_JSON),
        named("top", "top", "Lists the processes of a container.").needs("containerName", "names"),
        named("stats", "stats", "Shows what containers use of processors, memory and networks.")
            .writes(JSON, AS_JSON)
            .streamsWith("follow"),
        named("port", "port", "Shows a container's published ports.")
            .needs("containerName", "names", "all"),
        named("cp", "cp", "Copies files between a container and the host.")
            .needs("source")
            .needs("destination"),
        named("commit", "commit", "Makes an image of a container.").needs("containerName", "names"),
        named("healthcheck", "healthcheck run", "Runs a container's health check.")
            .needs("containerName", "names"),
        named(
                "generate-systemd",
                "generate systemd",
                "Writes systemd units for a container or pod.")
            .needs("containerName", "names", "pod")
            .writes(JSON, AS_JSON));
  }

  private static List<Operation> states() {
    return List.of(
        named("start", "start", "Starts containers; attached to one unless told otherwise.")
            .needs("containerName", "names", "all")
            .with(Trait.ATTACHES, Trait.TAKES_INPUT)
            .flags(NO_PROXY)
            .streamsWith("attach"),
        named("stop", "stop", "Asks containers to end, and makes them after a while.")
            .needs("containerName", "names", "all", "filter", "cidfile"),
        named("restart", "restart", "Stops containers and starts them again.")
            .needs("containerName", "names", "all", "filter", "cidfile", "running"),
        named("kill", "kill", "Sends a signal to the first process of containers.")
            .needs("containerName", "names", "all", "cidfile"),
        named("pause", "pause", "Freezes containers.")
            .needs("containerName", "names", "all", "filter"),
        named("unpause", "unpause", "Thaws containers.")
            .needs("containerName", "names", "all", "filter"),
        named("wait", "wait", "Waits for containers to end, and shows their exit codes.")
            .needs("containerName", "names"),
        named("rm", "rm", "Removes containers.")
            .needs("containerName", "names", "all", "filter", "cidfile"));
  }

  private static List<Operation> images() {
    return List.of(
        named("images", "images", "Lists images.").writes(JSON, AS_JSON),
        named("pull", "pull", "Fetches images from a registry.").needs("image", "names"),
        named("push", "push", "Sends an image to a registry.").needs("image", "names"),
        named("build", "build", "Builds an image from a Containerfile and its context.")
            .with(Trait.BUILD_CONTEXT, Trait.STREAMS),
        named("tag", "tag", "Gives an image further names.")
            .needs("image", "names")
            .needs("destination"),
        named("rmi", "rmi", "Removes images.").needs("image", "names", "all"),
        named("login", "login", "Logs in to a registry, for all that use the engine.")
            .needs("registry")
            .needs("creds"),
        named("logout", "logout", "Forgets the login of a registry.").needs("registry", "all"),
        named("secret.create", "secret create", "Keeps a secret in the engine.")
            .needs("names")
            .with(Trait.TAKES_INPUT),
        named("secret.ls", "secret ls", "Lists the engine's secrets, without their values.")
            .writes(JSON_LINES, AS_LINES),
        named(
                "secret.inspect",
                "secret inspect",
                "Shows what is known of secrets, without their values.")
            .needs("names")
            .writes(JSON, ""),
        named("secret.rm", "secret rm", "Removes secrets.").needs("names", "all"));
  }

  private static List<Operation> pods() {
    return List.of(
        named("pod.create", "pod create", "Creates a pod."),
        named("pod.ls", "pod ps", "Lists pods.").writes(JSON, AS_JSON),
        named("pod.inspect", "pod inspect", "Shows all that the engine knows of pods.")
            .needs("pod", "names")
            .writes(JSON, ""),
        named("pod.start", "pod start", "Starts all containers of pods.")
            .needs("pod", "names", "all", "podIDFile"),
        named("pod.stop", "pod stop", "Stops all containers of pods.")
            .needs("pod", "names", "all", "podIDFile"),
        named("pod.restart", "pod restart", "Restarts all containers of pods.")
            .needs("pod", "names", "all"),
        named("pod.pause", "pod pause", "Freezes all containers of pods.")
            .needs("pod", "names", "all"),
        named("pod.unpause", "pod unpause", "Thaws all containers of pods.")
            .needs("pod", "names", "all"),
        named("pod.kill", "pod kill", "Sends a signal to all containers of pods.")
            .needs("pod", "names", "all"),
        named("pod.rm", "pod rm", "Removes pods and their containers.")
            .needs("pod", "names", "all", "podIDFile"),
        named(
                "pod.logs",
                "pod logs",
                "Shows what the containers of a pod have written, and follows them.")
            .needs("pod", "names")
            .streamsWith("follow"),
        named("pod.stats", "pod stats", "Shows what pods use of processors, memory and networks.")
            .writes(JSON, AS_JSON)
            .streamsWith("follow"),
        named("pod.top", "pod top", "Lists the processes of a pod.").needs("pod", "names"));
  }

  private static List<Operation> volumesAndNetworks() {
    String prune = "--force";
    return List.of(
        named("volume.create", "volume create", "Creates a volume."),
        named("volume.ls", "volume ls", "Lists volumes.").writes(JSON, AS_JSON),
        named("volume.inspect", "volume inspect", "Shows all that the engine knows of volumes.")
            .needs("names", "all")
            .writes(JSON, ""),
        named("volume.rm", "volume rm", "Removes volumes.").needs("names", "all"),
        named("volume.prune", "volume prune", "Removes those unused volumes that a filter names.")
            .needs("filter")
            .flags(prune),
        named("network.create", "network create", "Creates a network."),
        named("network.ls", "network ls", "Lists networks.").writes(JSON, AS_JSON),
        named("network.inspect", "network inspect", "Shows all that the engine knows of networks.")
            .needs("network", "names")
            .writes(JSON, ""),
        named("network.connect", "network connect", "Connects a container to a network.")
            .needs("network", "names")
            .needs("containerName"),
        named("network.disconnect", "network disconnect", "Disconnects a container from a network.")
            .needs("network", "names")
            .needs("containerName"),
        named("network.rm", "network rm", "Removes networks.").needs("network", "names"),
        named(
                "network.prune",
                "network prune",
                "Removes those unused networks that a filter names.")
            .needs("filter")
            .flags(prune));
  }

  private static List<Operation> engine() {
    return List.of(
        named("system.info", "info", "Shows what the engine is and what its host allows.")
            .writes(JSON, AS_JSON),
        named("system.df", "system df", "Shows how much room images, containers and volumes take.")
            .writes(JSON_LINES, AS_LINES),
        named("events", "events", "Shows what happens in the engine, and follows it.")
            .writes(JSON_LINES, AS_JSON)
            .streamsWith("follow"),
        named("system.events", "events", "The same as events.")
            .writes(JSON_LINES, AS_JSON)
            .streamsWith("follow"),
        named(
                "system.prune",
                "system prune",
                "Removes those unused containers, pods, networks and images that a filter names.")
            .needs("filter")
            .flags("--force"));
  }
}
