package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.never;
import static io.podbus.podman.catalog.Rule.with;

import java.util.List;

/// What stands last on the command line: the program, its arguments, and what is asked for.
final class WordOptions {
  private WordOptions() {}

  static List<OptionEntry.Builder> all() {
    return List.of(
        option(
                "descriptors",
                Grammars.list(
                    ValueType.Text.of(
                        "^%?[A-Za-z][A-Za-z0-9]*$", "the name of a column, as \"pid\".")),
                SecurityClass.SAFE,
                "Which columns to show.")
            .on("top pod.top", Use.positional("FORMAT-DESCRIPTORS"))
            .right(array("pid", "hpid", "args"), array())
            .wrong("pid", array("-x"), array("a b")),
        option(
                "privatePort",
                ValueType.Text.of(
                    "^[0-9]{1,5}(?:/(?:tcp|udp|sctp))?$",
                    "a port of the container, as \"80/tcp\"."),
                SecurityClass.SAFE,
                "Only this port of the container.")
            .on("port", Use.positional("PORT"))
            .rule(with(ANY, "all", Rule.TRUE, "Name the port of one container, or say \"all\"."))
            .right("80", "80/tcp")
            .wrong(80, "http", "-1"),
        option("command", Grammars.ARGUMENT, SecurityClass.SAFE, "The program to run: one word.")
            .on("run create exec", Use.positional("COMMAND"))
            .rule(never(""::equals, "The name of a program must not be empty."))
            .right("sh", "a b\n")
            .inspect("printf", "{{.Path}}", "printf")
            .wrong(array("sh"), 1),
        option(
                "args",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "The program's arguments, passed on word by word.")
            .on("run create exec", Use.positional("ARG..."))
            .right(array(), array("-c", "echo 'a b'\n\t€", ""))
            .behaviour("The program gets each word as it is.")
            .wrong("-c x", array(1), array(array())));
  }
}
