package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Conflict.ANY;
import static io.podbus.podman.catalog.Conflict.with;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Choice;
import java.util.List;
import java.util.stream.Stream;

/// The options that say which engine is meant, and how it speaks: they stand before the operation.
final class ConnectionOptions {
  private static final String RUN = "run";
  private static final String EXEC = "exec";

  private ConnectionOptions() {}

  static List<OptionEntry> all() {
    return Stream.of(globals()).flatMap(List::stream).map(OptionEntry.Builder::build).toList();
  }

  private static List<OptionEntry.Builder> globals() {
    String one = "Only one of remoteSocket, connection and context can say which engine is meant.";
    return List.of(
        option("remoteSocket", Grammars.REMOTE, SecurityClass.HOST, "The socket of another engine.")
            .use(Use.of(RUN, Style.GLOBAL, "--url"), Use.of(EXEC, Style.GLOBAL, "--url"))
            .conflict(with(ANY, "connection", ANY, one))
            .conflict(with(ANY, "context", ANY, one))
            .right("unix:///run/podman/podman.sock", "ssh://core@host:22/run/podman.sock")
            .wrong("/run/podman.sock", "ssh://core:secret@host:22/x", "http://x"),
        option(
                "connection",
                Grammars.ENTITY_NAME,
                SecurityClass.HOST,
                "A connection that podman knows.")
            .use(
                Use.of(RUN, Style.GLOBAL, "--connection"),
                Use.of(EXEC, Style.GLOBAL, "--connection"))
            .conflict(with(ANY, "context", ANY, one))
            .right("prod")
            .wrong("-x", ""),
        option(
                "context",
                ValueType.Text.of(
                    "^(?!default$)[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                    "the name of a connection; \"default\" is what holds without it."),
                SecurityClass.HOST,
                "Another word for connection.")
            .use(
                Use.of(RUN, Style.GLOBAL, "--connection"),
                Use.of(EXEC, Style.GLOBAL, "--connection"))
            .right("prod")
            .wrong("default", "a b"),
        option(
                "logLevel",
                new Choice(List.of("debug", "info", "warn", "error", "fatal", "panic")),
                SecurityClass.SAFE,
                "How much podman itself writes to stderr.")
            .use(
                Use.of(RUN, Style.GLOBAL, "--log-level"), Use.of(EXEC, Style.GLOBAL, "--log-level"))
            .right("debug")
            .wrong("loud", ""),
        option(
                "namespace",
                Grammars.ENTITY_NAME,
                SecurityClass.SAFE,
                "The libpod namespace to work in.")
            .use(
                Use.of(RUN, Style.GLOBAL, "--namespace").removed("4.5"),
                Use.of(EXEC, Style.GLOBAL, "--namespace").removed("4.5"))
            .conflict(with(ANY, "remoteSocket", ANY, "A remote engine takes no namespace."))
            .conflict(with(ANY, "connection", ANY, "A remote engine takes no namespace."))
            .conflict(with(ANY, "context", ANY, "A remote engine takes no namespace."))
            .right("team")
            .wrong("a/b"));
  }
}
