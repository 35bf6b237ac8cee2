package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import java.util.List;

/// How a program is attached to, and whether its container stays.
final class AttachmentOptions {
  private AttachmentOptions() {}

  static List<OptionEntry.Builder> all() {
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
            .wrong("true", 1)
            .inspect(true, "{{.Config.OpenStdin}}", "true"),
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
            .wrong("yes", 0)
            .inspect(true, "{{.Config.Tty}}", "true"),
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
            .wrong("true")
            .inspect(true, "{{.HostConfig.AutoRemove}}", "true"),
        option(
                "detach",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the program runs with nobody attached.")
            // Not for exec: nothing tells how a detached one ends. Its folder in the engine's
            // state,
            // with the exit code, is gone with it (4.3.1), and the container's log is not its own.
            .on("run", Use.toggle("-d"))
            .rule(with(TRUE, "tty", TRUE, "A detached program has no terminal: leave \"tty\" out."))
            .right(true, false)
            .wrong("true")
            .behaviour("The session stays, with the container's output, when podman has gone."));
  }
}
