package io.podbus.podman.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.ValueType;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.Engines;
import io.podbus.podman.options.ExampleBodies;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.plan.Injections.Injection;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Whatever text stands in whatever option of whatever operation: it is refused, or the command
/// line that would run has no flag and no word that harmless values of that option do not have.
class InjectionTest {
  private static final SessionId ID = new SessionId("0123456789abcdefghjkmnpqrs");
  private static final Path DIRECTORY = Path.of("/p");
  private static final EngineProfile ENGINE = Engines.PODMAN_4_3;
  private static final List<Injection> CORPUS = Injections.all();

  /// By which way a variable comes depends on its value: by a file, or by its name.
  private static final Set<String> VARIABLES = Set.of("--env-file", "--env");

  /// Everything everywhere, with `scripts/soak`; else a part of it.
  private static final boolean FULL = Boolean.getBoolean("soak");

  private static final int SHARE = 61;

  /// Names of variables that podman, its helpers or the loader follow.
  private static final Pattern FOLLOWED =
      Pattern.compile(
          "(?i)(LD_|CONTAINER|PODMAN|REGISTRY|STORAGE|_|XDG_|DBUS_|NOTIFY_|GO|PATH|TMPDIR|.*_PROXY).*");

  private final OptionCatalog catalog = new OptionCatalog();

  /// What harmless values of an option let podman see.
  private record Shape(Set<String> flags, Set<String> pullFlags, Set<String> variables) {
    void add(CommandPlan plan) {
      flags.addAll(ParsedCommand.of(plan.argv()).flags());
      if (plan.pullArgv() != null) {
        pullFlags.addAll(ParsedCommand.of(plan.pullArgv()).flags());
      }
      variables.addAll(plan.clientEnvironment().keySet());
    }
  }

  private Optional<CommandPlan> plan(JsonObject body) {
    try {
      return Optional.of(
          CommandPlanner.plan(
              catalog.parse(body, ENGINE),
              new PlanContext(ID, "i1", "local", DIRECTORY, ENGINE, "trace")));
    } catch (FailureException e) {
      return Optional.empty();
    }
  }

  @TestFactory
  Stream<DynamicTest> noTextBecomesAnOption() {
    AtomicInteger taken = new AtomicInteger();
    Stream<DynamicTest> each =
        Catalog.entries().stream()
            .map(entry ->
                DynamicTest.dynamicTest(
                    entry.name(),
                    () ->
                        entry
                            .operations()
                            .forEach(name ->
                                taken.addAndGet(
                                    check(Catalog.operation(name).orElseThrow(), entry)))));
    DynamicTest enough =
        DynamicTest.dynamicTest(
            "many of them are taken as texts", () -> assertThat(taken.get()).isGreaterThan(5_000));
    return Stream.concat(each, Stream.of(enough));
  }

  /// @return how many were no fault
  private int check(Operation operation, OptionEntry entry) {
    List<Object> examples = entry.examples(operation.name());
    Shape shape = new Shape(new HashSet<>(), new HashSet<>(), new HashSet<>());
    examples.forEach(
        example -> plan(ExampleBodies.with(operation, entry, example)).ifPresent(shape::add));
    if (entry.type(operation.name()) instanceof ValueType.TextMap) {
      shape.flags().addAll(VARIABLES);
    }
    boolean first = operation.name().equals(entry.operations().getFirst());
    int taken = 0;
    for (int i = 0; i < CORPUS.size(); i++) {
      // Everywhere, where it comes first; a part of it in the other operations that take it.
      if (first || FULL || i % SHARE == operation.name().length() % SHARE) {
        for (Object value : Injections.into(examples.getFirst(), CORPUS.get(i).value())) {
          Optional<CommandPlan> plan = plan(ExampleBodies.with(operation, entry, value));
          if (plan.isPresent()) {
            taken++;
            isHarmless(plan.get(), operation, shape, CORPUS.get(i));
          }
        }
      }
    }
    return taken;
  }

  private static void isHarmless(
      CommandPlan plan, Operation operation, Shape shape, Injection injection) {
    ParsedCommand command = ParsedCommand.of(plan.argv());
    String what = operation.name() + " " + injection;
    assertThat(shape.flags()).as(what).containsAll(command.flags());
    assertThat(command.words()).as(what).isEqualTo(operation.words());
    List<String> pullArgv = plan.pullArgv();
    if (pullArgv != null) {
      ParsedCommand pull = ParsedCommand.of(pullArgv);
      assertThat(shape.pullFlags()).as(what).containsAll(pull.flags());
      assertThat(pull.words()).as(what).containsExactly("pull");
      assertThat(pull.positionals()).as(what).hasSize(1);
    }
    assertThat(plan.argv()).as(what).noneMatch(word -> word.indexOf('\0') >= 0);
    assertThat(plan.clientEnvironment().keySet())
        .as(what)
        .noneMatch(name -> !shape.variables().contains(name) && FOLLOWED.matcher(name).matches());
  }

  @Test
  void theReaderOfCommandsSeesWhatIsSmuggledIn() {
    ParsedCommand smuggled =
        ParsedCommand.of(List.of("run", "--name=x", "--privileged", "alpine", "--", "sh"));

    assertThat(smuggled.flags()).containsExactly("--name", "--privileged");
    assertThat(smuggled.words()).containsExactly("run", "alpine");
    assertThat(smuggled.positionals()).containsExactly("sh");
  }

  @Test
  void anEnvironmentFileHasTheVariablesThatWereGivenAndNoOther() {
    for (Injection injection : CORPUS) {
      for (Object value : Injections.into(new JsonObject().put("A", "1"), injection.value())) {
        JsonObject body =
            new JsonObject()
                .put("image", "a")
                .put("environment", ((JsonObject) value).copy().put("LAST", "1"));
        plan(body)
            .ifPresent(plan -> {
              assertThat(names(plan))
                  .as("%s", injection)
                  .isEqualTo(body.getJsonObject("environment").fieldNames());
            });
      }
    }
  }

  /// As podman reads the file: one line, one variable.
  private static Set<String> names(CommandPlan plan) {
    Set<String> names = new HashSet<>(plan.clientEnvironment().keySet());
    String text = plan.files().get("environment").toString();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        names.add(line.substring(0, line.indexOf('=')));
      }
    }
    return names;
  }
}
