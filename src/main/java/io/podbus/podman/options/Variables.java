package io.podbus.podman.options;

import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.protocol.Pointers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The variables that a session's options set, of all of them together, and what is wrong with
/// them. Pure.
///
/// @param environment of the program, or of the image that is built: name → value
/// @param faults pointer → sentence
record Variables(Map<String, String> environment, Map<String, String> faults) {
  private static final String NOT_IN_A_FILE =
      "A value with a line end, or of more than "
          + EnvironmentPlan.MAX_LINE_BYTES
          + " bytes, can reach the container through podman's own environment only, and podman or"
          + " its loader follow a variable of this name.";
  private static final String NOT_IN_A_BUILD =
      "A build gets its variables through podman's own environment only, and podman or its loader"
          + " follow a variable of this name: choose another.";

  static Variables of(Operation operation, Map<String, Object> given) {
    return new Collector(operation.is(Trait.BUILD_CONTEXT), given).collect();
  }

  /// For one use.
  private static final class Collector {
    private final boolean build;
    private final Map<String, Object> given;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /// The option that set each name.
    private final Map<String, String> origin = new HashMap<>();

    private final Map<String, String> faults = new LinkedHashMap<>();

    Collector(boolean build, Map<String, Object> given) {
      this.build = build;
      this.given = given;
    }

    Variables collect() {
      // The secrets of a build are files, and none of its variables.
      for (String option :
          build
              ? List.of("environment", "env")
              : List.of("environment", "env", "secretEnvironment")) {
        members(option).forEach((name, value) -> add(option, name, value));
      }
      if (build) {
        environment.keySet().forEach(name -> checkName(origin(name), name));
        members("buildArg")
            .forEach((name, value) -> {
              checkName("buildArg", name);
              if (!value.equals(environment.getOrDefault(name, value))) {
                fault(
                    "buildArg",
                    name,
                    "\"%s\" sets this name to another value, and both go the same way: choose another."
                        .formatted(origin(name)));
              }
            });
      } else {
        environment.forEach((name, value) -> {
          if (!EnvironmentPlan.isDeliverable(name, value)) {
            fault(origin(name), name, NOT_IN_A_FILE);
          }
        });
      }
      return new Variables(environment, faults);
    }

    private void add(String option, String name, String value) {
      if (environment.putIfAbsent(name, value) == null) {
        origin.put(name, option);
      } else {
        fault(option, name, "\"%s\" sets this name as well: give it once.".formatted(origin(name)));
      }
    }

    private void checkName(String option, String name) {
      if (!EnvironmentPlan.isFreeForTheClient(name)) {
        fault(option, name, NOT_IN_A_BUILD);
      }
    }

    private String origin(String name) {
      return origin.getOrDefault(name, "");
    }

    private void fault(String option, String name, String sentence) {
      faults.putIfAbsent(Pointers.of(List.of(option), name), sentence);
    }

    private Map<String, String> members(String option) {
      Map<String, String> members = new LinkedHashMap<>();
      if (given.get(option) instanceof Map<?, ?> map) {
        map.forEach((name, value) -> members.put((String) name, (String) value));
      }
      return members;
    }
  }

  /// Without the values.
  @Override
  public String toString() {
    return "Variables" + environment.keySet();
  }
}
