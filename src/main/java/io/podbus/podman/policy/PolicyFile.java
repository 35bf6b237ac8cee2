package io.podbus.podman.policy;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.SecurityClass;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.SchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads policies: YAML, held against a schema, then against the catalog. Pure.
public final class PolicyFile {
  /// The names of those that come with the service.
  public static final List<String> SHIPPED = List.of("standard", "trusted", "locked");

  /// Among the patterns of a value: the directories that the operator lets builds read, each a
  /// path.
  static final String CONTEXT_ROOTS = "{contextRoots}";

  private static final String SCHEMA = "policy.schema.json";
  private static final List<String> EFFECTS = List.of("allow", "deny", "default", "cap", "force");

  private PolicyFile() {}

  /// One that comes with the service.
  ///
  /// @param contextRoots what the operator lets builds read of the host
  public static Policy shipped(String name, List<Path> contextRoots) {
    return parse(resource(name + ".yaml"), contextRoots);
  }

  /// The policy that a text means.
  ///
  /// @param contextRoots what stands for [#CONTEXT_ROOTS] among the patterns of values
  /// @throws PolicyException with one line that names the place
  public static Policy parse(String yaml, List<Path> contextRoots) {
    JsonObject document = document(yaml);
    List<Violation> faults = new SchemaValidator(new JsonObject(resource(SCHEMA))).check(document);
    if (!faults.isEmpty()) {
      Violation first = faults.getFirst();
      throw new PolicyException(first.pointer() + ": " + first.detail());
    }
    List<PolicyRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    JsonArray list = document.getJsonArray("rules");
    for (int i = 0; i < list.size(); i++) {
      PolicyRule rule = rule("/rules/" + i, list.getJsonObject(i), contextRoots);
      if (!names.add(rule.name())) {
        throw new PolicyException(
            "/rules/" + i + "/name: there are two rules \"" + rule.name() + "\"");
      }
      rules.add(rule);
    }
    return new Policy(rules);
  }

  private static JsonObject document(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    try {
      Object loaded = new Yaml(new SafeConstructor(options)).load(yaml);
      if (!(loaded instanceof Map<?, ?> map)) {
        throw new PolicyException("the file must be a mapping with \"rules\"");
      }
      return (JsonObject) Objects.requireNonNull(json(map));
    } catch (YAMLException e) {
      throw new PolicyException(
          "not valid YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static @Nullable Object json(@Nullable Object yaml) {
    return switch (yaml) {
      case Map<?, ?> map -> {
        JsonObject object = new JsonObject();
        map.forEach((key, value) -> object.put(String.valueOf(key), json(value)));
        yield object;
      }
      case List<?> list -> {
        JsonArray array = new JsonArray();
        list.forEach(item -> array.add(json(item)));
        yield array;
      }
      case null -> null;
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> String.valueOf(yaml);
    };
  }

  private static PolicyRule rule(String at, JsonObject json, List<Path> contextRoots) {
    List<String> effects = EFFECTS.stream().filter(json::containsKey).toList();
    if (effects.size() != 1) {
      throw new PolicyException(at + ": a rule has one of " + String.join(", ", EFFECTS));
    }
    String effect = effects.getFirst();
    JsonObject content = json.getJsonObject(effect);
    String place = at + "/" + effect;
    return new PolicyRule(
        json.getString("name"),
        globs(json.getJsonArray("owners")),
        Set.copyOf(strings(json.getJsonArray("scopes"))),
        operations(at + "/operations", json.getJsonArray("operations")),
        switch (effect) {
          case "allow" -> new PolicyRule.Effect.Allow(what(place, content, contextRoots));
          case "deny" -> new PolicyRule.Effect.Deny(what(place, content, contextRoots));
          case "default" -> new PolicyRule.Effect.Default(values(place, content));
          case "cap" -> new PolicyRule.Effect.Cap(caps(place, content));
          default -> new PolicyRule.Effect.Force(values(place, content));
        });
  }

  private static What what(String at, JsonObject json, List<Path> contextRoots) {
    Map<String, List<Glob>> values = new LinkedHashMap<>();
    json.getJsonObject("values", new JsonObject())
        .forEach(entry -> {
          option(at + "/values", entry.getKey());
          values.put(entry.getKey(), valueGlobs((JsonArray) entry.getValue(), contextRoots));
        });
    List<String> options = strings(json.getJsonArray("options"));
    options.forEach(name -> option(at + "/options", name));
    return new What(
        operations(at + "/operations", json.getJsonArray("operations")),
        images(json.getJsonObject("images")),
        strings(json.getJsonArray("classes")).stream()
            .map(name -> SecurityClass.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        Set.copyOf(options),
        values,
        strings(json.getJsonArray("targets")).stream()
            .map(name -> Target.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()));
  }

  private static What.@Nullable Images images(@Nullable JsonObject json) {
    return json == null
        ? null
        : new What.Images(
            globs(json.getJsonArray("match")),
            json.getBoolean("pinned"),
            Set.copyOf(strings(json.getJsonArray("transports"))));
  }

  private static List<Glob> operations(String at, @Nullable JsonArray patterns) {
    List<Glob> globs = globs(patterns);
    for (Glob glob : globs) {
      if (Catalog.operations().stream().noneMatch(o -> Glob.like(glob.pattern(), o.name()))) {
        throw new PolicyException(at + ": no operation is like \"" + glob.pattern() + "\"");
      }
    }
    return globs;
  }

  private static OptionEntry option(String at, String name) {
    return Catalog.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new PolicyException(at + ": there is no option \"" + name + "\""));
  }

  private static Map<String, Object> values(String at, JsonObject json) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : json.fieldNames()) {
      OptionEntry entry = option(at, name);
      Object value = json.getValue(name);
      if (value == null || entry.type().parse(value).isEmpty()) {
        throw new PolicyException(at + "/" + name + ": this is no value of \"" + name + "\"");
      }
      values.put(name, value);
    }
    return values;
  }

  private static Map<String, Object> caps(String at, JsonObject json) {
    Map<String, Object> values = values(at, json);
    values.forEach((name, value) -> {
      if (Double.isInfinite(Amounts.of(value))) {
        throw new PolicyException(at + "/" + name + ": this is no amount");
      }
    });
    return values;
  }

  private static List<Glob> globs(@Nullable JsonArray patterns) {
    return strings(patterns).stream().map(Glob::new).toList();
  }

  private static List<Glob> valueGlobs(JsonArray patterns, List<Path> contextRoots) {
    return strings(patterns).stream()
        .flatMap(pattern ->
            pattern.equals(CONTEXT_ROOTS)
                ? contextRoots.stream().map(Path::toString)
                : Stream.of(pattern))
        .map(Glob::new)
        .toList();
  }

  private static List<String> strings(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String.class::cast).toList();
  }

  /// What stands beside this class.
  static String resource(String name) {
    try (InputStream in = PolicyFile.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
