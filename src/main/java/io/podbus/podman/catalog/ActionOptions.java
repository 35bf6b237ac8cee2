package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import java.util.List;
import java.util.stream.Stream;

/// How an operation on objects goes about it.
final class ActionOptions {
  private ActionOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(endings(), changes()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> endings() {
    return List.of(
        option(
                "force",
                new Flag(),
                SecurityClass.SAFE,
                "Whether what is in the way is ended or ignored.")
            .on("rmi volume.rm network.rm network.disconnect", Use.toggle("--force"))
            // Without it podman leaves the others where one is not there, and says 0 (4.3.1).
            .on(
                "rm pod.rm",
                Use.words("--force", true, "--force", "--ignore").orWords(false, "--force=false"))
            .right(true, false)
            .wrong("true", 1),
        option(
                "ignore",
                new Flag(),
                SecurityClass.SAFE,
                "Whether those that are not there are no error.")
            .on("stop rm pod.stop pod.rm", Use.toggle("--ignore"))
            .on("rmi", Use.toggle("--ignore").since("4.3"))
            .right(true, false)
            .wrong("true"),
        option("depend", new Flag(), SecurityClass.SAFE, "Also the containers that need it.")
            .on("rm", Use.toggle("--depend"))
            .right(true, false)
            .wrong("true"),
        option("running", new Flag(), SecurityClass.SAFE, "Only those that run.")
            .on("restart", Use.toggle("--running"))
            .right(true, false)
            .wrong("true"),
        option("noPrune", new Flag(), SecurityClass.SAFE, "Whether unnamed parents stay.")
            .on("rmi", Use.toggle("--no-prune"))
            .right(true, false)
            .wrong("true"));
  }

  private static List<OptionEntry.Builder> changes() {
    return List.of(
        option(
                "alias",
                Grammars.list(Grammars.ENTITY_NAME),
                SecurityClass.SAFE,
                "Further names of the container in this network.")
            .on("network.connect", Use.repeat("--alias").csv())
            .right(array("db", "db-1"))
            .wrong("db", array("a b")),
        option(
                "archive",
                new Flag(),
                SecurityClass.SAFE,
                "Whether copies belong to the user of the container.")
            .on("cp", Use.toggle("--archive"))
            .right(true, false)
            .wrong("true"),
        option(
                "overwrite",
                new Flag(),
                SecurityClass.SAFE,
                "Whether a directory may take a file's place, and the other way round.")
            .on("cp", Use.toggle("--overwrite"))
            .right(true, false)
            .wrong("true"),
        option(
                "author",
                ValueType.Text.of("^[^\\x00-\\x1f\\x7f]+$", "a line of text."),
                SecurityClass.SAFE,
                "Who made the image.")
            .on("commit", Use.value("--author"))
            .right("A. Nother <a@example.com>")
            .wrong("", 1),
        option(
                "change",
                Grammars.list(
                    ValueType.Text.of(
                        "^(?:CMD|ENTRYPOINT|ENV|EXPOSE|LABEL|ONBUILD|STOPSIGNAL|USER|VOLUME"
                            + "|WORKDIR)[ =][^\\x00-\\x1f\\x7f]+$",
                        "an instruction as in a Containerfile, such as \"CMD sh\".")),
                SecurityClass.SAFE,
                "Instructions for the image.")
            .on("commit", Use.repeat("--change"))
            .right(array("CMD sh", "ENV A=b"))
            .wrong(array("RUN rm"), "CMD sh"),
        option(
                "message",
                ValueType.Text.of("^[^\\x00-\\x1f\\x7f]+$", "a line of text."),
                SecurityClass.SAFE,
                "What was changed; in images of the docker format only.")
            .on("commit", Use.value("--message"))
            .right("with a shell")
            .wrong("", 1),
        option(
                "pause",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the container stands still meanwhile.")
            .on("commit", Use.toggle("--pause"))
            .right(true, false)
            .wrong("true"),
        option(
                "includeVolumes",
                new Flag(),
                SecurityClass.SAFE,
                "Whether its volumes become volumes of the image.")
            .on("commit", Use.toggle("--include-volumes"))
            .right(true, false)
            .wrong("true"),
        option(
                "new",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the units make containers of their own.")
            .on("generate-systemd", Use.toggle("--new"))
            .right(true, false)
            .wrong("true"),
        option(
                "name",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the units carry names instead of ids.")
            .on("generate-systemd", Use.toggle("--name"))
            .right(true, false)
            .wrong("true"),
        option(
                "restartPolicy",
                new Choice(
                    List.of(
                        "no",
                        "on-success",
                        "on-failure",
                        "on-abnormal",
                        "on-watchdog",
                        "on-abort",
                        "always")),
                SecurityClass.SAFE,
                "When systemd starts it again.")
            .on("generate-systemd", Use.value("--restart-policy"))
            .right("always")
            .wrong("never", true));
  }
}
