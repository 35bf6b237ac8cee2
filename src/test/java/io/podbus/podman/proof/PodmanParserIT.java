package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.options.ExampleBodies;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.RandomBodies;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.protocol.FailureException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Flags of the catalog, held against podman's own help and parser. Nothing is run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodmanParserIT {
  private static final int BODIES = 2_000;

  /// How many command lines stand in one: podman reads each flag by itself.
  private static final int BATCH = 10;

  private static final Pattern FLAG = Pattern.compile("(?m)^\\s+(?:-\\w, )?(--[a-z0-9-]+)");

  private final OptionCatalog catalog = new OptionCatalog();
  private Path temporary;
  private PlannedPodman podman;

  @BeforeAll
  void probe(@TempDir Path directory) {
    temporary = directory;
    podman = new PlannedPodman(directory);
  }

  @TestFactory
  Stream<DynamicTest> podmanHelpsWithEveryFlag() {
    Set<String> global = flags("--help");
    assertThat(global).contains("--url", "--log-level");
    Set<String> pull = flags("pull", "--help");
    return Catalog.operations().stream()
        .map(operation ->
            DynamicTest.dynamicTest(
                operation.name(),
                () -> {
                  List<String> help = new ArrayList<>(operation.words());
                  help.add("--help");
                  Set<String> own = flags(help.toArray(String[]::new));
                  // Some stand before the operation, and some in the step that fetches the image.
                  own.addAll(global);
                  own.addAll(pull);
                  for (OptionEntry entry : Catalog.entriesOf(operation)) {
                    entry
                        .use(operation.name(), podman.engine())
                        .filter(use -> use.flag().startsWith("--") && !use.hidden())
                        .ifPresent(use ->
                            assertThat(use.beforeOperation() ? global : own)
                                .as(operation.name() + " " + entry.name())
                                .contains(nameOf(use)));
                  }
                }));
  }

  private static String nameOf(Use use) {
    return use.flag().split("[= ]", 2)[0];
  }

  private Set<String> flags(String... help) {
    Matcher matcher = FLAG.matcher(podman.say(help));
    Set<String> found = new TreeSet<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void podmanTakesWhatItHasNoHelpFor() {
    // Flags that its help is silent about, and those of a version that the catalog says it has.
    List<CommandPlan> plans = new ArrayList<>();
    for (Operation operation : Catalog.operations()) {
      for (OptionEntry entry : Catalog.entriesOf(operation)) {
        for (Object example : entry.examples(operation.name())) {
          JsonObject body = ExampleBodies.with(operation, entry, example);
          if (isTaken(body)) {
            plans.add(podman.plan(body));
          }
        }
      }
    }
    assertThat(plans).hasSizeGreaterThan(2_000);
    takes(plans);
  }

  private boolean isTaken(JsonObject body) {
    try {
      catalog.parse(body, podman.engine());
      return true;
    } catch (FailureException e) {
      return false;
    }
  }

  @Test
  void podmanTakesTwoThousandAtRandom() {
    long seed = Long.getLong("seed", System.nanoTime());
    RandomBodies bodies = new RandomBodies(seed, podman.engine());
    List<CommandPlan> plans = new ArrayList<>();
    int options = 0;
    for (int i = 0; i < BODIES; i++) {
      JsonObject body = bodies.next();
      options += body.size();
      plans.add(podman.plan(body));
    }
    assertThat(options).as("options, seed %d", seed).isGreaterThan(5 * BODIES);
    try {
      takes(plans);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /// Lets podman read the flags of all of them.
  private void takes(Collection<CommandPlan> plans) {
    Map<List<String>, List<CommandPlan>> alike = new LinkedHashMap<>();
    for (CommandPlan plan : plans) {
      List<String> key = new ArrayList<>(words(plan));
      // A client of a remote engine has other flags.
      key.add(Boolean.toString(isRemote(plan)));
      alike.computeIfAbsent(key, _ -> new ArrayList<>()).add(plan);
    }
    alike
        .values()
        .forEach(list -> {
          for (int i = 0; i < list.size(); i += BATCH) {
            List<CommandPlan> batch = list.subList(i, Math.min(list.size(), i + BATCH));
            if (!parse(batch).isEmpty()) {
              for (CommandPlan one : batch) {
                assertThat(parse(List.of(one))).as(one.argv().toString()).isEmpty();
              }
              throw new AssertionError("together not, but alone: " + batch);
            }
          }
        });
  }

  /// @return what podman says against it
  private String parse(List<CommandPlan> plans) {
    List<String> words = new ArrayList<>();
    for (CommandPlan plan : plans) {
      words.addAll(plan.argv().subList(0, operationAt(plan)));
    }
    words.addAll(words(plans.getFirst()));
    for (CommandPlan plan : plans) {
      words.addAll(flagsOf(plan));
    }
    words.add("--help");
    CommandPlan last = plans.getLast();
    words.addAll(last.argv().subList(end(last), last.argv().size()));
    Map<String, String> environment = new HashMap<>(plans.getFirst().clientEnvironment());
    // Of its variables this one alone decides which flags there are.
    environment.keySet().retainAll(Set.of("CONTAINER_HOST"));
    CommandResult result = podman.run(words, environment, null, temporary);
    return result.exitCode() == 0 && result.stdout().contains("Usage:")
        ? ""
        : result.exitCode() + " " + result.stderr() + result.stdout();
  }

  private static boolean isRemote(CommandPlan plan) {
    return plan.clientEnvironment().containsKey("CONTAINER_HOST")
        || plan.argv().subList(0, operationAt(plan)).stream()
            .anyMatch(word -> word.matches("--(url|remote|connection|context|identity)(=.*)?"));
  }

  private static int operationAt(CommandPlan plan) {
    int at = 0;
    while (plan.argv().get(at).startsWith("-")) {
      at++;
    }
    return at;
  }

  private static List<String> words(CommandPlan plan) {
    int from = operationAt(plan);
    int to = from;
    while (to < plan.argv().size() && !plan.argv().get(to).startsWith("-")) {
      to++;
    }
    return plan.argv().subList(from, to);
  }

  /// Where its flags end.
  private static int end(CommandPlan plan) {
    int at = plan.argv().indexOf("--");
    return at < 0 ? plan.argv().size() : at;
  }

  private static List<String> flagsOf(CommandPlan plan) {
    return plan.argv().subList(operationAt(plan) + words(plan).size(), end(plan));
  }
}
