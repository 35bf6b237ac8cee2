package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonObject;
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

  /// What a caller who gives the option may want to know.
  ///
  /// @param when for which engines
  public record Note(Predicate<EngineProfile> when, String sentence) {}

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
  private final List<Proof> proofs;
  private final List<Note> notes;

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
    this.proofs = List.copyOf(builder.proofs);
    this.notes = List.copyOf(builder.notes);
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
    List<Use> all = uses(operation);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  /// How that operation takes it with that engine, if both do.
  public Optional<Use> use(String operation, EngineProfile engine) {
    for (Use use : uses(operation)) {
      if (use.isKnownTo(engine)) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
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

  /// How to see that it took effect, or why it cannot be seen where the tests run.
  public List<Proof> proofs() {
    return proofs;
  }

  /// What a caller who gives it may want to know.
  public List<Note> notes() {
    return notes;
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
    private final List<Proof> proofs = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    private Builder(String name, ValueType type, SecurityClass security, String description) {
      this.name = name;
      this.type = type;
      this.security = security;
      this.description = description;
    }

    /// @param operations names with blanks between them, or one of the groups of [Operations]
    Builder on(String operations, Use.Builder... ofThem) {
      for (String operation : operations.split(" ", -1)) {
        List<Use> list = uses.computeIfAbsent(operation, _ -> new ArrayList<>());
        for (Use.Builder use : ofThem) {
          list.add(use.build());
        }
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

    Builder note(String sentence) {
      return note(_ -> true, sentence);
    }

    Builder note(Predicate<EngineProfile> when, String sentence) {
      notes.add(new Note(when, sentence));
      return this;
    }

    /// In `podman inspect` of a container with this value.
    Builder inspect(Object value, String format, String expected) {
      return proof(Proof.inspect(beside(value), format, expected));
    }

    /// In what a shell in a container with this value prints.
    Builder inside(Object value, String shell, String expected) {
      return proof(Proof.inside(beside(value), shell, expected));
    }

    /// In `podman pod inspect` of a pod with this value.
    Builder pod(Object value, String format, String expected) {
      return proof(Proof.pod(beside(value), format, expected));
    }

    /// In what a step of a build with this value prints.
    Builder step(Object value, String shell, String expected) {
      return proof(Proof.step(beside(value), shell, expected));
    }

    /// In `podman image inspect` of what is built with this value.
    Builder image(Object value, String format, String expected) {
      return proof(Proof.image(beside(value), format, expected));
    }

    /// In what it does, as a test of its own shows.
    Builder behaviour(String sentence) {
      return proof(Proof.behaviour(sentence));
    }

    /// Not where the tests run.
    Builder notHere(String why) {
      return proof(Proof.notHere(why));
    }

    Builder proof(Proof proof) {
      proofs.add(proof);
      return this;
    }

    private JsonObject beside(Object value) {
      JsonObject options = new JsonObject();
      company.forEach(options::put);
      return options.put(name, value);
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
