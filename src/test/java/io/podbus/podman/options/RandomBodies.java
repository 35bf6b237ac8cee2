package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.ValueType;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes valid bodies of the create call at random. The same seed gives the same bodies.
public final class RandomBodies {
  private static final int ROUNDS = 40;
  private static final String[] BITS = {
    "a", "Z", "0", " ", ",", "\"", "'", "=", ":", "/", "\\", "$x", "-", "--rm", "é", "€", "😀",
    "\t", "\n", "%s"
  };

  private final Random random;
  private final EngineProfile engine;
  private final OptionCatalog catalog = new OptionCatalog();

  public RandomBodies(long seed, EngineProfile engine) {
    this.random = new Random(seed);
    this.engine = engine;
  }

  /// One of any operation; `run` and `create`, which have most options, are a third of all.
  public JsonObject next() {
    List<Operation> all = Catalog.operations();
    Operation operation =
        random.nextInt(3) == 0
            ? Catalog.operation(random.nextBoolean() ? "run" : "create").orElseThrow()
            : all.get(random.nextInt(all.size()));
    return next(operation);
  }

  /// One of that operation.
  public JsonObject next(Operation operation) {
    JsonObject minimal = ExampleBodies.minimal(operation);
    JsonObject body = minimal.copy();
    double share = random.nextDouble();
    List<OptionEntry> entries = Catalog.entriesOf(operation);
    for (OptionEntry entry : entries) {
      if (random.nextDouble() < share * share) {
        if (random.nextBoolean()) {
          entry
              .company()
              .forEach((name, value) -> {
                if (ExampleBodies.takes(operation, name)) {
                  body.put(name, value);
                }
              });
        }
        body.put(entry.name(), value(operation, entry));
      }
    }
    return repaired(operation, body, minimal);
  }

  /// Takes away what does not go with the rest.
  private JsonObject repaired(Operation operation, JsonObject body, JsonObject minimal) {
    for (int round = 0; round < ROUNDS; round++) {
      List<Failure.Violation> faults = faults(body);
      if (faults.isEmpty()) {
        return body;
      }
      boolean removed = false;
      for (Failure.Violation fault : faults) {
        String pointer = fault.pointer();
        String name = pointer.isEmpty() ? any(body) : pointer.split("/", 3)[1];
        removed |= !minimal.containsKey(name) && body.remove(name) != null;
        if (minimal.containsKey(name) && round > ROUNDS / 2) {
          body.put(name, minimal.getValue(name));
        }
      }
      if (!removed) {
        // The fault is what is missing, or lies with a target: one thing less, and again.
        String name = any(body);
        if (!minimal.containsKey(name)) {
          body.remove(name);
        }
        minimal.forEach(member -> body.put(member.getKey(), member.getValue()));
      }
    }
    if (faults(minimal).isEmpty()) {
      return minimal;
    }
    throw new AssertionError(operation.name() + " has no valid body near " + body.encode());
  }

  private String any(JsonObject body) {
    List<String> names = new ArrayList<>(body.fieldNames());
    return names.get(random.nextInt(names.size()));
  }

  private List<Failure.Violation> faults(JsonObject body) {
    try {
      catalog.parse(body, engine);
      return List.of();
    } catch (FailureException e) {
      return ((Failure.InvalidOptions) e.failure()).violations();
    }
  }

  private Object value(Operation operation, OptionEntry entry) {
    ValueType type = entry.type(operation.name());
    List<Object> examples = entry.examples(operation.name());
    Object example = examples.get(random.nextInt(examples.size()));
    return switch (type) {
      case ValueType.Flag _ -> random.nextBoolean();
      case ValueType.Choice choice -> choice.values().get(random.nextInt(choice.values().size()));
      case ValueType.Whole whole -> number(whole);
      case ValueType.Text text -> text.free() ? words(text.maxLength()) : example;
      case ValueType.Texts texts -> texts(texts, examples);
      case ValueType.Numbers _, ValueType.Nested _ -> example;
      case ValueType.TextMap map -> members(map, examples);
    };
  }

  /// Near the ends as often as in between.
  private long number(ValueType.Whole whole) {
    return switch (random.nextInt(4)) {
      case 0 -> whole.min();
      case 1 -> whole.max();
      case 2 -> Math.min(whole.max(), whole.min() + random.nextInt(1000));
      default -> whole.min() + (long) (random.nextDouble() * (whole.max() - whole.min()));
    };
  }

  private String words(int max) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      String bit = BITS[random.nextInt(BITS.length)];
      if (text.length() + bit.length() <= max) {
        text.append(bit);
      }
    }
    return text.toString();
  }

  private JsonArray texts(ValueType.Texts type, List<Object> examples) {
    List<String> pool = new ArrayList<>();
    for (Object example : examples) {
      if (example instanceof JsonArray array) {
        array.forEach(item -> pool.add((String) item));
      }
    }
    JsonArray list = new JsonArray();
    int length = Math.min(type.maxItems(), type.minItems() + random.nextInt(4));
    for (int i = 0; i < length && (type.item().free() || !pool.isEmpty()); i++) {
      list.add(
          type.item().free()
              ? words(type.item().maxLength())
              : pool.get(random.nextInt(pool.size())));
    }
    return list;
  }

  private JsonObject members(ValueType.TextMap type, List<Object> examples) {
    JsonObject members = new JsonObject();
    for (Object example : examples) {
      if (example instanceof JsonObject object && random.nextBoolean()) {
        object.forEach(member ->
            members.put(
                member.getKey(),
                type.value().free() && random.nextBoolean()
                    ? words(type.value().maxLength())
                    : member.getValue()));
      }
    }
    return members;
  }
}
