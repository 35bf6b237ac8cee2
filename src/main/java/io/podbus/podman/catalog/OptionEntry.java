package io.podbus.podman.catalog;

import java.util.ArrayList;
import java.util.List;
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
  private final List<Use> uses;
  private final List<Conflict> conflicts;
  private final List<DefaultUnless> exceptions;
  private final List<Object> examples;
  private final List<Object> counterExamples;

  private OptionEntry(Builder builder) {
    this.name = builder.name;
    this.type = builder.type;
    this.security = builder.security;
    this.description = builder.description;
    this.uses = List.copyOf(builder.uses);
    this.conflicts = List.copyOf(builder.conflicts);
    this.exceptions = List.copyOf(builder.exceptions);
    this.examples = List.copyOf(builder.examples);
    this.counterExamples = List.copyOf(builder.counterExamples);
  }

  static Builder option(String name, ValueType type, SecurityClass security, String description) {
    return new Builder(name, type, security, description);
  }

  /// Its name in JSON.
  public String name() {
    return name;
  }

  /// What its value may be.
  public ValueType type() {
    return type;
  }

  /// How much harm it can do.
  public SecurityClass security() {
    return security;
  }

  /// One line on what it does.
  public String description() {
    return description;
  }

  /// How each operation takes it.
  public List<Use> uses() {
    return uses;
  }

  /// How that operation takes it, if it does.
  public Optional<Use> use(String operation) {
    return uses.stream().filter(use -> use.operation().equals(operation)).findFirst();
  }

  /// JSON values that are right.
  public List<Object> examples() {
    return examples;
  }

  /// JSON values that are wrong.
  public List<Object> counterExamples() {
    return counterExamples;
  }

  /// What it does not go with.
  public List<Conflict> conflicts() {
    return conflicts;
  }

  /// Where another default holds.
  public List<DefaultUnless> exceptions() {
    return exceptions;
  }

  /// Collects an entry's facts.
  static final class Builder {
    private final String name;
    private final ValueType type;
    private final SecurityClass security;
    private final String description;
    private final List<Use> uses = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<DefaultUnless> exceptions = new ArrayList<>();
    private final List<Object> examples = new ArrayList<>();
    private final List<Object> counterExamples = new ArrayList<>();

    private Builder(String name, ValueType type, SecurityClass security, String description) {
      this.name = name;
      this.type = type;
      this.security = security;
      this.description = description;
    }

    Builder use(Use... more) {
      uses.addAll(List.of(more));
      return this;
    }

    Builder conflict(Conflict conflict) {
      conflicts.add(conflict);
      return this;
    }

    Builder defaultUnless(String other, Predicate<Object> otherIs, Object value) {
      exceptions.add(new DefaultUnless(other, otherIs, value));
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
