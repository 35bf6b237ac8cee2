package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Nested;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.TextMap;
import io.podbus.podman.catalog.ValueType.Whole;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of the session itself, which podman never sees.
final class SessionOwnOptions {
  private static final String TERMINAL = "run exec attach start";
  private static final String WITH_INPUT = "run exec attach start secret.create";
  private static final long YEAR_MS = 31_536_000_000L;
  private static final long HOUR_MS = 3_600_000L;
  private static final int INPUT_CHARACTERS = 1 << 20;

  private static final Text NODE =
      new Text(
          "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", "the name of a node.", 63, false);
  private static final TextMap NODE_LABELS =
      new TextMap(
          new Text("^[A-Za-z0-9._/-]{1,63}$", "a label's key.", 63, false),
          new Text("^[A-Za-z0-9._-]{0,63}$", "a label's value.", 63, true),
          32);

  private SessionOwnOptions() {}

  static List<OptionEntry.Builder> all() {
    String every = Operations.EVERY;
    return List.of(
        whole(TERMINAL, "rows", 1, 1000, 24L, "Lines of the terminal."),
        whole(TERMINAL, "cols", 1, 1000, 80L, "Columns of the terminal."),
        whole(every, "timeout", 1, YEAR_MS, null, "Ends the session so long after it runs, in ms.")
            .behaviour("The session ends when the time is over, and says so."),
        whole(
            every,
            "idleTimeoutMs",
            1,
            YEAR_MS,
            null,
            "Ends the session after so long without input and output."),
        whole(every, "startTimeoutMs", 1, HOUR_MS, null, "How long the start may take, in ms."),
        whole(
            every,
            "closeGraceMs",
            0,
            HOUR_MS,
            null,
            "How long the program may take to end, in ms."),
        whole(
            every,
            "retainBytes",
            1024,
            1L << 40,
            null,
            "How much output is kept for readers, in bytes."),
        whole(
            every,
            "blockMaxMs",
            0,
            HOUR_MS,
            null,
            "How long the program waits for a slow reader, in ms."),
        option(
                "node",
                NODE,
                SecurityClass.SAFE,
                "The node of a cluster that is to have the session.")
            .on(every, Use.own())
            .right("n1", "host.example")
            .wrong("", "a b", "-a", 1),
        option(
                "nodeLabels",
                NODE_LABELS,
                SecurityClass.SAFE,
                "Labels that the node of a cluster must have, all of them.")
            .on(every, Use.own())
            .right(new JsonObject().put("zone", "a"), new JsonObject().put("disk", ""))
            .wrong(new JsonObject().put("a=b", "c"), new JsonObject().put("a", 1), "zone=a"),
        flag("awaitReader", "Whether output is left unread until the first blocking reader comes."),
        option(
                "traceContext",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the program is told its session's place in the caller's trace, as the"
                    + " variable TRACEPARENT.")
            .on("run create exec", Use.own().defaults(false))
            .right(true, false)
            .wrong("true", 1),
        flag("closeOnDisconnect", "Whether the session ends when its creator's stream does."),
        input());
  }

  private static OptionEntry.Builder whole(
      String operations,
      String name,
      long min,
      long max,
      @Nullable Long preset,
      String description) {
    Use.Builder use = Use.own();
    return option(name, new Whole(min, max), SecurityClass.SAFE, description)
        .on(operations, preset == null ? use : use.defaults(preset))
        .right(min, max)
        .wrong(min - 1, max + 1, "1", 1.5, true);
  }

  private static OptionEntry.Builder flag(String name, String description) {
    return option(name, new Flag(), SecurityClass.SAFE, description)
        .on(Operations.EVERY, Use.own().defaults(false))
        .right(true, false)
        .wrong("true", 1);
  }

  private static OptionEntry.Builder input() {
    JsonObject text = new JsonObject().put("type", "string").put("maxLength", INPUT_CHARACTERS);
    JsonObject base64 =
        text.copy()
            .put("pattern", "^[A-Za-z0-9+/]*={0,2}$")
            .put("x-grammar", "base 64 as of RFC 4648, with its padding and without line ends.");
    String grammar = "{\"text\": …} or {\"base64\": …}, and \"eof\": true if that is all.";
    JsonObject schema =
        new JsonObject()
            .put("type", "object")
            .put("title", "input")
            .put(
                "properties",
                new JsonObject()
                    .put("text", text)
                    .put("base64", base64)
                    .put("eof", new JsonObject().put("type", "boolean").put("default", false)))
            .put("additionalProperties", false)
            .put("minProperties", 1)
            .put("not", new JsonObject().put("required", List.of("text", "base64")));
    return option(
            "input",
            new Nested(schema, grammar),
            SecurityClass.SAFE,
            "What is typed as soon as it runs.")
        .on(WITH_INPUT, Use.own())
        .rule(
            with(
                ANY,
                "interactive",
                FALSE,
                "\"input\" needs a stdin: leave \"interactive\": false out."))
        .beside("interactive", true)
        .right(
            new JsonObject().put("text", "a\n").put("eof", true),
            new JsonObject().put("base64", "AAE="),
            new JsonObject().put("eof", true))
        .wrong(
            new JsonObject(),
            new JsonObject().put("text", "a").put("base64", "AA=="),
            new JsonObject().put("base64", "*"),
            new JsonObject().put("keys", "enter"),
            "text");
  }
}
