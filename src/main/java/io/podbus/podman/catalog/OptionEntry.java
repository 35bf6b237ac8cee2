package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// One option of the catalog: all that is known of it, as data. Immutable.
public final class OptionEntry {
  /// Another default where another option is given a certain value.
  public record DefaultUnless(String other, Predicate<Object> otherIs, Object value) {}

  private final String name;
  private final ValueType type;
  private final SecurityClass security;
  private final String description;
  private final Map<String, List<Use>> uses;
  private final List<Rule> rules;
  private final List<DefaultUnless> exceptions;
  private final List<Object> examples;
  private final List<Object> counterExamples;
  private final Map<String, Object> company;

  private OptionEntry(Builder builder) {
    this.name = builder.name;
    this.type = builder.type;
    this.security = builder.security;
    this.description = builder.description;
    Map<String, List<Use>> copy = new LinkedHashMap<>();
    builder.uses.forEach((operation, list) -> copy.put(operation, List.copyOf(list)));
    this.uses = Collections.unmodifiableMap(copy);
    this.rules = List.copyOf(builder.rules);
    this.exceptions = List.copyOf(builder.exceptions);
    this.examples = List.copyOf(builder.examples);
    this.counterExamples = List.copyOf(builder.counterExamples);
    this.company = Collections.unmodifiableMap(new LinkedHashMap<>(builder.company));
  }

  static Builder option(String name, ValueType type, SecurityClass security, String description) {
    return new Builder(name, type, security, description);
  }

  /// Its name in JSON.
  public String name() {
    return name;
  }

  /// What its value may be, in most operations.
  public ValueType type() {
    return type;
  }

  /// What its value may be in that operation.
  public ValueType type(String operation) {
    return use(operation).map(Use::type).orElse(type);
  }

  /// How much harm it can do.
  public SecurityClass security() {
    return security;
  }

  /// One line on what it does, in most operations.
  public String description() {
    return description;
  }

  /// One line on what it does in that operation.
  public String description(String operation) {
    return use(operation).map(Use::description).orElse(description);
  }

  /// The operations that take it.
  public List<String> operations() {
    return List.copyOf(uses.keySet());
  }

  /// How that operation takes it: one use for each range of versions, the oldest first; empty where
  /// it does not.
  public List<Use> uses(String operation) {
    return uses.getOrDefault(operation, List.of());
  }

  /// How that operation takes it with the oldest engine that has it, if it does.
  public Optional<Use> use(String operation) {
    return uses(operation).stream().findFirst();
  }

  /// How that operation takes it with that engine, if both do.
  public Optional<Use> use(String operation, EngineProfile engine) {
    return uses(operation).stream().filter(use -> use.isKnownTo(engine)).findFirst();
  }

  /// JSON values that are right, in most operations.
  public List<Object> examples() {
    return examples;
  }

  /// JSON values that are right, in that operation.
  public List<Object> examples(String operation) {
    List<Object> own = use(operation).map(Use::examples).orElse(List.of());
    return own.isEmpty() ? examples : own;
  }

  /// JSON values that are wrong, in all operations.
  public List<Object> counterExamples() {
    return counterExamples;
  }

  /// What must stand beside the examples, as JSON values by name.
  public Map<String, Object> company() {
    return company;
  }

  /// What it does not go with.
  public List<Rule> rules() {
    return rules;
  }

  /// Where another default holds.
  public List<DefaultUnless> exceptions() {
    return exceptions;
  }

  @Override
  public String toString() {
    return name;
  }

  /// Collects an entry's facts.
  static final class Builder {
    private final String name;
    private final ValueType type;
    private final SecurityClass security;
    private final String description;
    private final Map<String, List<Use>> uses = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<DefaultUnless> exceptions = new ArrayList<>();
    private final List<Object> examples = new ArrayList<>();
    private final List<Object> counterExamples = new ArrayList<>();
    private final Map<String, Object> company = new LinkedHashMap<>();

    private Builder(String name, ValueType type, SecurityClass security, String description) {
      this.name = name;
      this.type = type;
      this.security = security;
      this.description = description;
    }

    /// @param operations names with blanks between them, or one of the groups of [Operations]
    Builder on(String operations, Use... ofThem) {
      for (String operation : operations.split(" ", -1)) {
        uses.computeIfAbsent(operation, _ -> new ArrayList<>()).addAll(List.of(ofThem));
      }
      return this;
    }

    Builder rule(Rule... more) {
      rules.addAll(List.of(more));
      return this;
    }

    Builder defaultUnless(String other, Predicate<Object> otherIs, Object value) {
      exceptions.add(new DefaultUnless(other, otherIs, value));
      return this;
    }

    /// Examples need this beside them, where the operation takes it.
    Builder beside(String option, Object value) {
      company.put(option, value);
      return this;
    }

    Builder right(Object... values) {
      examples.addAll(List.of(values));
      return this;
    }

    Builder wrong(Object... values) {
      counterExamples.addAll(List.of(values));
      return this;
    }

    OptionEntry build() {
      return new OptionEntry(this);
    }
  }
}
