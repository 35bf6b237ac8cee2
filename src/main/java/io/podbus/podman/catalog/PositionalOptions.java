package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Conflict.ANY;
import static io.podbus.podman.catalog.Conflict.never;
import static io.podbus.podman.catalog.Conflict.with;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Texts;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.stream.Stream;

/// What stands last on the command line, behind `--`.
final class PositionalOptions {
  private static final String RUN = "run";
  private static final String EXEC = "exec";

  private PositionalOptions() {}

  static List<OptionEntry> all() {
    return Stream.of(positionals()).flatMap(List::stream).map(OptionEntry.Builder::build).toList();
  }

  static List<OptionEntry.Builder> positionals() {
    return List.of(
        option("image", Grammars.IMAGE, SecurityClass.HOST, "The image to run.")
            .use(Use.of(RUN, Style.POSITIONAL, "IMAGE"))
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
                "a\u0000"),
        option(
                "names",
                new Texts(Grammars.ENTITY_NAME, 1, 1),
                SecurityClass.SAFE,
                "The container to work in, as a list of one.")
            .use(Use.of(EXEC, Style.POSITIONAL, "CONTAINER"))
            .conflict(
                with(
                    ANY,
                    "containerName",
                    ANY,
                    "\"names\" and \"containerName\" both name the container: give one."))
            .right(array("box"))
            .wrong(array(), array("a", "b"), "box", array("-x")),
        option("command", Grammars.ARGUMENT, SecurityClass.SAFE, "The program to run: one word.")
            .use(
                Use.of(RUN, Style.POSITIONAL, "COMMAND"), Use.of(EXEC, Style.POSITIONAL, "COMMAND"))
            .conflict(never(""::equals, "The name of a program must not be empty."))
            .right("sh", "a b\n")
            .wrong(array("sh"), 1),
        option(
                "args",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "The program's arguments, passed on word by word.")
            .use(Use.of(RUN, Style.POSITIONAL, "ARG..."), Use.of(EXEC, Style.POSITIONAL, "ARG..."))
            .right(array(), array("-c", "echo 'a b'\n\t€", ""))
            .wrong("-c x", array(1), array(new JsonArray())));
  }

  private static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }
}
