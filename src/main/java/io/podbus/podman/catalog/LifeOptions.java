package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Conflict.ANY;
import static io.podbus.podman.catalog.Conflict.TRUE;
import static io.podbus.podman.catalog.Conflict.is;
import static io.podbus.podman.catalog.Conflict.isNot;
import static io.podbus.podman.catalog.Conflict.needs;
import static io.podbus.podman.catalog.Conflict.never;
import static io.podbus.podman.catalog.Conflict.with;
import static io.podbus.podman.catalog.OptionEntry.option;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The options of what becomes of a container: when it starts again, is looked at, is kept.
final class LifeOptions {
  private static final String RUN = "run";

  private LifeOptions() {}

  static List<OptionEntry> all() {
    return Stream.of(life()).flatMap(List::stream).map(OptionEntry.Builder::build).toList();
  }

  private static List<OptionEntry.Builder> life() {
    return List.of(
        option(
                "restart",
                new Choice(List.of("no", "on-failure", "always", "unless-stopped")),
                SecurityClass.RESOURCE,
                "When podman starts it again.")
            .use(Use.of(RUN, Style.VALUE, "--restart"))
            .right("no", "always")
            .wrong("never", true),
        option(
                "healthCmd",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "The health check: one shell line, or a program with arguments.")
            .use(Use.of(RUN, Style.JSON, "--health-cmd"))
            .conflict(
                never(LifeOptions::isNoCheck, "For no health check say \"noHealthcheck\": true."))
            .conflict(
                with(
                    ANY,
                    "noHealthcheck",
                    TRUE,
                    "There is a health check or there is none: give one of healthCmd and noHealthcheck."))
            .right(array("test -e /ok"), array("CMD", "test", "-e", "/ok"))
            .wrong("true", array(1)),
        option(
                "healthInterval",
                Grammars.INTERVAL,
                SecurityClass.SAFE,
                "How often the health check runs.")
            .use(Use.of(RUN, Style.VALUE, "--health-interval"))
            .conflict(needs("healthCmd", "podman ignores an interval without \"healthCmd\"."))
            .right("30s", "1m30s", "disable")
            .wrong("7", 7, "soon"),
        option(
                "noHealthcheck",
                new Flag(),
                SecurityClass.SAFE,
                "Turns off the image's health check.")
            .use(Use.of(RUN, Style.SWITCH, "--no-healthcheck"))
            .right(true, false)
            .wrong(1),
        option(
                "pull",
                new Choice(List.of("always", "missing", "never")),
                SecurityClass.SAFE,
                "When the image is pulled.")
            .use(Use.of(RUN, Style.PLANNED, "podman pull").defaults("missing"))
            .right("never")
            .wrong("sometimes", true),
        logDriver());
  }

  /// Whether podman takes a health check for none at all.
  private static boolean isNoCheck(Object healthCmd) {
    return healthCmd instanceof List<?> list
        && (list.isEmpty()
            || (list.size() == 1 && "none".equalsIgnoreCase((String) list.getFirst())));
  }

  private static OptionEntry.Builder logDriver() {
    Predicate<Object> passthrough = is("passthrough");
    String remote = "A remote engine cannot pass our pipes through.";
    return option(
            "logDriver",
            new Choice(List.of("k8s-file", "json-file", "journald", "none", "passthrough")),
            SecurityClass.SAFE,
            "Where podman itself keeps the output; without it the session chooses.")
        .use(Use.of(RUN, Style.PLANNED, "--log-driver"))
        .conflict(
            with(
                passthrough,
                "tty",
                TRUE,
                "\"passthrough\" works without a terminal only: say \"tty\": false."))
        .conflict(with(passthrough, "detach", TRUE, "\"passthrough\" needs somebody attached."))
        .conflict(
            with(
                passthrough,
                "restart",
                isNot("no"),
                "With \"passthrough\" the output of later starts would be lost."))
        .conflict(with(passthrough, "remoteSocket", ANY, remote))
        .conflict(with(passthrough, "connection", ANY, remote))
        .conflict(with(passthrough, "context", ANY, remote))
        .right("none", "k8s-file")
        .wrong("syslog", "");
  }

  private static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }
}
