package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Conflict.ANY;
import static io.podbus.podman.catalog.Conflict.TRUE;
import static io.podbus.podman.catalog.Conflict.isNot;
import static io.podbus.podman.catalog.Conflict.with;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Flag;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// The options of the program: how it is attached to, where and as whom it runs.
final class ProcessOptions {
  private static final String RUN = "run";
  private static final String EXEC = "exec";

  private ProcessOptions() {}

  static List<OptionEntry> all() {
    return Stream.of(attachment(), process())
        .flatMap(List::stream)
        .map(OptionEntry.Builder::build)
        .toList();
  }

  private static List<OptionEntry.Builder> attachment() {
    return List.of(
        option(
                "interactive",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the program gets an open stdin.")
            .use(
                Use.of(RUN, Style.SWITCH, "-i").defaults(true),
                Use.of(EXEC, Style.SWITCH, "-i").defaults(true))
            .defaultUnless("detach", TRUE, false)
            .right(true, false)
            .wrong("true", 1),
        option("tty", new Flag(), SecurityClass.SAFE, "Whether the program runs in a terminal.")
            .use(
                Use.of(RUN, Style.SWITCH, "-t").defaults(true),
                Use.of(EXEC, Style.SWITCH, "-t").defaults(true))
            .defaultUnless("detach", TRUE, false)
            .right(true, false)
            .wrong("yes", 0),
        option(
                "removeOnExit",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container goes when it ends.")
            .use(Use.of(RUN, Style.SWITCH, "--rm").defaults(true))
            .defaultUnless("restart", isNot("no"), false)
            .conflict(
                with(
                    TRUE,
                    "restart",
                    isNot("no"),
                    "A container that is started again cannot be removed when it ends: say"
                        + " \"removeOnExit\": false, or \"restart\": \"no\"."))
            .right(true, false)
            .wrong("true"),
        option(
                "detach",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the program runs with nobody attached.")
            // Not for exec: nothing tells how a detached one ends. Its folder in the engine's
            // state,
            // with the exit code, is gone with it (4.3.1), and the container's log is not its own.
            .use(Use.of(RUN, Style.SWITCH, "-d"))
            .conflict(
                with(TRUE, "tty", TRUE, "A detached program has no terminal: leave \"tty\" out."))
            .conflict(
                with(TRUE, "input", ANY, "A detached program takes no input: leave \"input\" out."))
            .right(true, false)
            .wrong("true"));
  }

  private static List<OptionEntry.Builder> process() {
    return List.of(
        option(
                "containerName",
                Grammars.ENTITY_NAME,
                SecurityClass.SAFE,
                "The container's name; for exec the container to work in.")
            .use(Use.of(RUN, Style.PLANNED, "--name"), Use.of(EXEC, Style.POSITIONAL, "CONTAINER"))
            .right("box-1", "a")
            .wrong("-x", "a b", "", "a/b", "a\n"),
        option(
                "workingDir",
                Grammars.CONTAINER_PATH,
                SecurityClass.SAFE,
                "Where the program starts.")
            .use(Use.of(RUN, Style.VALUE, "--workdir"), Use.of(EXEC, Style.VALUE, "--workdir"))
            .right("/", "/srv/a b")
            .wrong("srv", "", "/a\nb"),
        option("user", Grammars.USER, SecurityClass.SAFE, "Whom the program runs as.")
            .use(Use.of(RUN, Style.VALUE, "--user"), Use.of(EXEC, Style.VALUE, "--user"))
            .right("nobody", "1000:1000")
            .wrong(1000, "a:b:c", "-u"),
        option(
                "environment",
                Grammars.ENVIRONMENT,
                SecurityClass.CREDENTIAL,
                "The program's environment.")
            .use(
                Use.of(RUN, Style.PLANNED, "--env-file"), Use.of(EXEC, Style.PLANNED, "--env-file"))
            .right(new JsonObject(), object("A", "b\nc"), object("a.b-c", ""))
            .wrong(
                object("A*", "x"),
                object("#A", "x"),
                object("A=B", "x"),
                object("", "x"),
                object("A", 1),
                object("PODBUS_SESSION", "x"),
                array()),
        option("env", Grammars.ENVIRONMENT, SecurityClass.CREDENTIAL, "The same as environment.")
            .use(
                Use.of(RUN, Style.PLANNED, "--env-file"), Use.of(EXEC, Style.PLANNED, "--env-file"))
            .right(object("LANG", "C.UTF-8"))
            .wrong(object("A B", "x"), object("1A", "x")),
        option("labels", Grammars.LABELS, SecurityClass.SAFE, "Labels of the container.")
            .use(Use.of(RUN, Style.MAP_REPEAT, "--label"))
            .right(object("team", "a,b"), object("empty", ""))
            .wrong(object("io.podbus.session", "x"), object("a=b", "c"), object("a", 1), array()));
  }

  private static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }

  private static JsonObject object(String name, Object value) {
    return new JsonObject().put(name, value);
  }
}
