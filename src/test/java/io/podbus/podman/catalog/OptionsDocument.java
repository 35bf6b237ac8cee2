package io.podbus.podman.catalog;

import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Writes `docs/options.md` from the catalog. Pure.
final class OptionsDocument {
  private static final Set<String> SHOWN = ShownOptions.read();

  private final StringBuilder text = new StringBuilder();

  static String write() {
    OptionsDocument document = new OptionsDocument();
    document.head();
    document.operations();
    document.refused();
    document.notHere();
    Catalog.byTheme().forEach(document::theme);
    return document.text.toString();
  }

  private void head() {
    text.append(
        """
        # Options

        What can stand in the body of `POST /v1/sessions`. **Generated from the catalog** by
        `OptionsDocument`: to change it, change the catalog (`io.podbus.podman.catalog`) and run
        `mvn -B test -Dtest=OptionsDocumentTest -Ddocuments.write=true`. A test holds this page against the code.

        - Names are those of `PodmanConnectionOptions` and `SessionOptions`, and for other flags of podman the flag's long
          name in camel case. Lists are lists, maps are objects; `false`, `0`, `""` and `[]` are values, and not the same as
          an option that is left out.
        - A value that is not right, an option that the operation or the engine does not take, and a combination that podman
          refuses or would ignore are answered with `invalid-options`, a JSON pointer and a sentence; podman is not started.
        - *since* and *until* are versions of podman, held against the engine that was found. *local* means that podman's
          client of a remote engine does not take it.
        - `?dryRun=true` shows what an object comes to: command line, files, masked environment, notes.
        - *Class* is a hint at the harm that an option can do at its worst: `safe`, `resource` (takes from what all share), `host`
          (reaches the host), `credential` (carries a secret, shown nowhere). Policy judges values.
        - *Seen by* says how a test with a real podman shows that the option takes effect; *effect* says what its effect is where no
          test shows that yet.

        """);
  }

  private void operations() {
    text.append(
        "## Operations\n\n| operation | podman | needs | does |\n| --- | --- | --- | --- |\n");
    for (Operation operation : Catalog.operations()) {
      String needs =
          operation.required().stream()
              .map(group ->
                  group.stream().map(OptionsDocument::code).collect(Collectors.joining(" or ")))
              .collect(Collectors.joining(", "));
      row(
          code(operation.name()),
          code(String.join(" ", operation.words())),
          needs,
          operation.description());
    }
    text.append('\n');
    Catalog.refusedOperations()
        .forEach((name, reason) ->
            text.append("Refused: ").append(code(name)).append(": ").append(reason).append("\n\n"));
  }

  private void refused() {
    text.append("## Refused by name\n\n| option | of | because |\n| --- | --- | --- |\n");
    Map<String, Map<String, List<String>>> byName = new TreeMap<>();
    for (Operation operation : Catalog.operations()) {
      Catalog.refusedOptions(operation)
          .forEach((name, reason) ->
              byName
                  .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                  .computeIfAbsent(reason, _ -> new ArrayList<>())
                  .add(operation.name()));
    }
    byName.forEach((name, reasons) ->
        reasons.forEach((reason, operations) -> row(code(name), operations(operations), reason)));
    text.append('\n');
  }

  private void notHere() {
    text.append(
        """
        ## What the tests' host cannot show

        These pass podman's own parser, but have no effect, or none that can be seen, where the tests run (Debian 12, podman
        4.3.1, root, cgroups v1, no systemd, no AppArmor, no SELinux).

        | option | why |
        | --- | --- |
        """);
    for (OptionEntry entry : Catalog.entries()) {
      for (Proof proof : entry.proofs()) {
        if (proof.way() == Proof.Way.NOT_HERE) {
          row(code(entry.name()), proof.ask());
        }
      }
    }
    text.append('\n');
  }

  private void theme(String title, List<OptionEntry> entries) {
    text.append("## ").append(title).append("\n\n");
    entries.forEach(this::entry);
  }

  private void entry(OptionEntry entry) {
    text.append("### ").append(code(entry.name())).append("\n\n");
    text.append(entry.description()).append("\n\n");
    uses(entry);
    item("Class", entry.security().name().toLowerCase(java.util.Locale.ROOT));
    Set<String> rules = new LinkedHashSet<>();
    entry.rules().forEach(rule -> rules.add(rule.documented()));
    rules.forEach(rule -> item("Rule", rule));
    entry.notes().forEach(note -> item("Note", note.sentence()));
    examples(entry);
    entry.proofs().stream()
        .filter(proof -> proof.way() != Proof.Way.NOT_HERE)
        .forEach(proof -> item(isShown(entry, proof) ? "Seen by" : "Effect", seen(proof)));
    text.append('\n');
  }

  /// One line for the operations that take it in the same way.
  private void uses(OptionEntry entry) {
    Map<String, List<String>> alike = new LinkedHashMap<>();
    for (String operation : entry.operations()) {
      StringBuilder line = new StringBuilder();
      ValueType type = entry.type(operation);
      line.append(type(type));
      List<String> ways = new ArrayList<>();
      entry.uses(operation).forEach(use -> ways.add(way(use)));
      line.append("; ").append(String.join(", or ", ways));
      String description = entry.description(operation);
      if (!description.equals(entry.description())) {
        line.append(". ").append(description.replaceAll("\\.$", ""));
      }
      alike.computeIfAbsent(line.toString(), _ -> new ArrayList<>()).add(operation);
    }
    alike.forEach((line, operations) -> item(operations(operations), line + "."));
  }

