package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.never;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Whether a container is well: how that is found out, and what follows.
///
/// A check that is one word is a shell line; one of several is a program with its arguments, or
/// begins with `CMD` or `CMD-SHELL` as in a Containerfile.
final class HealthOptions {
  private static final String NEEDS = "It means nothing without \"healthCmd\": podman ignores it.";

  private HealthOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(command(), times()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> command() {
    return List.of(
        option(
                "healthCmd",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "The check: one shell line, or a program and its arguments, each a word.")
            .on(Operations.RUN, Use.of(Style.SHELL_OR_JSON, "--health-cmd"))
            .rule(
                never(HealthOptions::isNoCheck, "For no check say \"noHealthcheck\": true."),
                never(
                    HealthOptions::isShellOfMany, "\"CMD-SHELL\" takes one shell line behind it."),
                with(
                    ANY,
                    "noHealthcheck",
                    TRUE,
                    "There is a check or there is none: give one of healthCmd and noHealthcheck."))
            .note(
                "Several words are a program and its arguments; the seed joined them to one shell"
                    + " line.")
            .note("Without systemd podman never runs it by itself: the operation healthcheck does.")
            .right(
                array("test -e /ok"),
                array("CMD", "test", "-e", "/ok"),
                array("CMD-SHELL", "test -e /ok"))
            .wrong("true", array(1))
            .inspect(array("test", "-e", "/a b"), TEST, "[CMD test -e /a b]")
            .inspect(array("CMD", "true", "x"), TEST, "[CMD true x]")
            .inspect(array("a b"), TEST, "[CMD-SHELL a b]"),
        option("noHealthcheck", new Flag(), SecurityClass.SAFE, "Turns off the image's own check.")
            .on(Operations.RUN, Use.toggle("--no-healthcheck"))
            .right(true, false)
            .wrong(1)
            .inspect(true, TEST, "[NONE]"));
  }

  private static final String TEST = "{{.Config.Healthcheck.Test}}";

  /// Whether podman takes a check for none at all.
  private static boolean isNoCheck(Object healthCmd) {
    return healthCmd instanceof List<?> list
        && (list.isEmpty()
            || (list.size() == 1
                && list.getFirst()
                    .toString()
                    .toLowerCase(Locale.ROOT)
                    .matches("none|cmd|cmd-shell|")));
  }

  private static boolean isShellOfMany(Object healthCmd) {
    return healthCmd instanceof List<?> list
        && list.size() > 2
        && list.getFirst().equals("CMD-SHELL");
  }

  private static List<OptionEntry.Builder> times() {
    return List.of(
        option(
                "healthInterval",
                ContainerGrammars.INTERVAL,
                SecurityClass.SAFE,
                "How often the check runs.")
            .on(Operations.RUN, Use.value("--health-interval"))
            .rule(needs("healthCmd", NEEDS))
            .beside("healthCmd", array("true"))
            .right("30s", "1m30s", "disable")
            .wrong("7", 7, "soon")
            .inspect("7s", "{{.Config.Healthcheck.Interval}}", "7s"),
        option(
                "healthTimeout",
                Grammars.DURATION,
                SecurityClass.SAFE,
                "How long the check may take, a second or more.")
            .on(Operations.RUN, Use.value("--health-timeout"))
            .rule(
                needs("healthCmd", NEEDS),
                never(
                    time ->
                        time.toString().matches("0*(?:\\.[0-9]+)?s|[0-9]{1,3}ms|[0-9]+(?:us|ns)"),
                    "The least is \"1s\"."))
            .beside("healthCmd", array("true"))
            .right("5s", "1m")
            .wrong("5", 5, "0s")
            .inspect("5s", "{{.Config.Healthcheck.Timeout}}", "5s"),
        option(
                "healthStartPeriod",
                Grammars.DURATION,
                SecurityClass.SAFE,
                "For how long a failing check does not count.")
            .on(Operations.RUN, Use.value("--health-start-period"))
            .rule(needs("healthCmd", NEEDS))
            .beside("healthCmd", array("true"))
            .right("1m30s", "0s")
            .wrong("90", 90)
            .inspect("1m30s", "{{.Config.Healthcheck.StartPeriod}}", "1m30s"),
        option(
                "healthRetries",
                new Whole(1, 1_000_000),
                SecurityClass.SAFE,
                "After how many failures it counts as not well.")
            .on(Operations.RUN, Use.value("--health-retries"))
            .rule(needs("healthCmd", NEEDS))
            .beside("healthCmd", array("true"))
            .right(5, 1)
            .wrong(0, "5")
            .inspect(5, "{{.Config.Healthcheck.Retries}}", "5"),
        option(
                "healthOnFailure",
                new Choice(List.of("none", "kill", "restart", "stop")),
                SecurityClass.SAFE,
                "What becomes of it when it is not well.")
            .on(Operations.RUN, Use.value("--health-on-failure"))
            .rule(needs("healthCmd", NEEDS))
            .beside("healthCmd", array("true"))
            .right("none", "kill")
            .wrong("", "cry", true)
            .inspect("kill", "{{.Config.HealthcheckOnFailureAction}}", "kill"));
  }
}
