package io.podbus.podman.catalog;

import io.vertx.core.json.JsonObject;

/// How to see on a real engine that an option took effect. Data; tests carry it out.
///
/// In the options and in what is expected, `$DISK` is a block device of the host, and `$RUN` a word
/// that no other run of the tests has.
///
/// @param way where to look
/// @param operation what to do with the options
/// @param options the option with a value, and what must stand beside it
/// @param ask a format of podman, or a command line for a shell, as the way has it
/// @param expected what the answer is, whole or, of [Way#BUILD_OUTPUT], in part
public record Proof(Way way, String operation, JsonObject options, String ask, String expected) {
  /// Where the effect is seen.
  public enum Way {
    /// `podman inspect` of the container that was created.
    CONTAINER,
    /// What a shell in the container prints.
    INSIDE,
    /// `podman pod inspect` of the pod that was created.
    POD,
    /// `podman inspect` of the infra container of the pod that was created.
    INFRA,
    /// What a step of a build prints, with the image's files under `FROM`.
    BUILD_OUTPUT,
    /// `podman image inspect` of what was built.
    IMAGE,
    /// `podman info` with the option before it.
    INFO,
    /// What podman writes to stderr.
    STDERR,
    /// Its behaviour, shown by a test of its own; `ask` is a sentence.
    BEHAVIOUR,
    /// Nothing on the hosts where the tests run; `ask` says why.
    NOT_HERE
  }

  static Proof inspect(JsonObject options, String format, String expected) {
    return new Proof(Way.CONTAINER, "create", options, format, expected);
  }

  static Proof inside(JsonObject options, String shell, String expected) {
    return new Proof(Way.INSIDE, "run", options, shell, expected);
  }

  static Proof pod(JsonObject options, String format, String expected) {
    return new Proof(Way.POD, "pod.create", options, format, expected);
  }

  static Proof infra(JsonObject options, String format, String expected) {
    return new Proof(Way.INFRA, "pod.create", options, format, expected);
  }

  static Proof step(JsonObject options, String shell, String expected) {
    return new Proof(Way.BUILD_OUTPUT, "build", options, shell, expected);
  }

  static Proof image(JsonObject options, String format, String expected) {
    return new Proof(Way.IMAGE, "build", options, format, expected);
  }

  static Proof info(JsonObject options, String format, String expected) {
    return new Proof(Way.INFO, "system.info", options, format, expected);
  }

  static Proof behaviour(String sentence) {
    return new Proof(Way.BEHAVIOUR, "", new JsonObject(), sentence, "");
  }

  static Proof notHere(String why) {
    return new Proof(Way.NOT_HERE, "", new JsonObject(), why, "");
  }
}
