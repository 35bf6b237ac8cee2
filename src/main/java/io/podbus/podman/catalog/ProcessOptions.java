package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// The program: how it is attached to, where and as whom it runs.
final class ProcessOptions {
  private ProcessOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(attachment(), process()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> attachment() {
    return List.of(
        option("attach", new Flag(), SecurityClass.SAFE, "Whether to see the program's output.")
            .on("start", Use.toggle("--attach").defaults(true))
            .defaultUnless("all", TRUE, false)
            .defaultUnless(
                "names", list -> list instanceof List<?> names && names.size() > 1, false)
            .defaultUnless("filter", Rule.NOT_EMPTY, false)
            .rule(
                with(
                    TRUE,
                    "names",
                    list -> list instanceof List<?> names && names.size() > 1,
                    "Only one container can be attached to: name one, or leave \"attach\" out."),
                with(
                    TRUE,
                    "all",
                    TRUE,
                    "Only one container can be attached to: leave \"attach\" or \"all\" out."))
            .right(true, false)
            .wrong("true"),
        option(
                "interactive",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the program gets an open stdin.")
            .on("run exec", Use.toggle("-i").defaults(true))
            .on("create", Use.toggle("-i"))
            .on("start", Use.toggle("--interactive").defaults(false))
            .on("attach", Use.words("--no-stdin", true).orWords(false, "--no-stdin").defaults(true))
            .defaultUnless("detach", TRUE, false)
            .rule(
                with(
                    TRUE,
                    "attach",
                    FALSE,
                    "Input goes to a container that is attached to: leave \"attach\": false out."))
            .right(true, false)
            .wrong("true", 1),
        option("tty", new Flag(), SecurityClass.SAFE, "Whether the program runs in a terminal.")
            .on("run exec", Use.toggle("-t").defaults(true))
            .on("create", Use.toggle("-t"))
            .on(
                "attach start",
                Use.own()
                    .defaults(false)
                    .means("Whether the client runs in a terminal, for a program that does."))
            .defaultUnless("detach", TRUE, false)
            .right(true, false)
            .wrong("yes", 0),
        option(
                "removeOnExit",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container goes when it ends.")
            .on("run", Use.toggle("--rm").defaults(true))
            .on("create", Use.toggle("--rm"))
            .defaultUnless("restart", isNot("no"), false)
            .rule(
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
            .on("run", Use.toggle("-d"))
            .rule(
                with(TRUE, "tty", TRUE, "A detached program has no terminal: leave \"tty\" out."),
                with(TRUE, "input", ANY, "A detached program takes no input: leave \"input\" out."))
            .right(true, false)
            .wrong("true"));
  }

  private static List<OptionEntry.Builder> process() {
    return List.of(
        option(
                "workingDir",
                Grammars.CONTAINER_PATH,
                SecurityClass.SAFE,
                "Where the program starts.")
            .on("run create exec", Use.value("--workdir"))
            .right("/", "/srv/a b")
            .wrong("srv", "", "/a\nb"),
        option("user", Grammars.USER, SecurityClass.SAFE, "Whom the program runs as.")
            .on("run create exec", Use.value("--user"))
            .right("nobody", "1000:1000")
            .wrong(1000, "a:b:c", "-u"),
        option(
                "environment",
                Grammars.ENVIRONMENT,
                SecurityClass.CREDENTIAL,
                "The program's environment.")
            .on("run create exec", Use.planned("--env-file"))
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
            .on("run create exec", Use.planned("--env-file"))
            .right(object("LANG", "C.UTF-8"))
            .wrong(object("A B", "x"), object("1A", "x")),
        option("running", new Flag(), SecurityClass.SAFE, "Only those that run.")
            .on("restart", Use.toggle("--running"))
            .right(true)
            .wrong("true"));
  }
}
