package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.is;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Texts;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.stream.Stream;

/// What is looked at: which objects, since when, in which order, in which form.
final class ListingOptions {
  private static final String LISTS = "ps images pod.ls volume.ls network.ls secret.ls";

  /// What writes JSON.
  static final String MACHINE =
      LISTS + " stats pod.stats system.info system.df events system.events" + " generate-systemd";

  private ListingOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(choice(), time(), form()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> choice() {
    String pruned = "volume.prune network.prune system.prune";
    return List.of(
        option("all", new Flag(), SecurityClass.SAFE, "All of them, whatever state they are in.")
            .on("ps images stats pod.stats", Use.toggle("--all"))
            .on(
                "start stop restart kill pause unpause rm rmi port logout secret.rm"
                    + " pod.start pod.stop pod.restart pod.pause pod.unpause pod.kill pod.rm"
                    + " volume.inspect volume.rm",
                Use.toggle("--all").means("All that there are, whosever they are."))
            .on("system.prune", Use.toggle("--all").means("Also images that have a name."))
            .right(true, false)
            .wrong("true", 1),
        option("allTags", new Flag(), SecurityClass.SAFE, "All tagged images of the repository.")
            .on("pull", Use.toggle("--all-tags"))
            .right(true, false)
            .wrong("true"),
        option(
                "filter",
                Grammars.list(Grammars.FILTER),
                SecurityClass.SAFE,
                "Only those for which all of this holds.")
            .on("ps pod.ls volume.ls", Use.repeat("--filter").csv("4.6"))
            .on("images secret.ls", Use.repeat("--filter").csv("4.6"))
            .on("network.ls events system.events", Use.repeat("--filter"))
            .on("start stop restart pause unpause rm", Use.repeat("--filter").csv("4.6"))
            .on(
                pruned,
                Use.repeat("--filter")
                    .takes(
                        new Texts(Grammars.FILTER, 1, 100),
                        array("label=team=web"),
                        array("label=a", "until=24h")))
            .right(array("label=team=web"), array("label=a,b", "name=^x$"), array())
            .wrong("label=a", array("label"), array("=x"), array("-a=b")),
        option("external", new Flag(), SecurityClass.SAFE, "Also containers that are not podman's.")
            .on("ps", Use.toggle("--external"))
            .on("system.prune", Use.toggle("--external").since("4.4"))
            .right(true, false)
            .wrong("true")
            .behaviour("A container of the storage that podman did not make is listed, or is not."),
        option("last", new Whole(1, 100_000), SecurityClass.SAFE, "Only so many, the newest.")
            .on("ps", Use.value("--last"))
            .right(1, 10)
            .wrong(0, "1", -1),
        option(
                "type",
                new Choice(List.of("container", "image", "volume", "network", "pod", "all")),
                SecurityClass.SAFE,
                "What the names are names of.")
            .on("inspect", Use.value("--type").defaults("all"))
            .defaultUnless("image", ANY, "image")
            .defaultUnless("containerName", ANY, "container")
            .right("container", "all")
            .wrong("thing", ""));
  }

  private static List<OptionEntry.Builder> time() {
    String logs = "logs pod.logs";
    String events = "events system.events";
    return List.of(
        option("follow", new Flag(), SecurityClass.SAFE, "Whether to go on with what comes later.")
            .on(logs, Use.toggle("--follow").defaults(true))
            .on(
                events,
                Use.words("--stream", true)
                    .orWords(false, "--stream=false")
                    .hidden()
                    .defaults(true))
            .on(
                "stats pod.stats",
                Use.words("--no-stream", true).orWords(false, "--no-stream").defaults(false))
            .right(true, false)
            .wrong("true", 1),
        option(
                "tail",
                new Whole(0, 1_000_000_000),
                SecurityClass.SAFE,
                "Only so many lines from the end.")
            .on(logs, Use.value("--tail"))
            .right(0, 100)
            .wrong(-1, "10", 1.5),
        option("since", Grammars.TIME, SecurityClass.SAFE, "Only what is newer.")
            .on(logs + " " + events, Use.value("--since"))
            .right("10m", "2026-01-02T03:04:05Z", "1700000000")
            .wrong("", "-1", 10, "yester day"),
        option("until", Grammars.TIME, SecurityClass.SAFE, "Only what is older.")
            .on(logs + " " + events, Use.value("--until"))
            .right("10m", "2026-01-02T03:04:05Z")
            .wrong("", "-1", 10),
        option(
                "timestamp",
                new Flag(),
                SecurityClass.SAFE,
                "Whether each line begins with its time.")
            .on(logs, Use.toggle("--timestamps"))
            .on(
                "build",
                Use.value("--timestamp")
                    .takes(new Whole(0, 253_402_300_799L), 0, 1_700_000_000)
                    .means("The image's time of creation, in seconds since 1970."))
            .right(true, false)
            .wrong("true")
            .image(1_700_000_000, "{{.Created.Unix}}", "1700000000"),
        option(
                "showNames",
                new Flag(),
                SecurityClass.SAFE,
                "Whether each line begins with the container's name.")
            .on(logs, Use.toggle("--names"))
            .right(true, false)
            .wrong("true"),
        option(
                "color",
                new Flag(),
                SecurityClass.SAFE,
                "Whether containers have colours of their own.")
            .on(logs, Use.toggle("--color"))
            .right(true, false)
            .wrong("true"),
        option("interval", Grammars.DURATION, SecurityClass.SAFE, "How often to look.")
            .on("wait", Use.value("--interval"))
            .on(
                "stats",
                Use.value("--interval")
                    .takes(new Whole(1, 86_400), 1, 60)
                    .means("How many seconds to the next figures."))
            .right("250ms", "5s")
            .wrong("soon", true, ""),
        option(
                "condition",
                Grammars.list(
                    ValueType.Text.of(
                        "^(?:configured|created|exited|healthy|initialized|paused|removing|running"
                            + "|stopped|stopping|unhealthy|unknown)$",
                        "a state, such as \"running\" or \"exited\".")),
                SecurityClass.SAFE,
                "For which states to wait.")
            .on("wait", Use.repeat("--condition").csv())
            .right(array("running"), array("exited", "stopped"))
            .wrong("running", array("done"), array("")));
  }

  private static List<OptionEntry.Builder> form() {
    return List.of(
        option(
                "sort",
                ValueType.Text.of("^[a-z]+$", "the name of a column, as \"created\"."),
                SecurityClass.SAFE,
                "By which column to sort.")
            .on("ps images pod.ls", Use.value("--sort"))
            .right("created", "id")
            .wrong("", "-x", 1),
        option("size", new Flag(), SecurityClass.SAFE, "Also how much room they take.")
            .on("ps inspect", Use.toggle("--size"))
            .right(true, false)
            .wrong("true"),
        option("showPod", new Flag(), SecurityClass.SAFE, "Also the pods of the containers.")
            .on("ps", Use.toggle("--pod"))
            .right(true, false)
            .wrong("true"),
        option("ns", new Flag(), SecurityClass.SAFE, "Also their namespaces.")
            .on("ps pod.ls", Use.toggle("--ns"))
            .right(true, false)
            .wrong("true"),
        option(
                "sync",
                new Flag(),
                SecurityClass.SAFE,
                "Asks the OCI runtime for the true state first.")
            .on("ps", Use.toggle("--sync"))
            .right(true, false)
            .wrong("true"),
        option("noTrunc", new Flag(), SecurityClass.SAFE, "Whether text is shown in full.")
            .on("ps images pod.ls network.ls stats events system.events", Use.toggle("--no-trunc"))
            .right(true, false)
            .wrong("true"),
        option("digests", new Flag(), SecurityClass.SAFE, "Also the images' digests.")
            .on("images", Use.toggle("--digests"))
            .right(true, false)
            .wrong("true"),
        option("history", new Flag(), SecurityClass.SAFE, "Also the images' former names.")
            .on("images", Use.toggle("--history"))
            .right(true, false)
            .wrong("true"),
        option(
                "verbose",
                new Flag(),
                SecurityClass.SAFE,
                "Each thing by itself; this is text only.")
            .on("system.df", Use.toggle("--verbose"))
            .rule(with(TRUE, "format", is("json"), "This is text: say \"format\": \"text\"."))
            .right(false)
            .wrong("true"));
  }
}
