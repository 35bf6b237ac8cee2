package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.is;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What podman itself keeps of a container's output, beside the session's journal.
final class LogOptions {
  private static final Predicate<Object> KEEPS_NOTHING =
      is("none", "passthrough", "passthrough-tty");
  private static final String FOLLOWED =
      "A detached session's output is read from podman's log: it needs one.";
  private static final String NO_LOG = "That log driver keeps no file.";

  private LogOptions() {}

  static List<OptionEntry.Builder> all() {
    return List.of(
        logDriver(),
        option(
                "log",
                Grammars.HOST_PATH_PLAIN,
                SecurityClass.HOST,
                "The file of the host that podman writes the output to.")
            .on(Operations.RUN, Use.value("--log-opt").template("path={}").csv("5.0"))
            .on("build", Use.value("--logfile"))
            .rule(
                with(ANY, "logDriver", KEEPS_NOTHING, NO_LOG),
                with(ANY, "enableLogging", FALSE, "\"enableLogging\": false keeps no log."),
                with(
                    ANY,
                    "logOpt",
                    map -> map instanceof Map<?, ?> m && m.containsKey("path"),
                    "\"logOpt\" names a path as well: give one of the two."))
            .right("/run/podbus-it/x.log")
            .wrong("x.log", "", "-x", "/a,b")
            .inspect(
                "/tmp/podbus-$RUN.log", "{{.HostConfig.LogConfig.Path}}", "/tmp/podbus-$RUN.log"),
        option(
                "logOpt",
                ContainerGrammars.LOG_OPTIONS,
                SecurityClass.HOST,
                "Options of the log driver: path, max-size, and for journald tag.")
            .on(Operations.RUN, Use.members("--log-opt").csv("5.0"))
            .rule(
                with(Rule.NOT_EMPTY, "logDriver", KEEPS_NOTHING, NO_LOG),
                with(
                    Rule.NOT_EMPTY,
                    "enableLogging",
                    FALSE,
                    "\"enableLogging\": false keeps no log."))
            .right(object("max-size", "10mb"), object("path", "/run/podbus-it/y.log"))
            .wrong(object("max-file", "3"), object("max-size", 1), array(), "max-size=1")
            .inspect(object("max-size", "10mb"), "{{.HostConfig.LogConfig.Size}}", "10MB"),
        option(
                "maxLogSize",
                Text.of(
                    "^[0-9]+[bkmgBKMG]?[bB]?$",
                    "a whole number with the unit k, m or g, powers of 1000, as \"10mb\"."),
                SecurityClass.RESOURCE,
                "How large podman's own log may become.")
            .on(Operations.RUN, Use.value("--log-opt").template("max-size={}").csv("5.0"))
            .rule(
                with(ANY, "logDriver", KEEPS_NOTHING, NO_LOG),
                with(ANY, "enableLogging", FALSE, "\"enableLogging\": false keeps no log."),
                with(
                    ANY,
                    "logOpt",
                    map -> map instanceof Map<?, ?> m && m.containsKey("max-size"),
                    "\"logOpt\" names a size as well: give one of the two."))
            .right("10mb", "20k")
            .wrong(10, "", "-1", "10zz")
            .inspect("20mb", "{{.HostConfig.LogConfig.Size}}", "20MB"),
        option(
                "maxLogFiles",
                new Whole(1, 1),
                SecurityClass.SAFE,
                "podman keeps one file and no older ones: 1 is all there is. The session's journal"
                    + " has bounds of its own (retainBytes).")
            .on(Operations.RUN, Use.own())
            .right(1)
            .wrong(0, 2, "1")
            .behaviour("1 changes nothing, and more is refused."),
        option(
                "enableLogging",
                new Flag(),
                SecurityClass.SAFE,
                "Whether podman keeps a log of its own; the session's journal is not meant.")
            .on(Operations.RUN, Use.planned("--log-driver"))
            .on("build", Use.words("--quiet", false, "--quiet").orWords(true))
            .rule(
                with(
                    TRUE,
                    "logDriver",
                    KEEPS_NOTHING,
                    "That log driver keeps none: leave \"enableLogging\" or \"logDriver\" out."),
                with(
                    FALSE,
                    "logDriver",
                    isNot("none"),
                    "It means \"logDriver\": \"none\": leave \"enableLogging\" or \"logDriver\" out."),
                with(FALSE, "detach", TRUE, FOLLOWED))
            .right(true, false)
            .wrong("true", 1)
            .inspect(false, "{{.HostConfig.LogConfig.Type}}", "none")
            .inspect(true, "{{.HostConfig.LogConfig.Type}}", "k8s-file"));
  }

  private static OptionEntry.Builder logDriver() {
    Predicate<Object> passthrough = is("passthrough", "passthrough-tty");
    String remote = "A remote engine cannot pass our pipes through.";
    return option(
            "logDriver",
            new Choice(
                List.of(
                    "k8s-file", "json-file", "journald", "none", "passthrough", "passthrough-tty")),
            SecurityClass.SAFE,
            "Where podman itself keeps the output; without it the session chooses.")
        .on(Operations.RUN, Use.planned("--log-driver"))
        .rule(
            with(
                is("passthrough"),
                "tty",
                TRUE,
                "\"passthrough\" works without a terminal only: say \"tty\": false."),
            with(passthrough, "detach", TRUE, "\"passthrough\" needs somebody attached."),
            with(is("none"), "detach", TRUE, FOLLOWED),
            with(
                passthrough,
                "restart",
                isNot("no"),
                "With \"passthrough\" the output of later starts would be lost."),
            new Rule(
                (value, situation) ->
                    passthrough.test(value) && (situation.remote() || situation.engine().remote()),
                remote),
            new Rule(
                (value, situation) -> situation.engine().knowsNoLogDriver(value.toString()),
                (value, situation) ->
                    "The engine has no log driver \"%s\", only %s."
                        .formatted(
                            value,
                            String.join(
                                ", ", situation.engine().logDrivers().stream().sorted().toList())),
                "The engine must have it."))
        .right("none", "k8s-file")
        .wrong("syslog", "")
        .inspect("none", "{{.HostConfig.LogConfig.Type}}", "none");
  }
}