  private static String operations(List<String> names) {
    int all = Catalog.operations().size();
    if (names.size() == all) {
      return "every operation";
    }
    if (names.size() > all / 2) {
      List<String> without =
          Catalog.operations().stream()
              .map(Operation::name)
              .filter(name -> !names.contains(name))
              .map(OptionsDocument::code)
              .toList();
      return "every operation but " + String.join(", ", without);
    }
    return names.stream().map(OptionsDocument::code).collect(Collectors.joining(", "));
  }

  private static String type(ValueType type) {
    String grammar = type.grammar() == null ? "" : ": " + type.grammar().replaceAll("\\.$", "");
    return switch (type) {
      case ValueType.Flag _ -> "true or false";
      case ValueType.Text _ -> "string" + grammar;
      case ValueType.Choice choice ->
          "one of "
              + choice.values().stream()
                  .map(OptionsDocument::code)
                  .collect(Collectors.joining(" "));
      case ValueType.Whole whole -> "whole number from " + whole.min() + " to " + whole.max();
      case ValueType.Texts texts ->
          "list of strings, each: " + texts.item().grammar().replaceAll("\\.$", "");
      case ValueType.Numbers numbers ->
          "list of whole numbers from " + numbers.item().min() + " to " + numbers.item().max();
      case ValueType.TextMap map ->
          "object of strings, names: " + map.key().grammar().replaceAll("\\.$", "");
      case ValueType.Nested _ -> "object" + grammar;
    };
  }

  private static String way(Use use) {
    StringBuilder way = new StringBuilder();
    switch (use.style()) {
      case NONE -> way.append("the service's own");
      case ALIAS -> way.append("another word for ").append(code(use.flag()));
      case POSITIONAL -> way.append(code(use.flag()));
      case PULL_STEP ->
          way.append(code("podman pull " + use.flag())).append(" where the image is fetched");
      case PART -> way.append("part of ").append(code(use.flag()));
      case WORDS -> words(use, way);
      case PLANNED ->
          way.append(use.flag().startsWith("--") ? code(use.flag()) : "by " + code(use.flag()));
      default -> way.append(code(use.flag()));
    }
    if (use.beforeOperation()) {
      way.append(" before the operation");
    }
    if (use.since() != null) {
      way.append(", since ").append(use.since());
    }
    if (use.removed() != null) {
      way.append(", until ").append(use.removed());
    }
    if (use.localOnly()) {
      way.append(", local");
    }
    if (use.defaultValue() != null) {
      way.append(", default ").append(code(Json.encode(use.defaultValue())));
    }
    return way.toString();
  }

  private static void words(Use use, StringBuilder way) {
    way.append(
        new TreeMap<>(use.words())
            .entrySet().stream()
                .map(word ->
                    code(word.getKey())
                        + " → "
                        + (word.getValue().isEmpty()
                            ? "nothing"
                            : code(String.join(" ", word.getValue()))))
                .collect(Collectors.joining(", ")));
  }

  private void examples(OptionEntry entry) {
    Set<String> right = new LinkedHashSet<>();
    entry
        .operations()
        .forEach(operation -> entry.examples(operation).forEach(value -> right.add(json(value))));
    item("Right", right.stream().limit(6).collect(Collectors.joining(" ")));
    item(
        "Wrong",
        entry.counterExamples().stream()
            .limit(6)
            .map(OptionsDocument::json)
            .collect(Collectors.joining(" ")));
  }

  /// Proofs that are data are carried out; the others need a test that says that it is one.
  private static boolean isShown(OptionEntry entry, Proof proof) {
    return proof.way() != Proof.Way.BEHAVIOUR || SHOWN.contains(entry.name());
  }

  private static String seen(Proof proof) {
    String with = proof.options().isEmpty() ? "" : code(proof.options().encode()) + " ";
    String shows = proof.expected().isEmpty() ? "" : " shows " + code(proof.expected());
    return switch (proof.way()) {
      case CONTAINER -> with + code("podman inspect -f " + proof.ask()) + shows;
      case INSIDE -> with + code(proof.ask()) + " in the container" + shows;
      case POD -> with + code("podman pod inspect -f " + proof.ask()) + shows;
      case INFRA ->
          with + code("podman inspect -f " + proof.ask()) + " of the infra container" + shows;
      case BUILD_OUTPUT -> with + code("RUN " + proof.ask()) + shows;
      case IMAGE -> with + code("podman image inspect -f " + proof.ask()) + shows;
      case INFO -> with + code("podman info -f " + proof.ask()) + shows;
      case STDERR -> with + "podman's stderr" + shows;
      case BEHAVIOUR, NOT_HERE -> proof.ask();
    };
  }

  private static String json(Object value) {
    String encoded = Json.encode(value);
    return code(encoded.length() > 80 ? encoded.substring(0, 80) + "…" : encoded);
  }

  private static String code(String words) {
    String line = words.replace("\n", "\\n");
    return line.contains("`") ? "`` " + line + " ``" : "`" + line + "`";
  }

  private void item(String name, String what) {
    text.append("- ").append(name).append(": ").append(what).append('\n');
  }

  private void row(String... cells) {
    text.append("| ");
    text.append(
        List.of(cells).stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ")));
    text.append(" |\n");
  }
}
