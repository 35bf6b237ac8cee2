package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import java.util.List;

/// Which engine is meant, and how it speaks: what stands before the operation.
final class EngineOptions {
  private EngineOptions() {}

  static List<OptionEntry.Builder> all() {
    String one =
        "Only one of remoteSocket and connection (or context) can say which engine is meant.";
    return List.of(
        option("remoteSocket", Grammars.REMOTE, SecurityClass.HOST, "The socket of another engine.")
            .on(Operations.EVERY, Use.value("--url").global())
            .rule(with(ANY, "connection", ANY, one))
            .right("unix:///run/podman/podman.sock", "ssh://core@host:22/run/podman.sock")
            .wrong("/run/podman.sock", "ssh://core:secret@host:22/x", "http://x"),
        option(
                "connection",
                Grammars.ENTITY_NAME,
                SecurityClass.HOST,
                "A connection that podman knows.")
            .on(Operations.EVERY, Use.value("--connection").global())
            .right("prod")
            .wrong("-x", ""),
        option("context", Grammars.CONNECTION, SecurityClass.HOST, "Another word for connection.")
            .on(Operations.everyBut("build"), Use.alias("connection"))
            .on(
                "build",
                Use.planned("CONTEXT")
                    .takes(Grammars.HOST_PATH, "/srv/app")
                    .means("The directory with the files to build from, on the service's host."))
            .right("prod", "far-1")
            .wrong("default", "a b", ""),
        option(
                "logLevel",
                new Choice(List.of("debug", "info", "warn", "error", "fatal", "panic")),
                SecurityClass.SAFE,
                "How much podman itself writes to stderr.")
            .on(Operations.EVERY, Use.value("--log-level").global())
            .right("debug")
            .wrong("loud", ""),
        option(
                "namespace",
                Grammars.ENTITY_NAME,
                SecurityClass.SAFE,
                "The libpod namespace to work in.")
            .on(Operations.EVERY, Use.value("--namespace").global().local().removed("4.5"))
            .right("team")
            .wrong("a/b"));
  }
}
