package io.podbus.podman.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/// Names that callers may try, and why they are not taken: podman has nothing of that kind, or it
/// is not the caller's to say.
final class RefusedOptions {
  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "podmanPath",
          "which podman is run is the operator's to say, in the configuration of the service.",
          "generateSystemd",
          "the units are written by an operation of their own, \"generate-systemd\", for a container"
              + " that is there.");

  /// Of podman's own flags those that would give a caller more, or take from the service.
  private static final Map<String, String> FLAGS =
      Map.of(
          "latest",
          "which container is the latest is a matter of luck where many are started: name it.",
          "envHost",
          "the environment of the service is none of the container's.",
          "envFile",
          "give the variables in \"environment\" or \"secretEnvironment\".",
          "detachKeys",
          "nothing that is typed may detach a session.",
          "pidfile",
          "the service keeps that file; a session says its container's id and podman's pid.",
          "password",
          "give \"creds\": name and password, which go through stdin.");

  private static final Map<String, Map<String, String>> OF_OPERATION =
      Map.of(
          "exec",
          Map.of(
              "image",
              "exec works in a container that is there; name it with \"containerName\".",
              "detach",
              "podman does not tell how a detached exec ends; run the program in a container of its own,"
                  + " or in the background of a shell."));

  private static final String WORKING_DIRECTORY =
      "podman itself runs in a directory of the service's; where the program starts is"
          + " \"workingDir\", and what is built from is \"context\".";

  private RefusedOptions() {}

  static Map<String, String> of(Operation operation) {
    Map<String, String> all = new LinkedHashMap<>(EVERYWHERE);
    all.putAll(FLAGS);
    if (!operation.is(Operation.Trait.BUILD_CONTEXT)) {
      all.put("cwd", WORKING_DIRECTORY);
    }
    all.putAll(OF_OPERATION.getOrDefault(operation.name(), Map.of()));
    return all;
  }

  /// Names of the seed that no operation takes.
  static Map<String, String> everywhere() {
    return EVERYWHERE;
  }
}
