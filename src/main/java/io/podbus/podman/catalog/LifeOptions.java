package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.is;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.never;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What becomes of a container: when it starts again, is looked at, is kept.
final class LifeOptions {

  private LifeOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(life()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> life() {
    return List.of(
        option(
                "restart",
                new Choice(List.of("no", "on-failure", "always", "unless-stopped")),
                SecurityClass.RESOURCE,
                "When podman starts it again.")
            .on(Operations.RUN, Use.value("--restart"))
            .right("no", "always")
            .wrong("never", true),
        option(
                "healthCmd",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "The health check: one shell line, or a program with arguments.")
            .on(Operations.RUN, Use.of(Style.JSON, "--health-cmd"))
            .rule(never(LifeOptions::isNoCheck, "For no health check say \"noHealthcheck\": true."))
            .rule(
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
            .on(Operations.RUN, Use.value("--health-interval"))
            .rule(needs("healthCmd", "podman ignores an interval without \"healthCmd\"."))
            .beside("healthCmd", array("true"))
            .right("30s", "1m30s", "disable")
            .wrong("7", 7, "soon"),
        option(
                "noHealthcheck",
                new Flag(),
                SecurityClass.SAFE,
                "Turns off the image's health check.")
            .on(Operations.RUN, Use.toggle("--no-healthcheck"))
            .right(true, false)
            .wrong(1),
        option(
                "pull",
                new Choice(List.of("always", "missing", "never")),
                SecurityClass.SAFE,
                "When the image is pulled.")
            .on(Operations.RUN, Use.planned("podman pull").defaults("missing"))
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
        .on(Operations.RUN, Use.planned("--log-driver"))
        .rule(
            with(
                passthrough,
                "tty",
                TRUE,
                "\"passthrough\" works without a terminal only: say \"tty\": false."))
        .rule(with(passthrough, "detach", TRUE, "\"passthrough\" needs somebody attached."))
        .rule(
            with(
                passthrough,
                "restart",
                isNot("no"),
                "With \"passthrough\" the output of later starts would be lost."))
        .rule(with(passthrough, "remoteSocket", ANY, remote))
        .rule(with(passthrough, "connection", ANY, remote))
        .rule(with(passthrough, "context", ANY, remote))
        .right("none", "k8s-file")
        .wrong("syslog", "");
  }
}
